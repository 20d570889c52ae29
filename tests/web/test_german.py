"""With German on, is every sentence of every page wholly German, or wholly English?"""

import html
import re
from dataclasses import replace

import pytest
from django.utils.translation import gettext, ngettext

from lately.accounts.services import set_organisation
from lately.content.models import Content
from lately.decisioning.policy_forms import WEEKDAYS
from lately.lib.clock import now
from lately.web import language
from tests.house.test_translation import messages
from tests.web.test_roles import PAGES, address

# Words that are of one language only. What stands in quotes, or in a link or a cell of its own, is what people wrote.
GERMAN = (
    "der die das dem und ist sind nicht nichts ein eine von mit für zu sie es auf hat haben im wird werden vor bis "
    "noch niemand wir uns hörte hörten kaufte"
)
ENGLISH = (
    "the of and is are this that they them we you your our with from ago weeks people nobody everybody has have today "
    "better something times customer customers who what hear hears heard bought wanted gave never us"
)
QUOTED = re.compile(r"[“„\"][^”“\"]*[”“\"]|{{.*?}}")
UNREAD = re.compile(r"<(script|style|pre|code|option)\b.*?</\1>", re.DOTALL)


def mixed(page: str) -> list[str]:
    """The sentences of a page that hold words of both languages."""
    texts = re.split(r"<[^>]*>", UNREAD.sub("", page[page.find("<main") :]))
    said = [one for text in texts for one in re.split(r"(?<=[.!?:;])\s", QUOTED.sub("", html.unescape(text)))]
    return [" ".join(one.split()) for one in said if all(_words(one) & _words(known) for known in (GERMAN, ENGLISH))]


def _words(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", sentence.casefold()))


def test_a_sentence_that_ann_would_stumble_over_is_found():
    assert mixed("<main><p>Hörte today von uns, kaufte 8 weeks ago.</p>") == [
        "Hörte today von uns, kaufte 8 weeks ago."
    ]
    assert mixed("<main><p>Niemand hört etwas. <b>They asked us to stop.</b></p><p>„Who are we?“ ist es</p>") == []


def listened_to(monkeypatch) -> set[str]:
    """The texts that are asked for in German from now on, where Django is not known."""
    asked = set()

    def translate(text: str) -> str:
        asked.add(text)
        return gettext(text)

    def count(one: str, many: str, n: int) -> str:
        asked.update((one, many))
        return ngettext(one, many, n)

    monkeypatch.setattr(language, "VOICE", replace(language.VOICE, translate=translate, count=count))
    return asked


def texts_known() -> set[str]:
    """Every text of ours, and what the organisation wrote itself as the reason for something."""
    made = messages().texts()
    found = {text for one in made if one.id for text in ([one.id] if isinstance(one.id, str) else one.id)}
    theirs = {one.definition.get("because", "") for one in Content.objects.all()}
    return found | theirs | {*WEEKDAYS, "invented customer"}  # Django's own, and a fact that the demo invented


@pytest.mark.long
def test_no_sentence_that_ann_reads_is_half_german(firm, signed_in_as, monkeypatch):
    client = signed_in_as(firm.owner)
    addresses = {name: address(template) for name, template in PAGES.items()}
    set_organisation(at=now(), name="Lumen", zone="Europe/Berlin", language="de")
    asked = listened_to(monkeypatch)
    found, said = [], {}
    for name, path in addresses.items():
        answer = client.get(path)
        said[name] = (answer.status_code, answer.headers["Content-Language"])
        found += [f"{name}: {sentence}" for sentence in mixed(answer.content.decode())]
    assert set(said.values()) == {(200, "de")}
    assert not found, "\n".join(found)
    unknown = asked - texts_known()
    assert not unknown, f"docs/messages.py does not find {unknown}"
