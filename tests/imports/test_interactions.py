import datetime as dt

import pytest

from lately.interactions.models import CustomerState, Interaction, KnownSince
from lately.lib.refusal import Refusal

HEAD = "customer,date,channel,direction,kind,class,subject,text,reference,closes,tells\n"


def test_dov_was_called_and_wrote_back(take):
    tally = take.interactions(
        "email,date,channel,direction,kind\ndov@example.org,2025-03-01T10:00+00:00,phone,out,call\n"
        "dov@example.org,2025-03-02,email,in,reply\n"
    )
    assert (tally.added, tally.customers_added) == (2, 1)
    called, wrote = Interaction.objects.order_by("happened_at")
    assert (called.direction, called.channel, called.kind, called.status) == ("out", "phone", "call", "done")
    assert (wrote.direction, wrote.kind) == ("in", "reply")


def test_only_who_when_and_where_are_needed_a_complaint_is_theirs(take):
    take.interactions("email,date,channel,kind\neve@example.org,2025-03-01,email,complaint\n")
    assert Interaction.objects.get().direction == "in"
    take.interactions("email,date,channel\neve@example.org,2025-03-02,email\n")
    assert Interaction.objects.filter(direction="out", kind="message").count() == 1


def test_what_was_said_is_read_and_the_class_declared_is_kept_beside_it(take):
    take.interactions(
        HEAD + 'ann@example.org,2025-03-01,email,out,,give,Your renewal is due,"Dear Ann,\nplease renew now.",,,\n'
    )
    row = Interaction.objects.get()
    assert (row.declared, row.found, row.wanted, row.classed) == ("give", "ask", "renewal", "ask")


def test_what_cannot_be_read_is_unread_and_what_they_say_has_no_class(take):
    take.interactions(
        HEAD + "ann@example.org,2025-03-01,email,out,,,Hm,Well.,,,\n"
        "ann@example.org,2025-03-02,email,in,reply,,Your renewal is due,Please renew now.,,,\n"
    )
    assert {(row.declared, row.found) for row in Interaction.objects.all()} == {("", "")}


def test_each_channel_is_known_since_its_first_contact(take):
    tally = take.interactions(
        "email,date,channel\nann@example.org,2025-03-05,email\nben@example.org,2025-02-01,email\n"
        "ann@example.org,2025-04-01,phone\n"
    )
    told = {row.channel: (row.since.date(), row.imported_id) for row in KnownSince.objects.filter(voided_at=None)}
    assert told == {
        "email": (dt.date(2025, 2, 1), tally.imported), "phone": (dt.date(2025, 4, 1), tally.imported),
    }  # fmt: skip
    assert {channel: since.date() for channel, since in tally.known_since.items()} == {
        "email": dt.date(2025, 2, 1), "phone": dt.date(2025, 4, 1),
    }  # fmt: skip


def test_the_date_from_which_it_is_all_there_was_can_be_said_also_afterwards(take):
    text = "email,date,channel\nann@example.org,2025-03-05,email\n"
    take.interactions(text)
    said = take.later(1).interactions(text, known_since="2024-01-01")
    assert (said.added, said.unchanged) == (0, 1)
    assert said.imported is not None
    counting = KnownSince.objects.filter(voided_at=None)
    assert [row.since.date() for row in counting] == [dt.date(2024, 1, 1)]
    assert take.later(2).interactions(text, known_since="2024-01-01").imported is None
    take.undo(said.imported)
    assert [row.since.date() for row in KnownSince.objects.filter(voided_at=None)] == [dt.date(2025, 3, 5)]


def test_the_kept_state_of_ann_follows_in_the_same_breath(take):
    tally = take.interactions(
        "email,date,channel,class\nann@example.org,2026-11-15,email,give\nann@example.org,2026-11-10,phone,ask\n"
    )
    state = CustomerState.objects.get(customer=take.who("ann@example.org"))
    gave = int(dt.datetime(2026, 11, 15, tzinfo=dt.UTC).timestamp())
    assert (state.last_contact, state.last_give, state.last_ask) == (gave, gave, gave - 5 * 86400)
    assert tally.added == 2


def test_eves_complaint_is_closed_by_the_letter_that_refers_to_it_in_any_order(take):
    tally = take.interactions(
        HEAD + "eve@example.org,2025-03-09,email,out,message,,,,L-2,L-1,\n"
        "eve@example.org,2025-03-01,email,in,complaint,,,,L-1,,\n"
    )
    assert tally.added == 2
    letter = Interaction.objects.get(source_key="interaction:ref:L-2")
    assert letter.closes == Interaction.objects.get(source_key="interaction:ref:L-1")


def test_a_chain_of_references_is_followed_and_a_later_file_refers_to_an_earlier(take):
    take.interactions(
        HEAD + "eve@example.org,2025-03-01,email,out,message,feedback,,,Q,,\n"
        "eve@example.org,2025-03-02,email,in,feedback,,,,A,Q,\neve@example.org,2025-03-03,email,out,message,,,,T,A,\n"
    )
    take.later(1).interactions(HEAD + "eve@example.org,2025-03-04,email,out,message,,,,U,A,\n", "more.csv")
    closes = dict(Interaction.objects.exclude(closes=None).values_list("source_key", "closes__source_key"))
    assert {key[-1]: other[-1] for key, other in closes.items()} == {"A": "Q", "T": "A", "U": "A"}


