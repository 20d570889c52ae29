"""Which segments have we, what does each ask, and how many are in, out, or not known?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.content.asking import offered
from lately.content.selectors import definitions_naming
from lately.decisioning.segment_words import people_who, silent_means_no
from lately.decisioning.segments import ANSWERS, Segment, segment_of
from lately.interactions.known import known_at
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.profiles.sampling import next_ones
from lately.segments.selectors import read, rows_known, segment_known
from lately.usecases.ask_segments import Asking, ask, count_some
from lately.usecases.segment_forms import built_of

PAGE = 40
AT_ONCE = 400
TURNS = 6  # so many at once are looked through for one page, and then whoever asks may go on


def see_segments(
    *, user: Reader, words: str = "", newest: bool = False, at: int, now: int, counted: bool = True
) -> dict[str, Any]:
    """Return every segment by title, or the `newest` first, with its reading; `aside` are those not asked any more.

    Only those that have all the `words` in their title or reading; `all` is how many there are besides. The counts come
    only if they are asked for (`counted`): they take longer than a page may.
    """
    readable, aside = [], []
    for row in rows_known(known=known_at(at=at, now=now)):
        try:
            readable.append((row, read(row)))
        except Refusal as refusal:
            aside.append({"key": row.key, "what": refusal.what, "why": refusal.why, "todo": refusal.todo})
    read_as = _words_at(at)
    fitting = [(row, one, told) for row, one in readable if _says(told := read_as(one), words)]
    if newest:
        fitting.sort(key=lambda each: each[0].pk, reverse=True)
    found = _counted([one for _, one, _ in fitting] if counted else [], user=user, at=at, now=now)
    counts = found["counts"] if counted else [{}] * len(fitting)
    rows = [
        {"key": row.key, "by": row.by, "since": seconds(row.recorded_at), **told, **numbers}
        for (row, _, told), numbers in zip(fitting, counts, strict=True)
    ]
    return {"rows": rows, "all": len(readable), "aside": aside, "counted": counted} | {
        name: found[name] for name in ("about", "looked")
    }


def _says(told: Mapping[str, Any], words: str) -> bool:
    said = f"{told['title']} {told['says']}".casefold()
    return all(word in said for word in words.casefold().split())


def see_segment(*, user: Reader, key: str, at: int, now: int) -> dict[str, Any]:
    """Return one segment: reading, counts, its form (`built`, None: it asks more), its file and where it is used."""
    known = known_at(at=at, now=now)
    segment = segment_known(key, known=known)
    newest = next((row for row in rows_known() if row.key == key), None)
    return {
        **told_of(segment, user=user, at=at, now=now),
        "key": key,
        "built": built_of(segment.written),
        "file": written(segment),
        "seen": newest.pk if newest else 0,
        "by": newest.by if newest else "",
        "used": definitions_naming(key, known=known),
    }


def name_segments(*, at: int, now: int) -> list[tuple[str, str]]:
    """Every segment that counts, as (key, title), to choose one."""
    return [(row.key, row.title) for row in rows_known(known=known_at(at=at, now=now))]


def asked_in_rows() -> list[tuple[str, str, str]]:
    """What may be asked in a row: fact, its words and its type."""
    return offered()


def told_of(segment: Segment, *, user: Reader, at: int, now: int) -> dict[str, Any]:
    """What a segment asks, in words, and how many are in, out, or not known; kept or not."""
    found = _counted([segment], user=user, at=at, now=now)
    return {
        **_words_at(at)(segment),
        **found["counts"][0],
        "about": found["about"],
        "looked": found["looked"],
    }


def try_segment(*, user: Reader, title: str, question: Mapping[str, Any], at: int, now: int) -> dict[str, Any]:
    """The same of a question that nobody kept; raises Refusal for one that cannot be asked."""
    segment = segment_of({"key": "new", "title": title[:200] or "New", "question": question})
    return told_of(segment, user=user, at=at, now=now)


def see_segment_names(*, user: Reader, key: str, answer: str, after: int, at: int, now: int) -> dict[str, Any]:
    """Return a page of those who answer so, from the number `after` on, whom the user may see.

    `after` in what is returned is where it goes on (None: that was all); `looking` says that it goes on though the
    page is not full.
    """
    if answer not in ANSWERS:
        raise Refusal(
            gettext("%(answer)r is no answer.") % {"answer": answer[:40]},
            gettext("One is in, out, or it is not known."),
            gettext("Choose one of them."),
        )
    known, book = known_at(at=at, now=now), book_of(user)
    segment = segment_known(key, known=known)
    asking, found, more = ask([segment], at=at, now=now), [], False
    for _ in range(TURNS):
        ids = next_ones(after=after, most=AT_ONCE, known=known, book=book)
        found += _answering(asking, ids, answer)
        after, more = (ids[-1] if ids else after), len(ids) == AT_ONCE
        if not more or len(found) > PAGE:
            break
    shown, full = found[:PAGE], len(found) > PAGE
    who = people(shown, at=at, known=known)
    return {
        "title": segment.title,
        "says": _words_at(at)(segment)["says"],
        "rows": [who[one] for one in shown],
        "after": shown[-1] if full else after if more else None,
        "looking": more and not full,
    }


def written(segment: Segment) -> str:
    """A segment as it stands in a file."""
    entry = {"key": segment.key, "title": segment.title, "question": segment.written}
    return yaml.safe_dump([entry], sort_keys=False, allow_unicode=True)


def _answering(asking: Asking, ids: Sequence[int], answer: str) -> list[int]:
    if not ids:
        return []
    customers, answers = asking.of(ids)
    wanted = ANSWERS.index(answer)
    return [one for one, place in zip(customers, answers[:, 0].tolist(), strict=True) if place == wanted]


def _counted(segments: Sequence[Segment], *, user: Reader, at: int, now: int) -> dict[str, Any]:
    if not segments:
        return {"counts": [], "about": False, "looked": 0}
    found = count_some(ask(segments, at=at, now=now), book=book_of(user))
    return {"counts": found.counts, "about": found.about, "looked": found.looked}


def _words_at(at: int) -> Any:
    zone = organisation(at=at_seconds(at)).zone

    def words(segment: Segment) -> dict[str, Any]:
        return {
            "title": segment.title,
            "says": people_who(segment.question, zone),
            "silent_no": silent_means_no(segment.question),
        }

    return words
