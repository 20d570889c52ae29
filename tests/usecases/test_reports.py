"""What have you done for me lately: what a report tells, when it refuses, and what the ledger knows of it."""

import dataclasses

import pytest

from lately.accounts.services import set_user
from lately.interactions.models import Deed, Interaction
from lately.interactions.services import correct, record, record_deed, withdraw
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.measurement.models import Report
from lately.measurement.reports.words import Typed
from lately.usecases.hide_report import hide_report
from lately.usecases.make_report import make_report
from lately.usecases.make_report_for_all import make_report_for_all
from lately.usecases.note_deed import note_deed
from lately.usecases.note_report_sent import note_report_sent
from lately.usecases.open_report import open_for_all, open_report
from lately.usecases.publish_report import publish_report
from lately.usecases.report_mail import report_mail
from lately.usecases.report_pdf import report_pdf
from lately.usecases.reporting import NothingDone
from lately.usecases.save_report import SavedMeanwhile, save_report
from lately.usecases.see_lately import see_lately
from lately.usecases.see_report import see_report
from lately.usecases.show_report import show_report
from lately.usecases.take_entry_back import take_entry_back
from lately.usecases.take_report_back import take_report_back
from lately.usecases.writing_down import Hand

DAY = 86_400


class Desk:
    """What one of us does with reports in the small book, at its Monday."""

    def __init__(self, book, user):
        self.book = book
        self.user = user
        self.when = {"at": seconds(book.at), "now": seconds(book.at)}

    def make(self, name, **more):
        """A draft for somebody; its key."""
        asked = {"since": "", "once": "1", **self.when, **more}
        return make_report(user=self.user, who=f"{name.lower()}@example.com", **asked)

    def sees(self, key, typed=None):
        """The report as the editor shows it."""
        return see_report(user=self.user, key=key, typed=typed, **self.when)

    def does(self, verb, key, **more):
        """One of the verbs about a report."""
        return verb(user=self.user, key=key, **{**self.when, **more})

    def typed(self, key, **more):
        """The form as it stands, with what is typed into it."""
        found = self.sees(key)
        words = found["words"]
        parts = {name: getattr(words, name) for name in ("title", "opening", "closing", "signed", "answer")}
        as_it_is = Typed(
            parts=parts, texts={line.id: line.text for line in words.lines},
            said=frozenset(line.id for line in words.told), seen=found["version"],
        )  # fmt: skip
        return dataclasses.replace(as_it_is, **more)

    def save(self, key, **more):
        """Save the form with what is typed into it."""
        return self.does(save_report, key, typed=self.typed(key, **more))

    def says(self, key):
        """The lines that stand in it."""
        return [line.text for line in self.sees(key)["words"].told]

    def did(self, name, what, days=3, **more):
        """Something that was done for somebody."""
        when = self.book.ago(days)
        customer = self.book.ids[name]
        return record_deed(customer=customer, what=what, happened_at=when, now=when, source="test", **more)


@pytest.fixture
def desk(small_book, owner):
    return Desk(small_book, owner)


def token_of(desk, key):
    page = desk.sees(key)["page"]
    return page["token"] if page else ""


def seen_by_ann(desk, token, later=0):
    return open_report(token=token, now=desk.when["now"] + later).words


def test_ann_is_told_what_was_done_what_it_saved_and_what_became_of_her_words(desk, at):
    wish = record(
        customer=desk.book.ids["Ann"], direction="in", channel="phone", kind="feedback", happened_at=desk.book.ago(30),
        now=desk.book.ago(30), source="test", text="Hello,\nthe letters on the leaflet are far too small for me.",
    )  # fmt: skip
    desk.did("Ann", "A leaflet in large print", answers=wish)
    desk.did("Ann", "Moved to the off-peak tariff", saved_minor=18000, currency="GBP")
    desk.did("Ann", "Fixed the valve, £95 less", saved_minor=9500, currency="GBP")
    words = desk.sees(desk.make("Ann"))["words"]
    told = {section["title"]: [line.text for line in section["lines"]] for section in words.sections}
    assert told == {
        "You told us, and this came of it": ["A leaflet in large print"],
        "What it saved or brought you": ["Fixed the valve, £95 less", "Moved to the off-peak tariff"],
        "What we did for you": ["Fixed the leak on a Sunday"],
    }
    by_text = {line.text: line for line in words.lines}
    assert by_text["A leaflet in large print"].said == "the letters on the leaflet are far too small for me."
    assert by_text["Moved to the off-peak tariff"].money == "£180"
    assert by_text["Fixed the valve, £95 less"].money == "", "the line says it itself"
    assert words.totals == ["£275"]


