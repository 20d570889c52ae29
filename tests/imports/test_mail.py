import datetime as dt
from collections.abc import Iterable

import pytest

from lately.accounts.services import set_organisation
from lately.imports.models import Import
from lately.interactions.models import Interaction, KnownSince
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer

OLGA = "Olga <olga@warm.example.org>"
ANN = "Ann Lee <ann@example.org>"


def letter(
    number: int, sender: str, to: str, *, subject: str = "Hello", text: str = "Well.", day: int = 1, more: str = ""
) -> str:
    date = dt.datetime(2025, 3, day, 10, 0, tzinfo=dt.UTC)
    return (
        f"From x@example.org {date:%a %b %d %H:%M:%S %Y}\nMessage-ID: <m{number}@example.org>\nFrom: {sender}\n"
        f"To: {to}\nSubject: {subject}\nDate: {date:%a, %d %b %Y %H:%M:%S +0000}\n{more}\n{text}\n\n"
    )


def box(letters: Iterable[str]) -> str:
    return "".join(letters)


BOTH_WAYS = box([
    letter(1, OLGA, ANN, subject="Your renewal is due", text="Dear Ann,\n\nplease renew your contract now.", day=3),
    letter(2, ANN, OLGA, subject="Re: Your renewal is due", day=4, more="In-Reply-To: <m1@example.org>\n"),
    letter(3, OLGA, ANN, subject="Re: Your renewal is due", day=5, more="In-Reply-To: <m2@example.org>\n"),
])  # fmt: skip


def test_mail_both_ways_becomes_what_was_said_between_ann_and_us(take):
    tally = take.mail(BOTH_WAYS)
    assert (tally.read, tally.added, tally.customers_added) == (3, 3, 1)
    said = Interaction.objects.order_by("happened_at")
    assert [(row.direction, row.kind, row.asked_for) for row in said] == [
        ("out", "message", False), ("in", "reply", False), ("out", "message", True),
    ]  # fmt: skip
    assert {row.channel for row in said} == {"email"}
    assert (said[0].found, said[0].wanted) == ("ask", "renewal")
    assert said[1].found == ""
    assert said[0].customer_id == take.who("ann@example.org")


def test_ann_is_named_as_she_writes_herself(take):
    take.mail(BOTH_WAYS.replace(f"To: {ANN}", 'To: "ann the renewal" <ann@example.org>'))
    assert take.facts("ann@example.org", "full_name") == ["Ann Lee"]


def test_a_name_that_is_in_the_book_is_not_changed_by_mail(take):
    take.customers("email,full_name\nann@example.org,Dr Ann Lee\n")
    take.mail(BOTH_WAYS)
    assert take.facts("ann@example.org", "full_name") == ["Dr Ann Lee"]


def test_mail_is_known_since_the_first_message_and_no_longer_after_undo(take):
    tally = take.mail(BOTH_WAYS)
    assert [(row.channel, row.since.date()) for row in KnownSince.objects.all()] == [("email", dt.date(2025, 3, 3))]
    assert tally.known_since["email"].date() == dt.date(2025, 3, 3)
    take.undo(tally.imported)
    assert not KnownSince.objects.filter(voided_at=None).exists()


def test_an_inbox_alone_does_not_tell_how_long_we_were_silent(take):
    take.customers("email\nann@example.org\n")
    tally = take.mail(box([letter(2, ANN, OLGA)]))
    assert (tally.added, tally.known_since) == (1, {})
    assert "No mail in it was sent by you" in tally.notes[0]
    assert not KnownSince.objects.exists()


def test_strangers_are_counted_and_not_added(take):
    tally = take.mail(BOTH_WAYS + box([letter(5, OLGA, "ben@example.org"), letter(6, "dov@example.org", OLGA)]))
    assert tally.others["strangers"] == 2
    assert Customer.objects.count() == 1


def test_everyone_is_added_if_that_is_wished(take):
    one_way = box([letter(5, OLGA, "ben@example.org"), letter(6, "dov@example.org", OLGA)])
    tally = take.mail(one_way, everyone=True)
    assert (tally.customers_added, tally.others["strangers"]) == (2, 0)


