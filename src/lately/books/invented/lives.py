"""How have the everyday customers lived with the firm? One course of events, turned by the numbers of lives.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lately.books.invented.data import data, phrases
from lately.books.invented.days import HISTORY, Days, workday
from lately.books.invented.dice import Dice, between, chance, weighted
from lately.books.invented.mailings import mailed
from lately.books.invented.rows import Event, Known, Person
from lately.books.invented.telling import Teller, pounds
from lately.books.invented.who import SOURCE

YEAR = 365
Life = dict[str, Any]


@dataclass
class Course:
    """One customer's course of events while it is being told."""

    person: Person
    days: Days
    life: Life
    rolled: Dice
    teller: Teller
    since: int

    def chance(self, name: str) -> bool:
        """Whether what happens to this share of the customers of such a life happens to them."""
        return chance(self.rolled, self.life.get(name, 0))

    def odds(self, name: str) -> bool:
        """Whether a case takes this turn."""
        return chance(self.rolled, data("lives")["odds"][name])

    def some_day(self, *, until: int = 2) -> int:
        """A day between their first and `until`, in days ago; the same day if there is none between."""
        return self.rolled.randint(min(until, self.since), self.since)

    def know(self, name: str, value: str | int | bool, ago: int, source: str) -> None:
        """Write down a fact."""
        self.person.facts.append(Known(name, value, self.days.at(ago, "12:00"), f"{SOURCE}: {source}"))


def lived(person: Person, days: Days, rolled: Dice, name: str, plan: str) -> None:
    """Tell two years of a customer; `plan` is what companies of their trade buy, blank for people."""
    life = data("lives")[name]
    first = between(rolled, life["first"])
    course = Course(person, days, life, rolled, Teller(person, days, rolled), first)
    _first_sale(course, plan)
    _counter(course)
    mailed(person, rolled, course.teller, life, first)
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


def _first_sale(course: Course, plan: str) -> None:
    sells = course.life.get("sells", "")
    if sells:
        course.teller.hear("enquiry", course.since, thing=_thing("boiler"))
        return
    product = plan or weighted(course.rolled, data("lives")["first_sale"][course.person.kind])
    price = _price(course, product)
    course.teller.words |= {"thing": _thing(product), "what": f"your {_thing(product)}", "price": pounds(price)}
    if not data("firm")["products"][product].get("yearly"):
        _installed(course, product, price)
    else:
        course.teller.buy("bought", course.since, _thing(product), price)
        _owned(course, product, course.since)
    _yearly(course, plan)


def _installed(course: Course, product: str, price: float) -> None:
    """Enquiry, quote, fitting, purchase; those who were never spoken to again have nothing after the purchase."""
    teller, first = course.teller, course.since
    start = min(first + course.rolled.randint(14, 26), HISTORY - 6)
    if start > first:
        teller.hear("enquiry", start)
        teller.say("quote", max(start - 3, first))
    _visited(course, "fitted", first + 4)
    if course.life["bills"] != "none":
        teller.say(course.life["bills"], first + 2, by="")
    teller.inward(
        {"in": "purchase", "channel": "visit", "subject": _thing(product)},
        first,
        pence=round(price * 100),
        clock="18:30",
    )
    _owned(course, product, first)
    if course.life["bills"] != "none":
        teller.say("receipt", max(first - 1, 1))


def _yearly(course: Course, plan: str) -> None:
    """The plan, its renewals, its services and its bills."""
    product = plan or ("care_plan" if course.chance("plan") else "")
    if not product:
        return
    price, start = _price(course, product), course.since
    if not plan:
        start = max(course.since - course.rolled.randint(0, 20), 2)
        course.teller.buy("bought_yearly", start, _thing(product), price)
        _owned(course, product, start)
    due = start - YEAR
    while due > 0:
        _renewed(course, product, due, price)
        due -= YEAR
    course.know("renewal_date", course.days.day(due).isoformat(), max(due + YEAR, 1), "the contract")
    course.know("plan", _thing(product).title(), start, "the contract")
    if course.life["bills"] == "invoice" and start > _early("service"):
        _visited(course, "serviced", max(start - course.rolled.randint(160, 200), 3))


def _visited(course: Course, name: str, ago: int) -> None:
    """A visit with what goes before it: a note some days earlier, sometimes a call by the robot or a text on the way."""
    robot = course.odds("reminded_by_robot") and course.teller.reaches("voice", ago)
    course.teller.say("voice_reminder" if robot else "appointment", ago + 3, by="")
    if course.odds("told_on_the_way") and course.teller.reaches("sms", ago):
        course.teller.say("on_the_way", workday(ago), clock="07:50")
    course.teller.say(name, ago)


