"""Which texts have we got, how do they read, and which were let out although the guard would not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from lately.accounts.selectors import organisation
from lately.content.filling import fields
from lately.content.selectors import definition_known, shelf_known, version_of
from lately.decisioning.offers import Content, Wording
from lately.interactions.known import known_at
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.plans.digest import plan_at
from lately.policies.selectors import policy_at


def see_texts(*, at: int, now: int) -> dict[str, Any]:
    """Return every content that counts, by title, with its wordings; `let_out` are those let out by a person's word.

    `aside` are contents that cannot be said as they are written.
    """
    known = known_at(at=at, now=now)
    severities = policy_at(at=at, known=known)["words.severities"]
    shelf = shelf_known(known=known, zone=organisation(at=at_seconds(at)).zone)
    contents = sorted(shelf.contents, key=lambda one: one.title.casefold())
    return {
        "texts": [_text(one, severities) for one in contents],
        "let_out": [_let_out(one, form, severities) for one in contents for form in one.wordings if form.allowed_by],
        "aside": shelf.aside,
    }


def see_wording(*, content: str, channel: str, at: int, now: int) -> dict[str, Any]:
    """Return one wording as it stands, for whoever reads or changes it; raises Refusal if there is none.

    `version` tells later whether somebody else changed it; `fields` are those that may be named, with their meaning;
    `plan` is the key of the plan that holds at the moment, if there is one.
    """
    definition, form = standing(content, channel, known=known_at(at=at, now=now))
    names, plan = fields(), plan_at(at)
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
            f"There is no content {content!r}.",
            "It was never in the book, or it was taken off.",
            "Choose one under Say, Texts.",
        )
    forms = definition.get("channels")
    if not isinstance(forms, Mapping):  # written around the import
        raise Refusal(f"Content {content!r} cannot be read.", "It is not written like a content.", "Import it again.")
    form = forms.get(channel)
    if not isinstance(form, Mapping) or not form.get("text"):
        raise Refusal(
            f"{content!r} has no wording for {channel}.", f"It has {', '.join(forms)}.", "Choose one of them."
        )
    return definition, form


def _text(content: Content, severities: Mapping[str, str]) -> dict[str, Any]:
    return {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "draft": content.draft,
        "wordings": [
            {
                "channel": one.channel,
                "classed": one.classed,
                "counts": counted(one.findings, severities),
                "allowed_by": one.allowed_by,
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