def test_dov_for_whom_nothing_was_done_gets_no_empty_praise(desk):
    assert see_lately(user=desk.user, who="dov@example.com", since="", **desk.when)["preview"].lines == ()
    with pytest.raises(NothingDone, match="nothing to tell Dov"):
        desk.make("Dov")
    assert not Report.objects.exists()


def test_praise_written_by_hand_does_not_fill_a_report(desk):
    key = desk.make("Ann")
    desk.save(key, said=frozenset(), added="We think of you every day")
    assert desk.says(key) == ["We think of you every day"]
    for verb in (show_report, report_pdf):
        with pytest.raises(NothingDone, match="empty praise"):
            desk.does(verb, key)
    with pytest.raises(NothingDone, match="empty praise"):
        desk.does(report_mail, key, page="")
    with pytest.raises(NothingDone, match="empty praise"):
        desk.does(note_report_sent, key, channel="post")
    assert not Interaction.objects.filter(customer=desk.book.ids["Ann"]).exists()


def test_a_line_is_changed_left_out_and_added_and_ann_reads_what_was_saved_last(desk):
    desk.did("Ann", "Swept the chimney")
    key = desk.make("Ann")
    desk.does(show_report, key)
    token = token_of(desk, key)
    lines = {line.text: line.id for line in desk.sees(key)["words"].lines}
    leak, chimney = lines["Fixed the leak on a Sunday"], lines["Swept the chimney"]
    texts = {leak: "The leak under your sink, on a Sunday", chimney: "Swept the chimney"}
    assert desk.save(key, texts=texts, said=frozenset({leak}), added="A\r\n  key cut")
    assert desk.says(key) == ["The leak under your sink, on a Sunday", "A key cut"]
    assert [line.text for line in seen_by_ann(desk, token).told] == ["Swept the chimney", "Fixed the leak on a Sunday"]
    assert desk.sees(key)["page"]["behind"]
    desk.does(show_report, key)
    assert token_of(desk, key) == token, "the address that was given out stays"
    assert [line.text for line in seen_by_ann(desk, token).told] == desk.says(key)
    assert not desk.save(key), "saved again as it stands, nothing is changed"


def test_of_two_who_write_the_second_is_told_and_loses_nothing(desk):
    key = desk.make("Ann")
    first, second = desk.typed(key, added="Mine"), desk.typed(key, added="Yours")
    desk.does(save_report, key, typed=first)
    with pytest.raises(SavedMeanwhile):
        desk.does(save_report, key, typed=second)
    found = desk.sees(key, typed=second)
    assert (found["added"], [line.text for line in found["theirs"].told][-1]) == ("Yours", "Mine")
    assert desk.says(key)[-1] == "Mine"


def test_a_deed_that_was_changed_or_taken_back_is_noticed(desk):
    chimney = desk.did("Ann", "Swept the chimney")
    key = desk.make("Ann")
    leak = Deed.objects.get(what="Fixed the leak on a Sunday")
    correct(leak, now=desk.book.at, what="Fixed the leak on a Saturday", saved_minor=500, currency="GBP")
    withdraw(chimney, now=desk.book.at)
    behind = {one["line"].text: one for group in desk.sees(key)["groups"] for one in group["lines"]}
    assert behind["Fixed the leak on a Sunday"]["now"].text == "Fixed the leak on a Saturday"
    assert behind["Swept the chimney"]["gone"]
    with pytest.raises(Refusal, match="not so any more"):
        desk.does(show_report, key)
    ids = {text: one["line"].id for text, one in behind.items()}
    leak_id = ids["Fixed the leak on a Sunday"]
    desk.save(key, said=frozenset({leak_id}), taken=frozenset({leak_id}))
    assert desk.says(key) == ["Fixed the leak on a Saturday"]
    desk.does(show_report, key)