def test_a_reference_to_nothing_or_to_another_customer_is_rejected_and_makes_nobody(take):
    tally = take.interactions(
        HEAD + "eve@example.org,2025-03-01,email,in,complaint,,,,L-1,,\n"
        "ben@example.org,2025-03-02,email,out,message,,,,,L-1,\ncara@example.org,2025-03-02,email,out,message,,,,,L-9,\n"
    )
    assert (tally.added, tally.rejected, tally.customers_added) == (1, 2, 1)
    said = {line.number: line.what for line in tally.rejects}
    assert "belongs to another customer" in said[3]
    assert "Nothing has the reference 'L-9'" in said[4]


def test_a_message_tells_a_deed_of_another_file(take):
    take.customers("email\nann@example.org\n")
    take.deeds("email,date,what,reference\nann@example.org,2025-03-01,Mended the roof,D-1\n")
    take.interactions(HEAD + "ann@example.org,2025-03-02,email,out,message,give,,,,,D-1\n")
    told = Interaction.objects.get()
    assert told.tells is not None
    assert told.tells.what == "Mended the roof"


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("channel", "pigeon", "not known"),
        ("kind", "letter", "not known"),
        ("class", "gift", "not known"),
        ("direction", "outbound", "not known"),
        ("status", "reserved", "not known"),
        ("asked_for", "maybe", "neither yes nor no"),
        ("date", "2026-11-17", "in the future"),
    ],
)
def test_words_that_mean_nothing_here_are_rejected_with_those_there_are(take, column, cell, said):
    line = {"email": "ann@example.org", "date": "2025-03-01", "channel": "email", column: cell}
    tally = take.interactions(f"{','.join(line)}\n{','.join(line.values())}\n")
    assert (tally.added, tally.rejected) == (0, 1)
    assert said in tally.rejects[0].what


def test_the_same_file_twice_changes_nothing_but_two_equal_calls_are_two(take):
    text = "email,date,channel,kind\n" + "ann@example.org,2025-03-01,phone,call\n" * 2
    assert take.interactions(text).added == 2
    assert take.later(1).interactions(text).imported is None
    assert Interaction.objects.count() == 2


def test_a_reply_that_was_asked_for_and_who_wrote_it_are_kept(take, owner):
    take.interactions(
        "email,date,channel,asked_for,by,amount,currency,kind\n"
        "ann@example.org,2025-03-01,email,yes,olga@example.org,9.50,GBP,invoice\n"
    )
    row = Interaction.objects.get()
    assert (row.asked_for, row.by, row.amount_minor, row.currency) == (True, owner, 950, "GBP")


def test_without_a_channel_nothing_is_read(take):
    with pytest.raises(Refusal, match="no column 'channel'"):
        take.interactions("email,date\nann@example.org,2025-03-01\n")


def test_a_mistyped_key_makes_nobody_and_an_address_nobody_knows_makes_a_customer(take):
    take.customers("id,email\nA-17,ann@example.org\n")
    tally = take.interactions(
        "id,email,date,channel\nA-71,,2025-03-01,phone\nF-1,fay@example.org,2025-03-01,email\nF-1,,2025-03-02,phone\n"
    )
    assert (tally.added, tally.rejected, tally.customers_added) == (2, 1, 1)
    assert "There is no customer 'A-71'." in tally.rejects[0].what
    assert "Did you mean A-17?" in tally.rejects[0].todo
    assert "e-mail address" in tally.rejects[0].todo


CONTENTS = """
- key: renew
  purpose: renewal
  benefit: Heat all winter
  worth: 5
  channels:
    email: {class: give, found: ask, text: Renew now}
    post: {class: give, found: ask, overruled_by: Olga, text: Renew}
- key: tip
  purpose: news
  benefit: A lower bill
  worth: 5
  channels:
    email: {class: give, text: Close the shutters}
"""


@pytest.mark.parametrize(
    ("line", "classed", "wanted"),
    [
        ("email,out,,renew,", "ask", "renewal"),
        ("post,out,,renew,", "give", ""),
        ("email,out,,tip,", "give", ""),
        ("phone,out,,tip,", "give", ""),  # all its wordings are of one class
        ("phone,out,,renew,", "", ""),  # they are of two
        ("email,out,service,tip,", "service", ""),
        ("email,out,,tip,Please renew your contract now.", "ask", "renewal"),
        ("email,out,,nobody-knows,", "", ""),
        ("email,in,,tip,", "", ""),
    ],
)
def test_of_a_row_that_says_only_which_content_it_was_the_class_is_that_of_the_content(take, line, classed, wanted):
    take.content(CONTENTS)
    take.later(1).interactions(f"email,date,channel,direction,class,content,text\nann@example.org,2026-11-01,{line}\n")
    row = Interaction.objects.get()
    assert (row.classed, row.wanted) == (classed, wanted)


def test_what_was_given_by_its_content_counts_as_given(take):
    take.content(CONTENTS)
    take.later(1).interactions("email,date,channel,content\nann@example.org,2026-11-01,email,tip\n")
    assert CustomerState.objects.get(customer=take.who("ann@example.org")).last_give
