"""How long does the server work on each page of such a book, for whom, and with somebody writing meanwhile?

Before every request one thing is written down of some customer, as in a book that is used: what only remembers the last
answer is no quicker for it.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern

from benchmarks.pages.book import PIECE
from lately.accounts.models import User
from lately.identity.models import Duplicate
from lately.interactions.services import record
from lately.lib.clock import now
from lately.plans.models import Plan
from lately.profiles.models import Identifier
from lately.usecases.keep_reaches import keep_reaches
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.web import urls
from lately.web.begin import begin

# What a name in an address stands for is said in `_Asked`; what is no page, or asks another machine, is not asked.
ADDRESSES = {
    "today": "/", "owed": "/today/{owed}/", "put_off_list": "/today/put-off/", "people": "/people/",
    "people, by name": "/people/?after={name}%7C1", "people, a list": "/people/?list={list}",
    "people, silent longest": "/people/?order=silent", "people, heard last": "/people/?order=heard",
    "people, newest": "/people/?order=newest", "people, nobody's": "/people/?whose=nobody&order=silent",
    "search, by silence": "/people/?q={name}&order=silent", "ledger, asks": "/ledger/{who}?sort=asks&order=oldest",
    "heard, waits": "/heard/?state=waits&order=oldest", "heard, oldest": "/heard/?order=oldest",
    "search": "/people/?q={search}", "search, as typed": "/people/?q={typed}",
    "search in a list": "/people/?list={list}&q={name}",
    "search by a member of their own": "/people/?q={name}", "people of a member": "/people/",
    "today of a member": "/", "heard of a member": "/heard/", "owed of a member": "/today/{owed}/",
    "same": "/people/same/", "same, newest": "/people/same/?order=newest",
    "same, by name": "/people/same/?words={name}", "same_pair": "/people/same/{pair}", "bring_in": "/people/bring-in/",
    "person": "/people/{who}", "ledger": "/ledger/{who}", "shoes": "/in-their-shoes/{who}",
    "fact": "/fact/{who}?fact=likes", "why": "/why/{who}", "say": "/say/", "filter": "/say/filter",
    "texts": "/say/texts/", "text": "/say/texts/{content}/email", "write_new": "/say/new",
    "write": "/say/write/{content}", "ahead": "/say/ahead", "wanted": "/say/wanted/",
    "wanted_piece": "/say/wanted/{piece}",
    "reach": "/say/reach/{content}", "reach, its figures": "/say/reach/{content}?figures=1",
    "reach_names": "/say/reach-names/{content}?code=no_occasion",
    "say_content": "/say/{plan}/{content}", "say_reason": "/say/{plan}/{content}/no_occasion",
    "heard": "/heard/", "how_we_do": "/how-we-do/", "numbers": "/how-we-do/numbers/",
    "number": "/how-we-do/numbers/asks.credit", "audit": "/how-we-do/audit", "quarters": "/how-we-do/for-all",
    "lately": "/lately/{who}", "hello": "/hello/", "settings": "/settings/", "team": "/settings/team/",
    "colleague": "/settings/team/{colleague}", "handovers": "/settings/handover/",
    "handover": "/settings/handover/{colleague}", "activity": "/settings/activity",
    "take_away": "/settings/take-away", "health": "/health", "ask_for_a_link": "/sign-in/",
}  # fmt: skip
NO_PAGES = {
    "take_away_people", "take_away_found", "take_away_everything", "take_away_reason",  # whole tables
    "take_away_segment", "take_away_ledger", "take_away_heard", "take_away_owed", "take_away_activity",  # the same
    "take_away_same", "take_away_texts", "take_away_wanted", "take_away_brought",  # the same
    "take_away_segments", "take_away_team",  # the same
    "report_pdf", "report_mail", "bring_in_audit", "upload_rejected",  # files
    "upload", "upload_choose", "report", "for_you", "for_all", "sign_in", "sign_out",  # of one thing
}  # fmt: skip
# Names, parts of them, addresses, keys, numbers, notes, misspellings, what nobody goes by, and what fits everybody.
SEARCHES = (
    "ann", "jo", "mary ber", "example.org", "c-0001", "exeter", "mill lane", "stephen", "dog", "jon", "a",
    "zelzelzel", "hauptstrasse 17", "kathrin", "16 0000 12", "nobodyatall", "ann example", "z", "%", "moor ber",
)  # fmt: skip
CONTENTS = ("keep-it-well", "spring-offer")
WARM = 3  # times each page is asked before it counts: a server answers from morning to night
_OF_A_MEMBER = "a member"


def ask(rounds: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Ask each page as often as `rounds` says; return a line each: milliseconds at the middle and at 95 of 100.

    It is asked WARM times before; other customers, searches and lists each time.
    What is counted beside the server, once somebody asked for it, is counted before.
    """
    asked = _Asked()
    for content in CONTENTS:
        asked.clients["owner"].get(f"/say/reach/{content}?figures=1")
    keep_reaches(now=now())
    begin()
    found = []
    for name, address in ADDRESSES.items():
        client = asked.clients["rep" if _OF_A_MEMBER in name else "owner"]
        times = []
        for turn in range(WARM + rounds):
            asked.write()
            path = address.format_map(asked)
            began = time.perf_counter()
            answer = client.get(path)
            close_old_connections()  # as the server does after each page; Django's client for tests leaves it out
            if turn >= WARM:
                times.append((time.perf_counter() - began) * 1000)
            if answer.status_code not in {200, 302, 404}:
                say(f"{path} answered {answer.status_code}")
        times.sort()
        line = {"line": name, "p50": statistics.median(times), "ours": times[max(0, -(-len(times) * 95 // 100) - 1)]}
        found.append(line)
        say(f"{name}: {line['p50']:.0f} ms, p95 {line['ours']:.0f} ms")
    return found


def not_asked() -> set[str]:
    """The pages of the product that nobody asks here and that are not left out on purpose."""
    gets = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern) and _is_page(pattern)}
    return {name for name in gets if name} - {*ADDRESSES} - NO_PAGES


def _is_page(pattern: URLPattern) -> bool:
    allowed = getattr(pattern.callback, "__wrapped__", pattern.callback)
    return "require_POST" not in repr(getattr(allowed, "__closure__", ""))


class _Asked(dict[str, str]):
    """What stands in an address, another one each time: a customer, a name, a search, a content."""

    def __init__(self) -> None:
        super().__init__()
        self.dice = random.Random(7)
        self.last = 0
        self.clients = {"owner": _client("olga@example.org"), "rep": _client("rep7@example.org")}
        self.keys = list(Identifier.objects.filter(kind="key").values_list("value", flat=True)[:: _every(5_000)])
        self.ids = list(Identifier.objects.filter(kind="key").values_list("customer_id", flat=True)[:: _every(5_000)])
        plan = Plan.objects.order_by("-pk").first()
        self.plan = plan.key if plan else ""
        self.pair = Duplicate.objects.values_list("pk", flat=True)[:200]
        self.colleague = User.objects.get(email="rep9@example.org").pk
        self.searches = self._searches()

    def __missing__(self, name: str) -> str:
        pick = self.dice.choice
        made: dict[str, Callable[[], Any]] = {
            "who": lambda: pick(self.keys),
            "name": lambda: pick(("ann", "ber", "jor", "m", "st", "wal")),
            "search": lambda: next(self.searches),
            "typed": lambda: "stephen berros"[: self.dice.randrange(1, 15)],
            "list": lambda: pick(("silent_since_purchase", "silent_longest", "only_asked")),
            "owed": lambda: pick(("promises", "untold", "calls")),
            "content": lambda: pick(CONTENTS),
            "plan": lambda: self.plan,
            "piece": lambda: PIECE,
            "pair": lambda: pick(list(self.pair)),
            "colleague": lambda: self.colleague,
        }
        return str(made[name]())

    def _searches(self) -> Iterator[str]:
        while True:
            yield from SEARCHES

    def write(self) -> None:
        """Write something down, as somebody does who works with the book."""
        self.last += 1
        moment = now()
        record(
            customer=self.dice.choice(self.ids), direction="out", channel="phone", happened_at=moment, now=moment,
            source="by hand", kind="call", found="service", source_key=f"bench:{moment.timestamp()}:{self.last}",
        )  # fmt: skip


def _every(wanted: int) -> int:
    return max(1, Identifier.objects.filter(kind="key").count() // wanted)


def _client(email: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.get(f"/sign-in/{make_sign_in_link(email=email, at=dt.datetime.now(dt.UTC))}")
    return client