def test_nobody_gets_a_report_of_a_firm_that_has_not_said_its_name(desk):
    desk.did("Ann", "We swept the flue")
    key = desk.make("Ann")
    parts = desk.typed(key).parts
    desk.save(key, parts=parts | {"signed": "Owner\nYour organisation"})
    for verb, more in ((show_report, {}), (report_mail, {"page": ""}), (report_pdf, {})):
        with pytest.raises(Refusal, match="does not say who you are"):
            desk.does(verb, key, **more)
    desk.save(key, parts=parts | {"signed": "Olga\nWarm & Well"})
    assert desk.does(report_mail, key, page="")


def test_an_answer_is_not_sent_to_the_address_of_this_machine(desk):
    desk.did("Ann", "We swept the flue")
    desk.user.email = "owner@localhost"
    assert desk.sees(desk.make("Ann"))["words"].answer == ""


def test_the_link_shows_one_report_until_it_expires_or_is_taken_back(desk):
    desk.did("Ben", "Sent a spare key")
    ann, ben = desk.make("Ann"), desk.make("Ben")
    for key in (ann, ben):
        desk.does(show_report, key)
    token, other = token_of(desk, ann), token_of(desk, ben)
    assert [line.text for line in seen_by_ann(desk, token).told] == ["Fixed the leak on a Sunday"]
    assert seen_by_ann(desk, token, later=89 * DAY) is not None
    assert seen_by_ann(desk, token, later=91 * DAY) is None
    forged = f"{other.split('.')[0]}.{token.split('.')[1]}"
    for strange in (token[:-1], token.split(".")[0], forged, "", ".", "x" * 9000, "ö.ü"):
        assert seen_by_ann(desk, strange) is None
    desk.does(hide_report, ann)
    desk.does(hide_report, ann)
    assert seen_by_ann(desk, token) is None
    desk.does(show_report, ann)
    assert seen_by_ann(desk, token) is None, "a new page has a new address"
    assert seen_by_ann(desk, other) is not None


def test_what_ann_got_is_told_once_felt_once_and_can_be_taken_back(desk):
    desk.did("Ann", "Swept the chimney")
    key = desk.make("Ann")
    assert desk.does(note_report_sent, key, channel="post") == 2
    assert desk.does(note_report_sent, key, channel="post") == 0
    rows = list(Interaction.objects.filter(customer=desk.book.ids["Ann"], direction="out", voided_at=None))
    assert {row.tells.what for row in rows if row.tells} == {"Swept the chimney", "Fixed the leak on a Sunday"}
    assert [(row.classed, row.channel) for row in rows] == [("give", "post")] * 2
    assert [row.asked_for for row in rows].count(False) == 1, "it is one letter, and is felt as one"
    later = {"at": desk.when["at"] + DAY, "now": desk.when["now"] + DAY}
    found = see_lately(user=desk.user, who="ann@example.com", since="", **later)
    assert found["last"] == desk.when["at"]
    assert found["preview"].lines == (), "the next one begins where this one ended"
    desk.does(take_report_back, key)
    assert not Interaction.objects.filter(customer=desk.book.ids["Ann"], voided_at=None).exists()
    assert desk.does(note_report_sent, key, channel="visit") == 2


def test_pressed_twice_it_is_one_draft(desk):
    assert desk.make("Ann") == desk.make("Ann")
    assert desk.make("Ann", once="2") != desk.make("Ann")


def test_an_ask_in_a_report_is_told_and_it_does_not_count_as_a_give(desk):
    key = desk.make("Ann")
    assert not desk.sees(key)["read"]["asks"]
    parts = {**desk.typed(key).parts, "closing": "Buy our new boiler now and save 20%. Order today at example.com."}
    desk.save(key, parts=parts)
    read = desk.sees(key)["read"]
    assert read["asks"]
    assert any("Order today" in words or "Buy" in words for words in read["asking"])
    desk.does(note_report_sent, key, channel="email")
    (row,) = Interaction.objects.filter(customer=desk.book.ids["Ann"], tells__isnull=False)
    assert row.classed in {"ask", "mixed", "disguised"}


def test_the_mail_is_a_draft_nobody_sent(desk):
    key = desk.make("Ann")
    draft = desk.does(report_mail, key, page="https://example.com/for-you/x")
    head, _, body = draft.file.partition(b"\r\n\r\n")
    assert b"X-Unsent: 1" in head
    assert b"To: ann@example.com" in head
    assert b"https://example.com/for-you/x" in body
    assert draft.link.startswith("mailto:ann@example.com?subject=What%20we%20have%20done")
    desk.save(key, added="a very long story " * 30)
    desk.save(key, added="a very long story " * 30)
    desk.save(key, added="a very long story " * 30)
    assert desk.does(report_mail, key, page="").link == "", "too long for a link: the file remains"


