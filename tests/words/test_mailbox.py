import datetime as dt
import mailbox
import tracemalloc
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lately.words.boxes import MOST_BYTES, is_mailbox
from lately.words.mailbox import Mail, Unreadable, encounters, mail_of, people_of, read_mailbox

MARCH = dt.datetime(2025, 3, 3, 10, tzinfo=dt.UTC)
OLGA = "olga@bakery.example"


def mail(sender=OLGA, to="ann@example.org", subject="Bread", text="Hello", at=MARCH, **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(message):
    found = mail_of(message if isinstance(message, bytes) else bytes(message))
    assert isinstance(found, Mail)
    return found


def mails(path):
    found = list(read_mailbox(path))
    assert all(isinstance(each, Mail) for each in found)
    return [each for each in found if isinstance(each, Mail)]


def mbox(folder, *messages):
    box = mailbox.mbox(str(folder / "box.mbox"))
    for message in messages:
        box.add(message)
    box.close()
    return folder / "box.mbox"


def test_a_message_is_read_with_everything_it_says():
    found = read(mail("Olga Öhm <OLGA@bakery.example>", "Ann <ann@example.org>, ben@example.org", "Grüße", "Schön."))

    assert (found.sender.address, found.sender.name) == (OLGA, "Olga Öhm")
    assert [to.address for to in found.to] == ["ann@example.org", "ben@example.org"]
    assert (found.subject, found.text, found.at) == ("Grüße", "Schön.", int(MARCH.timestamp()))
    assert (found.machine, found.newsletter, found.automatic_reply) == ("", False, False)


def test_copies_count_as_recipients_and_each_address_once():
    found = read(mail(Cc="Ben <ben@example.org>, ann@example.org", Bcc="Cara, of the shop <cara@example.org>"))

    assert [to.address for to in found.to] == ["ann@example.org", "ben@example.org", "cara@example.org"]


def test_the_words_of_a_page_are_read_where_there_is_no_plain_text():
    message = mail()
    message.set_content("<p>Dear Ann,</p><p>thank you.</p>", subtype="html")

    assert read(message).text == "Dear Ann,\n\nthank you."


@pytest.mark.parametrize(
    ("charset", "text"), [("utf-8", "Grüße"), ("iso-8859-1", "Grüße"), ("no-such-charset", "Grüße"), ("punycode", "Gr")]
)
def test_a_wrong_charset_still_gives_the_words(charset, text):
    body = text.encode("latin-1")
    raw = b"From: a@example.org\nContent-Type: text/plain; charset=" + charset.encode() + b"\n\n" + body

    assert read(raw).text.startswith("Gr")
    assert "\ufffd" not in read(raw).text


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-generated"}, "Auto-Submitted"),
        ({"Return_Path": "<>"}, "null return path"),
        ({"sender": "noreply@bank.example"}, "noreply@"),
        ({"sender": "MAILER-DAEMON@bank.example"}, "mailer-daemon@"),
        ({"subject": "Out of office: back on Monday"}, "automatic reply"),
        ({"X_Autoreply": "yes"}, "automatic reply"),
    ],
)
def test_machines_are_told_from_people(headers, why):
    assert why in read(mail(**headers)).machine


@pytest.mark.parametrize("header", [{"List_Id": "<x.example>"}, {"Precedence": "bulk"}, {"List_Unsubscribe": "<x>"}])
def test_a_list_is_a_newsletter(header):
    assert read(mail(**header)).newsletter


def test_a_delivery_report_is_a_machines():
    message = mail("postmaster@host.example")
    message.replace_header("Content-Type", "multipart/report")
    assert read(message).machine


@pytest.mark.parametrize("method", ["REQUEST", "REPLY"])
def test_an_invitation_of_anns_calendar_waits_for_no_mail_and_an_event_she_attached_does(method):
    message = mail("ann@example.org", OLGA)
    event = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    message.add_alternative(event, subtype="calendar", params={"method": method})
    assert "calendar" in read(message).machine
    attached = mail("ann@example.org", OLGA)
    attached.add_attachment(event, subtype="calendar", filename="party.ics")
    assert not read(attached).machine


