"""How have the everyday customers lived with the firm? One course of events, turned by the numbers of lives.yaml."""

from __future__ import annotations

from typing import Any

from lately.books.invented.course import YEAR, Course
from lately.books.invented.data import data, phrases
from lately.books.invented.days import Days
from lately.books.invented.dice import Dice, between, chance, weighted
from lately.books.invented.mailings import mailed
from lately.books.invented.rows import Event, Person
from lately.books.invented.sales import first_sale, over_the_counter
from lately.books.invented.telling import Teller, letter


def lived(person: Person, days: Days, rolled: Dice, name: str, plan: str) -> None:
    """Tell two years of a customer; `plan` is what companies of their trade buy, blank for people."""
    life = data("lives")[name]
    first = between(rolled, life["first"])
    until = between(rolled, life.get("until", [0, 0]))
    course = Course(person, days, life, rolled, Teller(person, days, rolled), first, until)
    first_sale(course, plan)
    over_the_counter(course)
    mailed(course)
    _gives(course)
    _asks(course)
    _wishes(course)
    _complaint(course)
    _deeds(course)
    _promise(course)
    _pestering(course)
    _left(course)
    _stopped(course)


def _stopped(course: Course) -> None:
    """Who took back their word wrote so."""
    for word in course.person.words:
        if word.state == "withdrawn":
            ago = (course.days.monday - word.at.date()).days
            word.proof = course.teller.hear("stop", ago, clock="18:10").text


def _gives(course: Course) -> None:
    for ago in _spread(course, course.life["a_year"].get("give", 0)):
        topics = [fact.value for fact in course.person.facts if fact.name == "likes"]
        name = _one_of(course, _GIVES if course.since - ago > course.early("give") else _EARLY, ago)
        if name == "article" and not topics:
            name = "tip"
        topic = course.rolled.choice(topics) if name == "article" else ""
        course.teller.say(name, ago, topic=topic, content=data("lives")["articles"].get(topic, ""))
        if course.chance("replies"):
            _answered(course, max(ago - 1, 1))


_GIVES = {"check_in": 22, "check_in_call": 24, "thanks": 14, "thanks_card": 10, "tip": 14, "article": 22, "tip_sms": 4}
_EARLY = {"thanks_card": 40, "tip": 40, "check_in_call": 20}


def _one_of(course: Course, names: dict[str, int], ago: int) -> str:
    """Draw a kind of message among those that can reach them that day."""
    fitting = {name: share for name, share in names.items() if course.teller.reaches(phrases()[name]["channel"], ago)}
    return weighted(course.rolled, fitting or names)


def _answered(course: Course, ago: int) -> None:
    if course.odds("answer_is_thanks"):
        course.teller.hear("warm", ago)
    else:
        course.teller.hear("question", ago)
        course.teller.say("answer", max(ago - 1, 1))


def _asks(course: Course) -> None:
    for ago in _spread(course, course.life["a_year"].get("ask", 0)):
        _ask(course, ago)


def _ask(course: Course, ago: int) -> Event:
    name = _one_of(course, _ASKS, ago)
    good = course.rolled.choice(data("firm")["counter"])["good"]
    return course.teller.say(name, ago, good=good, by=course.person.rep if name in _BY_HAND else "")


_ASKS = {"sale_email": 40, "sale_sms": 14, "sales_call": 14, "favour": 18, "sale_card": 10, "thanks_with_offer": 4}
_BY_HAND = frozenset({"sales_call", "favour"})
_PESTERING = {"sale_email": 55, "sale_sms": 22, "sale_card": 8, "sale_voice": 9, "wellness_voice": 2, "favour": 4}


def _wishes(course: Course) -> None:
    if not course.chance("wishes") or course.since < course.early("wish"):
        return
    wish, ago = course.rolled.choice(data("texts/heard")["wishes"]), course.some_day(until=20)
    said = course.teller.inward({"in": "feedback", "text": wish["said"]}, ago)
    if course.odds("wish_acted_on"):
        _done_and_told(course, said, ago, wish)


def _complaint(course: Course) -> None:
    if not course.chance("complaints"):
        return
    case, ago = course.rolled.choice(data("texts/heard")["complaints"]), course.some_day(until=3)
    said = course.teller.inward({"in": "complaint", "text": case["said"]}, ago)
    course.teller.say("complaint_ack", max(ago - 1, 1))
    if course.odds("old_complaint_settled" if ago > course.early("complaint") else "new_complaint_settled"):
        _done_and_told(course, said, ago, case, always=True)


def _done_and_told(course: Course, said: Event, ago: int, case: dict[str, Any], *, always: bool = False) -> None:
    done = max(ago - course.rolled.randint(2, 16), 1)
    deed = course.teller.deed(done, case["done"], pence=case.get("saved"), answers=said)
    if always or course.chance("told"):
        form = letter(_subject(course, "answered"), case["told"])
        course.teller.out(form, max(done - course.rolled.randint(1, 5), 1), tells=deed, closes=said)


def _deeds(course: Course) -> None:
    if not course.chance("deeds"):
        return
    whose = {"", "company"} if course.person.kind == "company" else {""}
    fitting = [deed for deed in data("texts/deeds")["deeds"] if deed.get("for", "") in whose]
    work, ago = course.rolled.choice(fitting), course.some_day(until=3)
    deed = course.teller.deed(ago, work["what"], worth=work["worth"], pence=work.get("saved"))
    if course.chance("told"):
        form = letter(_subject(course, "deed"), work["told"])
        course.teller.out(form, max(ago - course.rolled.randint(1, 20), 1), tells=deed)


def _promise(course: Course) -> None:
    if not course.chance("promises"):
        return
    pledge, ago = course.rolled.choice(data("texts/deeds")["promises"]), course.some_day(until=4)
    due = ago - course.rolled.randint(3, 10)
    vow = course.teller.vow(ago, pledge["said"], due)
    if due > 0 and course.odds("promise_kept"):
        form = letter(_subject(course, "promise"), pledge["kept"]) | {"class": "service", "asked_for": True}
        course.teller.out(form, due, keeps=vow)


def _subject(course: Course, name: str) -> str:
    return str(course.rolled.choice(data("lives")["subjects"][name]))


def _pestering(course: Course) -> None:
    """Several a week for half a year, now and then two in a day."""
    for week in range(26 if "a_week" in course.life else 0):
        for _ in range(between(course.rolled, course.life["a_week"])):
            good = course.rolled.choice(data("firm")["counter"])["good"]
            ago = week * 7 + course.rolled.randint(1, 7)
            if ago < course.since:
                course.teller.say(_one_of(course, _PESTERING, ago), ago, good=good, by="")


def _left(course: Course) -> None:
    if course.chance("left") and course.since > course.early("leaving"):
        ago = course.rolled.randint(5, course.since - 60)
        course.know("left", True, ago, "heard by the van")
        course.know("note", course.rolled.choice(data("lives")["went"]), ago, "heard by the van")


def _spread(course: Course, a_year: float) -> list[int]:
    """Days ago, between the first sale and last week, so many a year on average."""
    expected = a_year * course.since / YEAR
    count = int(expected) + chance(course.rolled, expected % 1)
    return sorted((course.some_day(until=3) for _ in range(count)), reverse=True)
