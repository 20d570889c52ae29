"""What happened with customers, for a pass: bought, complained, promised, done and not told, already said?"""

from __future__ import annotations

import numpy as np

from lately.decisioning.records import NEVER, History, Ints, Promises, Received, named
from lately.interactions.answering import SPOKEN_SQL
from lately.interactions.theirs import same_customer
from lately.lib.sql import among, live, rows, seconds_of, stamped
from lately.profiles.frames import Places, parameters_of


def history(places: Places, *, chosen: bool, at: int, known: int) -> History:
    """Purchases, signs of life, complaints and untold deeds of every customer of the pass."""
    inward = _inward(places, chosen=chosen, at=at, known=known)
    bought = [row for row in inward if row[1] == "purchase"]
    complaints = [row for row in inward if row[1] == "complaint"]
    wrote = [(row[0], row[3]) for row in inward if row[1] == "message"]
    answered = _answered(places, chosen=chosen, at=at, known=known) if wrote else []
    deeds, answers = _untold(places, chosen=chosen, at=at, known=known)
    return History(
        first_purchase=_column(places, [(row[0], row[2]) for row in bought], np.minimum, NEVER),
        last_purchase=_column(places, [(row[0], row[3]) for row in bought], np.maximum, NEVER),
        purchases=_column(places, [(row[0], row[4]) for row in bought], np.add, 0),
        last_inbound=_column(places, [(row[0], row[3]) for row in inward], np.maximum, NEVER),
        last_complaint=_column(places, [(row[0], row[3]) for row in complaints], np.maximum, NEVER),
        last_message=_column(places, wrote, np.maximum, NEVER),
        last_answer=_column(places, answered, np.maximum, NEVER),
        open_complaint=_column(places, [(row[0], row[5]) for row in complaints], np.maximum, 0) > 0,
        untold_deeds=deeds,
        untold_answers=answers,
    )


def _column(places: Places, pairs: list[tuple[int, int]], join: np.ufunc, empty: int) -> Ints:
    """Numbers by customer, joined where several were merged into one."""
    out = np.full(len(places.customers), empty, dtype=np.int64)
    for customer, number in pairs:
        place = places.places.get(customer, -1)
        if place >= 0:
            out[place] = number if out[place] == empty else join(out[place], number)
    return out


def _inward(places: Places, *, chosen: bool, at: int, known: int) -> list[tuple[int, str, int, int, int, int]]:
    """By customer and kind, what came in: first and last moment, how often, and whether any of it is not settled."""
    settled = f"""
        EXISTS (SELECT 1 FROM interactions_interaction s WHERE s.closes_id = i.id AND s.direction = 'out'
        AND s.status = 'done' AND s.happened_at <= %(at)s AND {live("s", known=True)}
        AND {same_customer("s.customer_id", "i.customer_id")})
    """  # noqa: S608 - no value stands in the text
    query = f"""
        SELECT i.customer_id, i.kind, {seconds_of("min(i.happened_at)")}, {seconds_of("max(i.happened_at)")}, count(*),
        max(CASE WHEN i.kind = 'complaint' AND NOT {settled} THEN 1 ELSE 0 END)
        FROM interactions_interaction i WHERE i.direction = 'in' AND i.status = 'done' AND i.happened_at <= %(at)s
        AND {live("i", known=True)} AND {among("i.customer_id", chosen=chosen)} GROUP BY i.customer_id, i.kind
    """  # noqa: S608 - no value stands in the text
    return rows(query, parameters_of(places.asked if chosen else None, at, known))


def _answered(places: Places, *, chosen: bool, at: int, known: int) -> list[tuple[int, int]]:
    """When one of us last spoke to each customer to whom one ever did."""
    query = f"""
        SELECT i.customer_id, {seconds_of("max(i.happened_at)")} FROM interactions_interaction i
        WHERE {SPOKEN_SQL} AND i.happened_at <= %(at)s AND {live("i", known=True)}
        AND {among("i.customer_id", chosen=chosen)} GROUP BY i.customer_id
    """  # noqa: S608 - no value stands in the text
    return rows(query, parameters_of(places.asked if chosen else None, at, known))