def test_dov_who_is_a_customer_is_no_stranger(take):
    take.customers("email\ndov@example.org\n")
    tally = take.mail(box([letter(5, OLGA, "dov@example.org")]))
    assert (tally.added, tally.others["strangers"]) == (1, 0)


def test_newsletters_and_machines_are_told_from_people(take):
    tally = take.mail(
        BOTH_WAYS
        + box([
            letter(7, "news@shop.example.org", OLGA, more="List-Unsubscribe: <mailto:x@shop.example.org>\n"),
            letter(8, "no-reply@bank.example.org", OLGA),
            letter(9, ANN, OLGA, subject="Out of office", more="Auto-Submitted: auto-replied\n"),
        ])
    )  # fmt: skip
    assert (tally.others["newsletters"], tally.others["machines"]) == (1, 2)
    assert tally.added == 3


def test_a_mail_to_three_is_one_contact_of_each(take):
    take.customers("email\nann@example.org\nben@example.org\ncara@example.org\n")
    tally = take.mail(box([letter(1, OLGA, "ann@example.org, ben@example.org", more="Cc: cara@example.org\n")]))
    assert (tally.read, tally.added) == (1, 3)


def test_the_same_mailbox_twice_and_one_that_grew_double_nothing(take):
    take.mail(BOTH_WAYS)
    assert take.later(1).mail(BOTH_WAYS, "copy.mbox").imported is None
    grown = take.later(1).mail(BOTH_WAYS + box([letter(4, ANN, OLGA, day=9)]), "grown.mbox")
    assert (grown.added, grown.unchanged) == (1, 3)


def test_an_answer_to_mail_of_an_earlier_mailbox_is_a_reply(take):
    take.mail(BOTH_WAYS)
    take.mail(box([letter(4, ANN, OLGA, day=9, more="In-Reply-To: <m3@example.org>\n")]), "inbox.mbox")
    assert Interaction.objects.get(source_key__contains=":m4@").kind == "reply"


def test_a_reply_is_not_taken_for_a_complaint(take):
    take.mail(BOTH_WAYS.replace("Well.", "This is a scandal, I complain!"))
    assert not Interaction.objects.filter(kind="complaint").exists()


def test_a_broken_message_is_rejected_by_its_place_and_the_others_are_read(take):
    broken = (
        "From x@example.org Mon Mar 03 10:00:00 2025\nMessage-ID: <b@example.org>\nFrom: ann@example.org\n\nNo date\n\n"
    )
    tally = take.mail(BOTH_WAYS + broken)
    assert (tally.read, tally.added, tally.rejected) == (4, 3, 1)
    assert (tally.rejects[0].number, "no date" in tally.rejects[0].what) == (4, True)


@pytest.mark.parametrize("text", [b"\x00\xff\x00\xfe" * 50, b"", b"email,name\nann@example.org,Ann\n"])
def test_what_is_no_mailbox_is_refused_and_changes_nothing(take, text):
    with pytest.raises(Refusal, match="is no mailbox"):
        take.mail(text)
    assert not Import.objects.exists()


def test_a_mailbox_that_is_not_there_is_refused(take):
    with pytest.raises(Refusal, match="cannot be opened"):
        take.mail_at(take.folder / "nothing.mbox")


def test_it_must_be_known_which_addresses_are_ours(take, at):
    with pytest.raises(Refusal, match="not said which addresses are yours"):
        take.mail(BOTH_WAYS, me=())
    with pytest.raises(Refusal, match="'olga' is no address"):
        take.mail(BOTH_WAYS, me=("olga",))
    set_organisation(at=at, name="Warm Homes", zone="Europe/London", senders=["olga@warm.example.org"])
    assert take.mail(BOTH_WAYS, me=()).added == 3


def test_a_maildir_is_read_too(take):
    for number, text in enumerate(BOTH_WAYS.split("From x@example.org")[1:]):
        folder = take.folder / "Mail" / "cur"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}:2,S").write_text(text.partition("\n")[2])
    assert take.mail_at(take.folder / "Mail").added == 3


def test_letters_that_a_database_cannot_hold_are_left_out(take):
    tally = take.mail(BOTH_WAYS.replace("please renew", "please\x00 renew").encode() + b"\xff\xfe\x80")
    assert tally.added == 3
