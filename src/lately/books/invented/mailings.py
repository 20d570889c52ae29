"""Who got which of the mailings to many?"""

from __future__ import annotations

from typing import Any

from lately.books.invented.course import Course
from lately.books.invented.data import data
from lately.books.invented.dice import chance

SETTLING = 3
"""Days after the first sale before somebody is on the list."""


def mailed(course: Course) -> None:
    """Tell which mailings reached them while they were looked after; nobody is mailed where they said no."""
    shares = course.life["broadcasts"]
    for number, mailing in enumerate(data("texts/broadcasts")):
        if _on_the_list(course, mailing) and chance(course.rolled, shares.get(_class(mailing), 0)):
            clock = f"{9 + number % 8:02d}:{number * 7 % 60:02d}"
            course.teller.out(mailing, mailing["ago"], clock=clock, by="", content=mailing["key"])
            _reply(course, mailing)


def _on_the_list(course: Course, mailing: dict[str, Any]) -> bool:
    ago, person = mailing["ago"], course.person
    meant = mailing["to"] == "everybody" or (mailing["to"] == "business") == (person.kind == "company")
    then = course.until < ago < course.since - SETTLING
    return meant and then and course.teller.reaches(mailing["channel"], ago)


def _class(mailing: dict[str, Any]) -> str:
    return str(mailing.get("found") or mailing["class"])


def _reply(course: Course, mailing: dict[str, Any]) -> None:
    """Some answer: a survey more often than news, a sale mostly with no."""
    answers = {"feedback": ("survey_answer", 1.2), "give": ("warm", 0.3), "ask": ("no_thanks", 0.12)}
    name, more = answers.get(_class(mailing), ("", 0))
    if mailing["channel"] == "email" and name and chance(course.rolled, course.life["replies"] * more):
        course.teller.hear(name, max(mailing["ago"] - course.rolled.randint(0, 2), 1), clock="20:15")
