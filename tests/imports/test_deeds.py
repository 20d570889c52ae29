import pytest

from lately.interactions.models import CustomerState, Deed, Interaction

HEAD = "email,date,what,worth,saved,currency,told,answers,reference\n"


def test_what_was_done_for_ann_is_in_the_book_untold(take):
    tally = take.deeds(HEAD + 'ann@example.org,2025-03-01,Mended the roof,2,"1.234,56",GBP,,,\n')
    assert (tally.added, tally.customers_added) == (1, 1)
    deed = Deed.objects.get()
    assert (deed.what, deed.worth_milli, deed.saved_minor, deed.currency) == ("Mended the roof", 2000, 123456, "GBP")
    assert not deed.tellings.exists()


def test_a_deed_that_was_told_has_the_message_that_told_it(take):
    tally = take.deeds(HEAD + "ann@example.org,2025-03-01,Mended the roof,,,,2025-03-09,,\n")
    assert tally.added == 1
    telling = Deed.objects.get().tellings.get()
    assert (telling.direction, telling.channel, telling.declared) == ("out", "email", "give")
    assert telling.happened_at.day == 9
    assert CustomerState.objects.get(customer=take.who("ann@example.org")).last_give


def test_the_same_deeds_twice_change_nothing(take):
    text = HEAD + "ann@example.org,2025-03-01,Mended the roof,,,,2025-03-09,,\n"
    take.deeds(text)
    assert take.later(1).deeds(text, "copy.csv").imported is None
    assert (Deed.objects.count(), Interaction.objects.count()) == (1, 1)


def test_a_deed_answers_what_eve_complained_of(take):
    take.interactions("email,date,channel,kind,reference\neve@example.org,2025-03-01,email,complaint,C-1\n")
    tally = take.deeds(
        HEAD + "eve@example.org,2025-03-02,Sent a new one,,,,,C-1,\nben@example.org,2025-03-02,Same,,,,,C-1,\n"
    )
    assert (tally.added, tally.rejected) == (1, 1)
    answered = Deed.objects.get().answers
    assert answered is not None
    assert answered.kind == "complaint"
    assert "another customer" in tally.rejects[0].what


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann@example.org,2025-03-01,,,,,,,", "what was done"),
        ("ann@example.org,2025-03-01,Roof,-1,,,,,", "not a number from 0"),
        ("ann@example.org,2025-03-01,Roof,NaN,,,,,", "not a number from 0"),
        ("ann@example.org,2025-03-01,Roof,1e9,,,,,", "not a number from 0"),
        ("ann@example.org,2025-03-01,Roof,,-3,,,,", "below zero"),
        ("ann@example.org,2025-03-01,Roof,,3,XXX,,,", "no currency"),
        ("ann@example.org,2025-03-01,=1+1,,,,,,", "is a formula"),
    ],
)
def test_a_deed_that_cannot_be_is_rejected(take, line, said):
    tally = take.deeds(f"{HEAD}{line}\nben@example.org,2025-03-01,Called back,,,,,,\n")
    assert (tally.added, tally.rejected) == (1, 1)
    assert said in tally.rejects[0].what


def test_the_last_deed_is_in_the_kept_state(take):
    take.deeds(HEAD + "ann@example.org,2025-03-01,Mended the roof,,,,,,\n")
    assert CustomerState.objects.get(customer=take.who("ann@example.org")).last_deed
