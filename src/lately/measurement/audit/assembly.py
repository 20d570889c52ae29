"""How do lists and mail become one book of customers, who are their e-mail addresses?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lately.decisioning.offers import weight_of
from lately.decisioning.policy import Policy
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.audit.post import Post, Said
from lately.measurement.audit.report import FALSE_GREETINGS, Greeting
from lately.measurement.audit.sources import Known, Lists
from lately.measurement.neglect_words import day
from lately.measurement.records import Contact, Person
from lately.words.mailbox import Encounter
from lately.words.salutations import Salutation

MOST_EXAMPLES = 20
_UNSAID = Said("", "", Salutation())
_SHOWN = 5


@dataclass(frozen=True)
class Book:
    """Everything up to the moment: who our customers are, and every message with one of them."""

    customers: Mapping[str, Known]
    met: Sequence[Encounter]
    others: int  # people in the mail who stand in none of the lists
    post: Post
    begun: int | None  # when the first message with anybody was, seconds since 1970 UTC; None if we sent none
    since: int | None  # since when the mail is taken to be all that we wrote
    at: int  # the moment, seconds since 1970 UTC
    later: Mapping[str, int]  # how many purchases and messages are dated after it, and left out

    @property
    def sent(self) -> list[tuple[Encounter, Said]]:
        """Our messages to customers, with what they say."""
        out = (meeting for meeting in self.met if meeting.direction == "out")
        return [(meeting, self.post.said.get(meeting.mail.number, _UNSAID)) for meeting in out]


def book_of(lists: Lists, post: Post, at: int, known_since: int | None = None) -> Book:
    """Return the book at `at`. With lists, customers are who stands there; with mail alone, everybody we met.

    `known_since` is since when the mail is all that we wrote, if somebody knows.
    """
    met = [meeting for meeting in post.met if (meeting.mail.at or 0) <= at]
    people = {meeting.who.address for meeting in met}
    customers = lists.customers or {address: Known() for address in sorted(people)}
    with_them = [meeting for meeting in met if meeting.who.address in customers]
    sent = any(meeting.direction == "out" for meeting in met)
    begun = min(meeting.mail.at or 0 for meeting in met) if sent else None
    bought = min((purchase[0] for known in customers.values() for purchase in known.purchases), default=at)
    since = _complete_since(begun, bought, at) if known_since is None else known_since
    later = {
        "purchase": sum(purchase[0] > at for known in customers.values() for purchase in known.purchases),
        "message": len({meeting.mail.number for meeting in post.met if (meeting.mail.at or 0) > at}),
    }
    return Book(customers, with_them, len(people - customers.keys()), post, begun, since if sent else None, at, later)


def _complete_since(begun: int | None, bought: int, at: int) -> int | None:
    """Since when the mail is taken to be all that we wrote, if nobody says.

    Mail that begins within the first quarter of the time since the first purchase is taken to begin with it: before
    it we wrote nothing. Mail that begins later was lost or not given, and what was written before is unknown.
    """
    if begun is None or begun <= bought:
        return begun
    return bought if (begun - bought) * 4 <= at - bought else begun


def people_of_book(book: Book, policy: Policy) -> list[Person]:
    """Return every customer with purchases and contacts, sorted by address."""
    contacts: dict[str, list[Contact]] = {}
    for meeting, said in book.sent:
        weight = 0 if meeting.asked_for else weight_of("email", said.classed, policy)
        contact = Contact(
            meeting.mail.at or 0, "out", "email", said.classed, said.wanted, weight, human=not meeting.newsletter
        )
        contacts.setdefault(meeting.who.address, []).append(contact)
    return [
        Person(address, known.purchases, contacts.get(address, ()), known.left_at)
        for address, known in sorted(book.customers.items())
    ]


def waiting_in(book: Book) -> dict[str, int]:
    """Customers whose last message asked something that we have not answered by mail, and when they wrote."""
    last: dict[str, Encounter] = {}
    for meeting in sorted(book.met, key=lambda meeting: (meeting.mail.at or 0, meeting.mail.number)):
        last[meeting.who.address] = meeting
    return {
        address: meeting.mail.at or 0
        for address, meeting in last.items()
        if meeting.direction == "in" and meeting.mail.number in book.post.asking
    }


def names_in(book: Book) -> dict[str, str]:
    """What each customer is called: by the lists, else as they write themselves."""
    names = {address: " ".join(known.names[:2]) for address, known in book.customers.items() if known.names}
    for meeting in book.met:
        if meeting.direction == "in" and meeting.who.name:
            names.setdefault(meeting.who.address, meeting.who.name)
    return names


def false_greetings(book: Book) -> list[Greeting]:
    """The newest false or empty greetings, each wording of a kind once."""
    found: dict[tuple[str, str], Greeting] = {}
    for meeting, said in sorted(book.sent, key=lambda pair: -(pair[0].mail.at or 0)):
        greeting = said.salutation
        if greeting.kind in FALSE_GREETINGS:
            example = Greeting(meeting.who.address, meeting.mail.at or 0, greeting.text[:80], greeting.kind)
            found.setdefault((greeting.kind, greeting.text), example)
    return list(found.values())[:MOST_EXAMPLES]


def notes_on(book: Book, lists: Lists, zone: str) -> list[str]:
    """What the reader of the page should know about how it was made."""
    post = book.post
    notes = [note for read in [*lists.read, *post.read] for note in read.notes]
    if post.found_me:
        notes.append(f"{post.me[0]} was taken for our address; if there are more, say so with --me.")
    colleagues = _colleagues(book)
    if colleagues:
        domain = colleagues[0].partition("@")[2]
        shown = ", ".join(colleagues[:_SHOWN]) + (", ..." if len(colleagues) > _SHOWN else "")
        notes.append(f"{shown} were read as customers. If they work with us, add --me @{domain}.")
    if book.since is not None and book.begun is not None and book.since < book.begun:
        begun = day(book.begun, zone_named(zone))
        notes.append(
            f"The mail begins on {begun}; before that we are taken to have written nothing. "
            f"If we had, say so with --known-since {at_seconds(book.begun).date().isoformat()}."
        )
    notes += _yet_to_come(book, zone)
    if book.others:
        who = "1 person in the mail stands" if book.others == 1 else f"{book.others:,} people in the mail stand"
        notes.append(f"{who} in none of the lists; left out.")
    if post.undated:
        notes.append(f"Left out for want of a date that can be read: {post.undated:,} of the messages.")
    return notes


def _yet_to_come(book: Book, zone: str) -> list[str]:
    """What is dated after the moment, if anything: most likely a slip of the pen."""
    counts = [f"{count:,} {what}{'' if count == 1 else 's'}" for what, count in book.later.items() if count]
    if not counts:
        return []
    are = "is" if sum(book.later.values()) == 1 else "are"
    when = day(book.at, zone_named(zone))
    todo = "If that has happened, mend the date, or ask as of a later day with --at."
    return [f"{' and '.join(counts)} {are} dated after {when} and not counted. {todo}"]


def _colleagues(book: Book) -> list[str]:
    """Customers at the domain of our own address, unless many are: then it is a public provider's."""
    domains = {address.partition("@")[2] for address in book.post.me if not address.startswith("@")}
    found = [address for address in sorted(book.customers) if address.partition("@")[2] in domains]
    return found if len(found) * 4 <= len(book.customers) else []
