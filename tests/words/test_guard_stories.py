"""Does the guard find what insults, and let pass what is said honestly?"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from lately.words.files import message_from
from lately.words.guard.check import check
from lately.words.guard.findings import SEVERITIES, kinds
from lately.words.message import Message, Reader

FOLDER = Path(__file__).parents[1] / "stories" / "words"
STORIES = [
    pytest.param(story, id=f"{file.stem}: {story['story']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for story in yaml.safe_load(file.read_text("utf-8"))
]


def message_of(story):
    if "mail" in story:
        return message_from(story["mail"].encode(), ".eml", channel=story.get("channel", "email"))
    if "md" in story:
        return message_from(story["md"].encode(), ".md")
    if "html" in story:
        made = message_from(story["html"].encode(), ".html")
        return Message(made.text, made.channel, story.get("subject"), made.html)
    long = story.get("long")
    return Message(
        long["begins"] + long["again"] * long["times"] + long["ends"] if long else story["text"],
        story.get("channel", "email"),
        story.get("subject"),
        one_to_one=story.get("one_to_one", False),
    )


def reader_of(told: dict[str, Any]) -> Reader:
    return Reader(
        names=tuple(told.get("names", ())),
        claims=told.get("claims", {}),
        because=told.get("because", {}),
        refrains=tuple(told.get("refrains", ())),
        broken=tuple(told.get("broken", ())),
    )


@pytest.mark.parametrize("story", STORIES)
def test_a_message_is_judged_as_its_reader_would(story):
    reader = reader_of(story["reader"]) if "reader" in story else None
    verdict = check(message_of(story), reader=reader)
    found = {one.code for one in verdict.findings}
    assert set(story.get("finds", [])) <= found
    assert not set(story.get("lacks", [])) & found
    assert verdict.verdict == story["verdict"], found


def test_every_finding_has_a_story_and_an_honest_twin():
    stories: list[Any] = [story.values[0] for story in STORIES]
    found = Counter(code for story in stories for code in story.get("finds", []))
    lacked = Counter(code for story in stories for code in story.get("lacks", []))
    assert set(kinds()) - {*found} == set()
    assert set(kinds()) - {*lacked} == set()
    assert {*found, *lacked} <= set(kinds())


def test_every_finding_says_what_it_is_why_it_matters_and_what_to_do():
    for kind in kinds().values():
        assert kind.severity in SEVERITIES
        assert all((kind.says, kind.why, kind.fix, kind.source)), kind.code