def _renewed(course: Course, product: str, due: int, price: float) -> None:
    words = {"thing": _thing(product), "what": f"your {_thing(product)}", "price": pounds(price)}
    if course.life["renews"] == "none":
        return
    ask = "renewal_letter" if course.odds("renewal_by_letter") else course.life["renews"]
    course.teller.say(ask, due + 24, by="" if ask != "renewal" else course.person.rep, **words)
    course.teller.say(course.life["bills"], due + 12, by="", **words)
    course.teller.buy("bought_yearly", due + course.rolled.randint(1, 10), _thing(product), price)


def _counter(course: Course) -> None:
    for _ in range(between(course.rolled, course.life["counter"])):
        good = course.rolled.choice(data("firm")["counter"])
        course.teller.buy("counter", course.some_day(), good["good"], between(course.rolled, good["price"]))


def _gives(course: Course) -> None:
    for ago in _spread(course, course.life["a_year"].get("give", 0)):
        topics = [fact.value for fact in course.person.facts if fact.name == "likes"]
        name = _one_of(course, _GIVES if course.since - ago > _early("give") else _EARLY, ago)
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
    if not course.chance("wishes") or course.since < _early("wish"):
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
    if course.odds("old_complaint_settled" if ago > _early("complaint") else "new_complaint_settled"):
        _done_and_told(course, said, ago, case, always=True)


def _done_and_told(course: Course, said: Event, ago: int, case: dict[str, Any], *, always: bool = False) -> None:
    done = max(ago - course.rolled.randint(2, 16), 1)
    deed = course.teller.deed(done, case["done"], pence=case.get("saved"), answers=said)
    if always or course.chance("told"):
        form = {
            "channel": "email",
            "class": "give",
            "subject": "What we did about it",
            "text": f"{{hello}}\n\n{case['told']}",
        }
        course.teller.out(form, max(done - course.rolled.randint(1, 5), 1), tells=deed, closes=said)


def _deeds(course: Course) -> None:
    if not course.chance("deeds"):
        return
    company = course.person.kind == "company"
    fitting = [
        deed for deed in data("texts/deeds")["deeds"] if deed.get("for", "") in ({"", "company"} if company else {""})
    ]
    work, ago = course.rolled.choice(fitting), course.some_day(until=3)
    deed = course.teller.deed(ago, work["what"], worth=work["worth"], pence=work.get("saved"))
    if course.chance("told"):
        form = {
            "channel": "email",
            "class": "give",
            "subject": "Something we did",
            "text": f"{{hello}}\n\n{work['told']}",
        }
        course.teller.out(form, max(ago - course.rolled.randint(1, 20), 1), tells=deed)


def _promise(course: Course) -> None:
    if not course.chance("promises"):
        return
    pledge, ago = course.rolled.choice(data("texts/deeds")["promises"]), course.some_day(until=4)
    due = ago - course.rolled.randint(3, 10)
    vow = course.teller.vow(ago, pledge["said"], due)
    if due > 0 and course.odds("promise_kept"):
        form = {
            "channel": "email",
            "class": "service",
            "subject": "As promised",
            "text": f"{{hello}}\n\n{pledge['kept']}",
        }
        course.teller.out(form | {"asked_for": True}, due, keeps=vow)


def _pestering(course: Course) -> None:
    """Several a week for half a year, now and then two in a day."""
    for week in range(26 if "a_week" in course.life else 0):
        for _ in range(between(course.rolled, course.life["a_week"])):
            good = course.rolled.choice(data("firm")["counter"])["good"]
            ago = week * 7 + course.rolled.randint(1, 7)
            if ago < course.since:
                course.teller.say(_one_of(course, _PESTERING, ago), ago, good=good, by="")


def _left(course: Course) -> None:
    if course.chance("left") and course.since > _early("leaving"):
        ago = course.rolled.randint(5, course.since - 60)
        course.know("left", True, ago, "heard by the van")
        course.know("note", course.rolled.choice(data("lives")["went"]), ago, "heard by the van")


def _early(name: str) -> int:
    return int(data("lives")["early"][name])


def _owned(course: Course, product: str, ago: int) -> None:
    course.know("owns", product, ago, "the order")


def _thing(product: str) -> str:
    return str(data("firm")["products"][product]["thing"])


def _price(course: Course, product: str) -> int:
    return between(course.rolled, data("firm")["products"][product]["price"])


def _spread(course: Course, a_year: float) -> list[int]:
    """Days ago, between the first sale and last week, so many a year on average."""
    expected = a_year * course.since / YEAR
    count = int(expected) + chance(course.rolled, expected % 1)
    return sorted((course.some_day(until=3) for _ in range(count)), reverse=True)