def test_people_are_met_in_both_directions_and_machines_are_nobody():
    ours = [OLGA]
    assert people_of(read(mail()), ours)[0] == "out"
    assert [who.address for who in people_of(read(mail()), ours)[1]] == ["ann@example.org"]
    assert people_of(read(mail("ann@example.org", OLGA)), ours)[0] == "in"
    assert people_of(read(mail("noreply@bank.example", OLGA)), ours) == ("", [])
    assert people_of(read(mail("ben@example.org", OLGA, List_Id="<x>")), ours) == ("", [])
    assert people_of(read(mail(to="noreply@bank.example")), ours) == ("", [])
    assert people_of(read(mail(to="tom@bakery.example")), ["@bakery.example"]) == ("", [])
    assert people_of(read(mail(subject="Automatic reply: away")), ours) == ("", [])


def test_our_own_newsletter_meets_every_customer():
    many = [
        mail(to=f"c{number}@example.org", text=f"Dear {number},\nnews", List_Unsubscribe="<x>") for number in range(12)
    ]
    met = encounters([read(message) for message in many], [OLGA])

    assert len(met) == 12
    assert all(meeting.newsletter and meeting.direction == "out" for meeting in met)
    assert not encounters([read(mail())], [OLGA])[0].newsletter


def test_an_answer_that_eve_asked_for_is_marked_and_a_reminder_of_ours_is_not():
    asked = mail("eve@example.org", OLGA, Message_ID="<q@example.org>")
    answer = mail(to="eve@example.org", Message_ID="<a@bakery.example>", In_Reply_To="<q@example.org>")
    reminder = mail(to="eve@example.org", In_Reply_To="<a@bakery.example>")
    met = encounters([read(message) for message in (asked, answer, reminder)], [OLGA])

    assert [(meeting.direction, meeting.asked_for) for meeting in met] == [("in", False), ("out", True), ("out", False)]


def test_a_message_in_two_folders_counts_once():
    twice = [read(mail(Message_ID="<1@bakery.example>")), read(mail(Message_ID="<1@bakery.example>"))]

    assert len(encounters(twice, [OLGA])) == 1
    assert len(encounters([read(mail()), read(mail())], [OLGA])) == 2


def test_an_mbox_is_read_message_by_message(tmp_path):
    first = mail(text="From here on it is easy.\n\nFrom Ann Mon Mar 3 10:00:00 2025 I heard it.\nAnd more.")
    path = mbox(tmp_path, first, mail(subject="Second"))
    found = mails(path)

    assert is_mailbox(path)
    assert [message.subject for message in found] == ["Bread", "Second"]
    assert found[0].text.splitlines()[0] == "From here on it is easy."
    assert "And more." in found[0].text


def test_a_sentence_that_looks_like_a_separator_is_part_of_its_message(tmp_path):
    path = tmp_path / "box.mbox"
    line = b"From Ann Mon Mar  3 10:00:00 2025\n"
    path.write_bytes(
        line + bytes(mail(text="One.")) + b"\n" + line + b"I heard it.\n\n" + line + bytes(mail(text="Two."))
    )

    first, second = mails(path)
    assert "I heard it." in first.text
    assert second.text == "Two."


def test_our_post_to_a_list_meets_nobody():
    came = mail("ben@example.org", "list@club.example", List_Id="<club>")
    ours = mail(to="list@club.example, ann@example.org")
    met = encounters([read(came), read(ours)], [OLGA])

    assert [meeting.who.address for meeting in met] == ["ann@example.org"]


def test_a_maildir_and_a_folder_of_messages_are_read(tmp_path):
    box = mailbox.Maildir(str(tmp_path / "dir"))
    box.add(mail(subject="One"))
    box.add_folder("Sent").add(mail(subject="Two"))
    (tmp_path / "eml").mkdir()
    (tmp_path / "eml" / "a.eml").write_bytes(bytes(mail(subject="Three")))

    assert sorted(found.subject for found in mails(tmp_path / "dir")) == ["One", "Two"]
    assert [found.subject for found in mails(tmp_path / "eml")] == ["Three"]
    assert [found.subject for found in mails(tmp_path / "eml" / "a.eml")] == ["Three"]