def _untold(places: Places, *, chosen: bool, at: int, known: int) -> tuple[Ints, Ints]:
    """How many deeds nobody told; apart from them those that answer words of the same customer which still count."""
    query = f"""
        SELECT d.customer_id, a.customer_id, count(*) FROM interactions_deed d
        LEFT JOIN interactions_interaction a ON a.id = d.answers_id AND {live("a", known=True)}
        WHERE d.happened_at <= %(at)s AND {live("d", known=True)} AND {among("d.customer_id", chosen=chosen)}
        AND NOT EXISTS (SELECT 1 FROM interactions_interaction t WHERE t.tells_id = d.id AND t.status = 'done'
        AND t.happened_at <= %(at)s AND {live("t", known=True)} AND {same_customer("t.customer_id", "d.customer_id")})
        GROUP BY 1, 2
    """  # noqa: S608 - no value stands in the text
    found = rows(query, parameters_of(places.asked if chosen else None, at, known))
    place = places.places.get
    deeds = [(whose, count) for whose, said, count in found if said is None or place(said) != place(whose)]
    answers = [(whose, count) for whose, said, count in found if said is not None and place(said) == place(whose)]
    return _column(places, deeds, np.add, 0), _column(places, answers, np.add, 0)


def promises(places: Places, *, chosen: bool, at: int, known: int) -> Promises:
    """Promises given by the moment and not kept by it."""
    query = f"""
        SELECT p.customer_id, {seconds_of("p.due_at")}, p.refrains FROM interactions_promise p
        WHERE p.happened_at <= %(at)s AND {live("p", known=True)} AND {among("p.customer_id", chosen=chosen)}
        AND NOT EXISTS (SELECT 1 FROM interactions_interaction k WHERE k.keeps_id = p.id AND k.status = 'done'
        AND k.happened_at <= %(at)s AND {live("k", known=True)} AND {same_customer("k.customer_id", "p.customer_id")})
        ORDER BY p.id
    """  # noqa: S608 - no value stands in the text
    found = rows(query, parameters_of(places.asked if chosen else None, at, known))
    owner = places.of([row[0] for row in found])
    here = owner >= 0
    return Promises(
        owner=owner[here],
        due=np.array([row[1] for row in found], dtype=np.int64)[here],
        refrains=named(row[2] for row in found)[here],
    )


def received(places: Places, *, chosen: bool, at: int, known: int) -> Received:
    """When each customer last had each content, by any channel; what is reserved for later counts too."""
    query = f"""
        SELECT i.customer_id, i.content, {seconds_of("max(i.happened_at)")} FROM interactions_interaction i
        WHERE i.direction = 'out' AND i.content <> '' AND {live("i", known=True)}
        AND (i.status = 'reserved' OR (i.status = 'done' AND i.happened_at <= %(at)s))
        AND {among("i.customer_id", chosen=chosen)} GROUP BY i.customer_id, i.content ORDER BY i.customer_id, i.content
    """  # noqa: S608 - no value stands in the text
    found = rows(query, parameters_of(places.asked if chosen else None, at, known))
    owner = places.of([row[0] for row in found])
    here = owner >= 0
    return Received(
        owner=owner[here],
        content=named(row[1] for row in found)[here],
        last=np.array([row[2] for row in found], dtype=np.int64)[here],
    )


def known_since(*, known: int) -> int:
    """Since when any channel's history is known; NEVER if none is."""
    query = f"SELECT {seconds_of('min(k.since)')} FROM interactions_knownsince k WHERE {live('k', known=True)}"  # noqa: S608 - no value stands in the text
    ((found,),) = rows(query, {"known": stamped(known)})
    return NEVER if found is None else int(found)