def test_a_pdf_is_made_of_words_that_look_like_markup(desk):
    pytest.importorskip("typst")
    desk.did("Ann", "#panic() *bold* $x$ [ ] \\ @ann <script>")
    assert desk.does(report_pdf, desk.make("Ann")).startswith(b"%PDF")


def test_without_typst_it_is_said_what_to_install(desk, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(Refusal, match="pip install typst"):
        desk.does(report_pdf, desk.make("Ann"))


def test_what_is_too_long_is_refused_and_stays_in_the_form(desk):
    key = desk.make("Ann")
    typed = desk.typed(key, added="x" * 10_000_000)
    with pytest.raises(Refusal, match="too long"):
        desk.does(save_report, key, typed=typed)
    assert desk.sees(key, typed=typed)["added"] == "x" * 10_000_000
    assert desk.says(key) == ["Fixed the leak on a Sunday"]


def test_the_next_report_does_not_tell_again_what_was_taken_in_late(desk):
    key = desk.make("Ann")
    tomorrow = {"at": desk.when["at"] + DAY, "now": desk.when["now"] + DAY}
    desk.did("Ann", "Swept the chimney", days=-0.5)
    (new,) = see_report(user=desk.user, key=key, **tomorrow)["new"]
    typed = desk.typed(key, taken=frozenset({new.id}))
    save_report(user=desk.user, key=key, typed=typed, **tomorrow)
    note_report_sent(user=desk.user, key=key, channel="post", **tomorrow)
    found = see_lately(user=desk.user, who="ann@example.com", since="", **tomorrow)
    assert found["preview"].lines == ()


@pytest.fixture
def autumn(desk):
    """A quarter in which twelve customers got the same, and Ann something of her own."""
    for place in range(12):
        desk.book.add(f"Customer{place}")
        desk.did(f"Customer{place}", "A yearly check, free of charge.", days=20, saved_minor=1000, currency="GBP")
    return desk


def test_for_all_numbers_name_no_one_and_what_was_done_for_one_is_not_told(autumn):
    key = make_report_for_all(user=autumn.user, quarter="2026-q4", **autumn.when)
    told = autumn.says(key)
    assert told == [
        "13 things were done for 13 of you.",
        "£120 saved for 12 of you, or brought to you.",
        "A yearly check, free of charge: for 12 of you",
    ]
    assert make_report_for_all(user=autumn.user, quarter="2026-q4", **autumn.when) == key


def test_for_a_few_the_number_and_the_sum_are_not_told(desk):
    desk.did("Ben", "Moved to the off-peak tariff", saved_minor=18000, currency="GBP")
    key = make_report_for_all(user=desk.user, quarter="2026-q4", **desk.when)
    assert desk.says(key) == ["A few things were done for a few of you."]
    assert len(desk.sees(key)["words"].lines) == 1, "what was done for one is not even offered"


def test_what_was_done_for_a_few_is_left_out_until_somebody_read_it(desk):
    for name in ("Ben", "Dov"):
        desk.did(name, "Moved to the off-peak tariff.", saved_minor=18000, currency="GBP")
    key = make_report_for_all(user=desk.user, quarter="2026-q4", **desk.when)
    few = "Moved to the off-peak tariff: for a few of you"
    assert few not in desk.says(key)
    (group,) = [one for one in desk.sees(key)["groups"] if one["few"]]
    assert [one["line"].text for one in group["few"]] == [few]
    desk.save(key, said=frozenset(line.id for line in desk.sees(key)["words"].lines))
    assert few in desk.says(key)
    assert not [one for one in desk.sees(key)["groups"] if one["few"]]


def test_a_running_quarter_can_be_counted_again(autumn):
    key = make_report_for_all(user=autumn.user, quarter="2026-q4", **autumn.when)
    tomorrow = {"at": autumn.when["at"] + DAY, "now": autumn.when["now"] + DAY}
    autumn.did("Ben", "Swept the chimney", days=-0.5)
    found = see_report(user=autumn.user, key=key, **tomorrow)
    behind = [one for group in found["groups"] for one in group["lines"] if one["now"]]
    assert [one["now"].text for one in behind] == ["14 things were done for 14 of you."]
    typed = autumn.typed(key, taken=frozenset(one["line"].id for one in behind))
    save_report(user=autumn.user, key=key, typed=typed, **tomorrow)
    assert autumn.says(key)[0] == "14 things were done for 14 of you."
    assert see_report(user=autumn.user, key=key, **tomorrow)["ends"] == tomorrow["at"]


def test_what_was_written_down_or_taken_back_after_the_quarter_ended_counts_as_it_stands_now(desk):
    late = record_deed(
        customer=desk.book.ids["Ben"], what="Swept the chimney", happened_at=desk.book.ago(60), now=desk.book.ago(5),
        source="test",
    )  # fmt: skip
    key = make_report_for_all(user=desk.user, quarter="2026-q3", **desk.when)
    assert desk.says(key) == ["A few things were done for a few of you."]
    withdraw(late, now=desk.book.ago(1))
    with pytest.raises(Refusal, match="not so any more"):
        desk.does(publish_report, key)


def test_the_same_deed_with_a_full_stop_and_without_is_one_line(desk):
    for name, what in (("Ben", "Fixed it."), ("Dov", "Fixed it"), ("Cara", " Fixed it. ")):
        desk.did(name, what)
    key = make_report_for_all(user=desk.user, quarter="2026-q4", **desk.when)
    lines = [line.text for line in desk.sees(key)["words"].lines]
    assert lines.count("Fixed it: for a few of you") == 1


def test_a_quarter_in_which_nothing_was_done_is_refused_and_so_is_one_to_come(desk):
    for quarter, why in (("2026-q2", "nothing to tell"), ("2027-q1", "has not begun"), ("2026-q5", "not a quarter")):
        with pytest.raises(Refusal, match=why):
            make_report_for_all(user=desk.user, quarter=quarter, **desk.when)
    assert not Report.objects.exists()


def test_everybody_reads_it_from_publishing_until_it_is_taken_back(autumn):
    key = make_report_for_all(user=autumn.user, quarter="2026-q4", **autumn.when)
    now = autumn.when["now"]
    assert open_for_all(quarter="2026-q4", now=now).words is None
    with pytest.raises(Refusal, match="for all customers"):
        autumn.does(show_report, key)
    autumn.does(publish_report, key)
    shown = open_for_all(quarter="2026-q4", now=now + 400 * DAY)
    assert shown.words is not None
    assert "Ann" not in " ".join(line.text for line in shown.words.told)
    autumn.does(hide_report, key)
    assert open_for_all(quarter="2026-q4", now=now).words is None


def test_a_public_page_that_wants_something_or_only_praises_is_not_published(autumn):
    key = make_report_for_all(user=autumn.user, quarter="2026-q4", **autumn.when)
    parts = {**autumn.typed(key).parts, "closing": "Buy our new boiler now and save 20%. Order today at example.com."}
    autumn.save(key, parts=parts)
    with pytest.raises(Refusal, match="asks for something"):
        autumn.does(publish_report, key)
    autumn.save(key, parts={**parts, "closing": "Thank you."}, said=frozenset(), added="We are the best")
    with pytest.raises(NothingDone):
        autumn.does(publish_report, key)


def test_a_report_of_somebody_elses_customer_is_not_opened(desk, at):
    maya = set_user(at=at, email="maya@example.org", name="Maya", sees="own")  # type: ignore[arg-type]  # a plain word
    key = desk.make("Ann")
    with pytest.raises(Refusal, match="not in your book"):
        see_report(user=maya, key=key, **desk.when)


def test_the_page_is_closed_once_the_deed_on_it_is_taken_back(desk):
    now = desk.when["now"]
    hand = Hand(desk.user, "dov@example.com", now, now, "a-form")
    deed = note_deed(hand=hand, what="Lent a heater", on="2026-11-13", worth="1000", saved="")
    key = desk.make("Dov")
    desk.does(show_report, key)
    other = desk.make("Ann")
    desk.does(show_report, other)
    take_entry_back(hand=hand, kind="deed", key=deed)
    assert [bool(desk.sees(each)["page"]) for each in (key, other)] == [False, True]