def test_a_table_is_no_mailbox(tmp_path):
    (tmp_path / "a.csv").write_text("email,name\nann@example.org,Ann\n")
    assert not is_mailbox(tmp_path / "a.csv")


def test_a_huge_message_is_cut_and_the_next_one_read(tmp_path):
    path = tmp_path / "box.mbox"
    with path.open("wb") as file:
        file.write(b"From - Mon Mar  3 10:00:00 2025\n" + bytes(mail(subject="Huge", text="It begins.")))
        file.writelines(b"x" * MOST_BYTES for _ in range(20))
        file.write(b"\n\nFrom - Mon Mar  3 10:00:00 2025\n" + bytes(mail(subject="Small")))
    tracemalloc.start()
    found = mails(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [message.subject for message in found] == ["Huge", "Small"]
    assert found[0].text.startswith("It begins.")
    assert len(found[0].text) <= MOST_BYTES
    assert peak < 10 * MOST_BYTES


@pytest.mark.parametrize(
    ("raw", "sender", "text"),
    [
        (b"From: a@example.org\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 5000, "a@example.org", ""),
        (b"From: a@example.org\nSubject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx", "a@example.org", ""),
        (b"From: " + b"(" * 100_000 + b"\n\nx", "", "x"),
        (b"From: " + b'"' * 100_001 + b"\n\nx", "", "x"),
        (b"To: " + b"a@example.org," * 20_000 + b"\nFrom: b@example.org\n\nx", "", ""),
        (b"Date: " + b"9" * 100_000 + b"\nFrom: b@example.org\n\nx", "b@example.org", "x"),
        (b"From: a@example.org\nContent-Type: text/html\n\n" + b"<" * 500_000, "a@example.org", "<" * 100),
        (
            b"From: a@example.org\nContent-Transfer-Encoding: base64\n\n" + b"=\0A" * 200_000,
            "a@example.org",
            "",
        ),
        (b"From: a@example.org\n\n" + b"On Monday " * 50_000, "a@example.org", "On Monday On Monday"),
        (b"X: y\n" + b" z\n" * 100_000, "", ""),
    ],
)
def test_hostile_mail_is_read_to_its_end(raw, sender, text):
    """Each is so long that a reader whose work grew with its square would be at it for hours."""
    found = mail_of(raw)
    assert isinstance(found, Mail)
    assert (found.sender.address if found.sender else "") == sender
    assert found.text.startswith(text)
    assert len(found.text) <= len(raw)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
@example(b"")
@example(b"\n\n")
@example(b"From: =?utf-8?b?////?=\nDate: 1 Jan 99999 99:99:99 +9999\n\n\xff\0")
@example(b'Content-Type: multipart/mixed; boundary=""\n\n--\n--')
def test_any_bytes_get_an_answer(raw):
    found = mail_of(raw)

    assert isinstance(found, Mail | Unreadable)
    if isinstance(found, Mail):
        assert found.at is None or 0 <= found.at < 2**33
        assert "\0" not in found.text


@given(
    st.lists(
        st.sampled_from([b"From - Mon Mar  3 10:00:00 2025\n", b"From: a@b.example\n", b"\n", b">From x\n", b"\0\xff"])
    )
)
def test_any_mbox_is_read_to_its_end(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("box") / "box.mbox"
    path.write_bytes(b"".join(lines))

    for number, found in enumerate(read_mailbox(path), 1):
        assert found.number == number


def test_what_cannot_be_read_is_counted_with_its_reason():
    found = mail_of(b"there are no headers here\n\nat all")

    assert isinstance(found, Unreadable)
    assert "headers" in found.why


@pytest.mark.parametrize("date", ["Mon, 3 Mar 1899 10:00:00 +0000", "yesterday", "", "Thu, 1 Jan 1970 00:00:00 +0000"])
def test_a_date_that_cannot_be_is_none(date):
    assert read(f"From: a@example.org\nDate: {date}\n\nx".encode()).at is None


def test_the_last_received_line_stands_in_for_a_missing_date():
    raw = b"Received: from x by y; Mon, 3 Mar 2025 10:00:00 +0000\nReceived: z; Sun, 2 Mar 2025 10:00:00 +0000\n"
    assert read(raw + b"From: a@example.org\n\nx").at == int(MARCH.timestamp())
