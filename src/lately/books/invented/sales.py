"""How did they come, and what did they buy? Quotes, fittings, plans and their renewals, the counter."""

from __future__ import annotations

from collections.abc import Iterator

from lately.books.invented.course import YEAR, Course
from lately.books.invented.data import data
from lately.books.invented.days import HISTORY, workday
from lately.books.invented.dice import between, weighted
from lately.books.invented.telling import PENCE, pounds

APART = 30
"""Days between two visits to the shop, at least: nobody buys radiator valves twice in a week."""


def first_sale(course: Course, plan: str) -> None:
    """How they came: what they bought first, how it was fitted, and what comes again every year."""
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
    paid = {"in": "purchase", "channel": "visit", "subject": _thing(product)}
    teller.inward(paid, first, pence=round(price * PENCE), clock="18:30")
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
        course.teller.buy("bought_yearly", start, _thing(product), price)
        _owned(course, product, start)
    due = start - YEAR
    while due > 0:
        _renewed(course, product, due, price)
        due -= YEAR
    course.know("renewal_date", course.days.day(due).isoformat(), max(due + YEAR, 1), "the contract")
    course.know("plan", _thing(product).title(), start, "the contract")
    if course.life["bills"] == "invoice" and start > course.early("service"):
        _visited(course, "serviced", max(start - course.rolled.randint(160, 200), 3))


def _visited(course: Course, name: str, ago: int) -> None:
    """A visit with what goes before it: a note or the robot some days earlier, sometimes a text on the way."""
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


def over_the_counter(course: Course) -> None:
    """What they bought in the shop besides: now and then, or every so many weeks."""
    for ago in _every(course) if "every" in course.life else _now_and_then(course):
        good = course.rolled.choice(data("firm")["counter"])
        course.teller.buy("counter", ago, good["good"], between(course.rolled, good["price"]))


def _every(course: Course) -> Iterator[int]:
    ago = course.since - between(course.rolled, course.life["every"])
    while ago > course.until:
        yield ago
        ago -= between(course.rolled, course.life["every"])


def _now_and_then(course: Course) -> list[int]:
    days = [course.since]
    for _ in range(between(course.rolled, course.life["counter"])):
        ago = course.some_day()
        if min(abs(ago - day) for day in days) >= APART:
            days.append(ago)
    return days[1:]


def _owned(course: Course, product: str, ago: int) -> None:
    course.know("owns", product, ago, "the order")


def _thing(product: str) -> str:
    return str(data("firm")["products"][product]["thing"])


def _price(course: Course, product: str) -> int:
    return between(course.rolled, data("firm")["products"][product]["price"])
