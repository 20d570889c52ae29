"""Which texts have we got, how do they read, and which were let out although the guard would not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.content.filling import fields
from lately.content.selectors import definition_known, shelf_known, version_of
from lately.decisioning.offers import Content, Wording
from lately.interactions.known import known_at
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import again
from lately.plans.digest import plan_at
from lately.policies.selectors import policy_at

STATES = ("draft", "refuse", "hold", "well", "let_out")
CLASSES = {
    "give": {"give"}, "ask": {"ask", "mixed", "disguised"}, "feedback": {"feedback"}, "service": {"service"},
    "unread": {""},
}  # fmt: skip
ORDERS = ("worth", "mend")


@dataclass(frozen=True, slots=True)
class Part:
    """Which texts are asked for, in which order: words of the title, a channel, one of CLASSES, one of STATES.

    Blank is all, by title; `worth` puts those first that are worth most to customers, `mend` those with most to mend.
    """

    words: str = ""
    channel: str = ""
    classed: str = ""
    state: str = ""
    order: str = ""


def see_texts(*, part: Part, at: int, now: int) -> dict[str, Any]:
    """Return the contents that are asked for, with their wordings; `let_out` are those let out by a person's word.

    `aside` are contents that cannot be said as they are written, `all` how many there are besides.
    """
    known = known_at(at=at, now=now)
    severities = policy_at(at=at, known=known)["words.severities"]
    shelf = shelf_known(known=known, zone=organisation(at=at_seconds(at)).zone)
    contents = sorted(shelf.contents, key=lambda one: one.title.casefold())
    texts = [_text(one, severities) for one in contents]
    channels = sorted({form["channel"] for one in texts for form in one["wordings"]})
    part = part if part.channel in channels else replace(part, channel="")
    return {
        "texts": sorted((one for one in texts if _fits(one, part)), key=_KEYS.get(part.order, lambda _: 0)),
        "all": len(texts),
        "channels": channels,
        "let_out": [_let_out(one, form, severities) for one in contents for form in one.wordings if form.allowed_by],
        "aside": shelf.aside,
    }


def _fits(text: Mapping[str, Any], part: Part) -> bool:
    """Whether a content has a wording that is all that is asked for, and the words in its title or use."""
    said = f"{text['title']} {text['benefit']}".casefold()
    return all(word in said for word in part.words.casefold().split()) and any(
        _form_fits(text, form, part) for form in text["wordings"]
    )


def _form_fits(text: Mapping[str, Any], form: Mapping[str, Any], part: Part) -> bool:
    if part.channel and form["channel"] != part.channel:
        return False
    if part.classed in CLASSES and form["classed"] not in CLASSES[part.classed]:
        return False
    return part.state not in STATES or _state_fits(text, form, part.state)


def _state_fits(text: Mapping[str, Any], form: Mapping[str, Any], state: str) -> bool:
    if state == "draft":
        return bool(text["draft"])
    if state == "let_out":
        return bool(form["allowed_by"])
    if state == "well":
        return not any(form["counts"].get(one) for one in ("refuse", "hold"))
    return bool(form["counts"].get(state))


def _to_mend(text: Mapping[str, Any]) -> tuple[int, int]:
    """What must change counts before what is to be looked at; the most first."""
    must, look = (sum(form["counts"].get(one, 0) for form in text["wordings"]) for one in ("refuse", "hold"))
    return -must, -look


_KEYS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"worth": lambda text: -text["worth"], "mend": _to_mend}


def see_wording(*, content: str, channel: str, at: int, now: int) -> dict[str, Any]:
    """Return one wording as it stands, for whoever reads or changes it; raises Refusal if there is none.

    `version` tells later whether somebody else changed it; `fields` are those that may be named, with their meaning;
    `plan` is the key of the plan that holds at the moment, if there is one.
    """
    definition, form = standing(content, channel, known=known_at(at=at, now=now))
    names, plan = {name: again(meaning) for name, meaning in fields().items()}, plan_at(at)
    return {
        "plan": plan.key if plan else "",
        "content": content,
        "channel": channel,
        "title": str(definition.get("title") or content),
        "benefit": str(definition.get("benefit", "")),
        "draft": bool(definition.get("draft", False)),
        "channels": list(definition["channels"]),
        "declared": str(form.get("class", "")),
        "subject": str(form.get("subject", "")),
        "text": str(form["text"]),
        "has_subject": channel == "email" or bool(form.get("subject")),
        "allowed_by": str(form.get("allowed_by", "")),
        "allowed_because": str(form.get("allowed_because", "")),
        "version": version_of(definition, channel),
        "fields": [(name, meaning) for name, meaning in names.items() if not name.startswith("claim.")],
        "asked_for": [(name, meaning) for name, meaning in names.items() if name.startswith("claim.")],
    }


def standing(content: str, channel: str, *, known: int | None = None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """A content's definition and its form for one channel, as known then (None: by now); raises Refusal for none."""
    definition = definition_known(content, known=known)
    if definition is None:
        raise Refusal(
            gettext("There is no content %(content)r.") % {"content": content},
            gettext("It was never in the book, or it was taken off."),
            gettext("Choose one under Say, Texts."),
        )
    forms = definition.get("channels")
    if not isinstance(forms, Mapping):  # written around the import
        raise Refusal(
            gettext("Content %(content)r cannot be read.") % {"content": content},
            gettext("It is not written like a content."),
            gettext("Import it again."),
        )
    form = forms.get(channel)
    if not isinstance(form, Mapping) or not form.get("text"):
        raise Refusal(
            gettext("%(content)r has no wording for %(channel)s.") % {"content": content, "channel": channel},
            gettext("It has %(channels)s.") % {"channels": ", ".join(forms)},
            gettext("Choose one of them."),
        )
    return definition, form


def _text(content: Content, severities: Mapping[str, str]) -> dict[str, Any]:
    return {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "draft": content.draft,
        "worth": content.worth_milli,
        "wordings": [
            {
                "channel": one.channel,
                "classed": one.classed,
                "counts": counted(one.findings, severities),
                "allowed_by": one.allowed_by,
                "subject": one.subject,
                "text": one.text,
            }
            for one in content.wordings
        ],
    }


def counted(findings: Iterable[tuple[str, str, str]], severities: Mapping[str, str]) -> Counter[str]:
    """How many findings (code, severity, sentence) there are of each severity, as the organisation weighs them."""
    return Counter(why for code, severity, _ in findings if (why := severities.get(code, severity)) != "off")


def _let_out(content: Content, wording: Wording, severities: Mapping[str, str]) -> dict[str, Any]:
    return {
        "content": content.key,
        "title": content.title,
        "channel": wording.channel,
        "by": wording.allowed_by,
        "because": wording.allowed_because,
        "findings": wording.kept_in_by(severities),
    }
