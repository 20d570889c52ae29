import pytest

from lately.interactions.models import CustomerState, Deed, Interaction
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer

HEAD = "email,date,what,worth,saved,currency,told,answers,reference\n"
ROOF = "email,date,what\nann@example.org,2025-03-01,Mended the roof\n"


@pytest.fixture(autouse=True)
def customers(take):
    """Those for whom something was done are customers already."""
    take.customers("id,email\nA-17,ann@example.org\nB-4,ben@example.org\nE-9,eve@example.org\n")


def test_what_was_done_for_ann_is_in_the_book_untold(take):
    tally = take.deeds(HEAD + 'ann@example.org,2025-03-01,Mended the roof,2,"1.234,56",GBP,,,\n')
    assert (tally.added, tally.customers_added) == (1, 0)
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


@pytest.mark.parametrize(
    ("column", "name", "meant"),
    [("email", "anne@example.org", "ann@example.org"), ("id", "A-18", "A-17"), ("customer", "E-99", "E-9")],
)
def test_a_mistyped_customer_makes_nobody_and_the_right_one_is_named(take, column, name, meant):
    tally = take.deeds(f"{column},date,what,told\n{name},2025-03-01,Mended the roof,2025-03-02\n")
    assert (tally.added, tally.rejected, tally.imported) == (0, 1, None)
    assert f"There is no customer {name!r}." in tally.rejects[0].what
    assert f"Did you mean {meant}?" in tally.rejects[0].todo
    assert (Customer.objects.count(), Deed.objects.count(), Interaction.objects.count()) == (3, 0, 0)


def test_a_deed_for_a_customer_whose_address_alone_is_new_is_kept(take):
    tally = take.deeds("id,email,date,what\nA-17,ann@work.example.org,2025-03-01,Mended the roof\n")
    assert (tally.added, tally.rejected) == (1, 0)
    assert take.who("ann@work.example.org") == take.who("A-17")


def test_many_strangers_are_all_rejected_and_only_the_first_are_looked_for(take, django_assert_max_num_queries):
    lines = "".join(f"stranger{number}@example.org,2025-03-01,Mended\n" for number in range(200))
    with django_assert_max_num_queries(80):
        tally = take.deeds("email,date,what\nann@example.org,2025-03-01,Mended\n" + lines)
    assert (tally.added, tally.rejected) == (1, 200)


def test_the_same_file_read_in_another_zone_is_refused_and_doubles_nothing(take):
    first = take.deeds(ROOF, zone="Europe/London")
    with pytest.raises(Refusal, match="days read in Europe/London") as refused:
        take.later(1).deeds(ROOF, zone="Asia/Tokyo")
    assert f"./lately import undo {first.imported}" in refused.value.todo
    assert Deed.objects.count() == 1
    assert take.later(1).deeds(ROOF, zone="Europe/London").imported is None


def test_after_it_was_undone_the_file_is_read_in_the_other_zone(take):
    take.undo(take.deeds(ROOF, zone="Europe/London").imported)
    assert take.later(1).deeds(ROOF, zone="Asia/Tokyo").added == 1
    assert Deed.objects.filter(voided_at=None).count() == 1
