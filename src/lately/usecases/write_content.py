"""Write down something worth saying, or change what it is, for whom and when; its words have their own editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.content.asking import SEGMENT, offered, question_words
from lately.content.definition import CHANNELS, CLASSES, PURPOSES, check_definition
from lately.content.filling import wrong_in
from lately.content.pieces import begun_with, piece_named, words_of
from lately.content.selectors import definition_known
from lately.content.services import keep_contents, plain
from lately.content.writing import QUESTIONS, Form, definition_of, form_of, key_of, version_of_content
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.segments.selectors import questions_known, rows_known

_TAKEN = 200  # contents of one title
_FRESH: Mapping[str, Any] = {"purpose": "news", "worth": 10}


class ChangedMeanwhile(Refusal):
    """Somebody else changed the content after this one was opened."""

    def __init__(self) -> None:
        super().__init__(
            gettext("Somebody else changed this while you were writing."),
            gettext(
                "Nothing of yours was kept yet, and nothing of theirs is lost: theirs stands below, yours is in the "
                "form."
            ),
            gettext("Take over what you like of theirs, then save again; yours becomes the newest."),
        )


@dataclass(frozen=True)
class Kept:
    """The content that was kept, one of its channels, and whether anything was changed."""

    content: str
    channel: str
    changed: bool


def see_form(*, content: str = "", copied: str = "", piece: str = "", segment: str = "", now: int) -> dict[str, Any]:
    """Return the form of a content: blank for a new one, `copied` from another, about a `piece`, for a `segment`.

    `version` tells later whether somebody else changed it; `said` reads the questions that rows cannot hold. Raises
    Refusal for a content there is not.
    """
    key = content or copied
    definition = _standing(key) if key else _begun("", piece) or _FRESH
    form = form_of(definition) | (words_of(piece_named(piece)) if piece else {})
    if copied:
        form["title"] = gettext("%(title)s (copy)") % {"title": form["title"] or copied}
    if segment in {row.key for row in rows_known()}:
        form["audience"] = [(SEGMENT, "is", segment)]
    zone = organisation(at=at_seconds(now)).zone
    return {
        "content": content,
        "copied": copied,
        "title": str(definition.get("title") or key),
        "form": form,
        "version": version_of_content(definition) if content else "",
        "said": {name: question_words(definition.get(name), zone=zone) for name in QUESTIONS if form[name] is None},
        "purposes": PURPOSES,
        "classes": CLASSES,
        "channels": CHANNELS,
        "askable": offered(),
        "segments": _segments(form),
    }


def write_content(
    *, user: Reader, form: Form, content: str = "", copied: str = "", piece: str = "", version: str = "", now: int
) -> Kept:
    """Keep a content as its form says: a new one under a key made of its title, or a new version of the one named.

    Pressed twice, a new content is made once. Raises Refusal, changing nothing: for a form that is no content, and
    ChangedMeanwhile.
    """
    _refuse_unfillable(form)
    with write_transaction():
        standing = _standing(content) if content else _begun(copied, piece)
        wanted = definition_of(form, standing)
        if not wanted.get("title"):
            raise Refusal(
                gettext("It has no title."),
                gettext("One finds it again by its title."),
                gettext("Say in a few words what it is."),
            )
        wanted["key"] = content or _free_key(wanted)
        wanted = plain(wanted)
        check_definition(wanted, zone=organisation(at=at_seconds(now)).zone, named=questions_known())
        channel = next(iter(wanted["channels"]))
        if content and wanted == standing:
            return Kept(content, channel, changed=False)
        if content and version_of_content(standing) != version:
            raise ChangedMeanwhile
        added, _ = keep_contents(definitions=[wanted], now=at_seconds(now), by_id=user.pk)
    return Kept(wanted["key"], channel, changed=bool(added))


def _segments(form: Form) -> list[tuple[str, str]]:
    """The segments to choose from, by key and title; one that is named and no more there, by its key."""
    titles = {row.key: row.title for row in rows_known()}
    named = {value for name in QUESTIONS for fact, _, value in form[name] or () if fact == SEGMENT}
    return [*titles.items(), *((key, key) for key in sorted(named - set(titles)))]


def _standing(content: str) -> Mapping[str, Any]:
    definition = definition_known(content)
    if definition is None:
        raise Refusal(
            gettext("There is no content %(content)r.") % {"content": content},
            gettext("It was never in the book, or it was taken off."),
            gettext("Choose one under Say."),
        )
    return definition


def _begun(copied: str, piece: str) -> dict[str, Any]:
    """What something new begins with: of a copy all but the key, and nobody's word that the text may go out."""
    if piece:
        return begun_with(piece_named(piece))
    if not copied:
        return {}
    definition = dict(_standing(copied))
    definition.pop("key")
    let_out = {"allowed_by", "allowed_because"}
    forms = {
        channel: {name: value for name, value in form.items() if name not in let_out}
        for channel, form in definition["channels"].items()
    }
    return definition | {"channels": forms}


def _free_key(wanted: Mapping[str, Any]) -> str:
    """A key that nobody has, or the one of a content that says just this: then it was pressed twice."""
    stem = key_of(str(wanted["title"]))
    for number in range(1, _TAKEN):
        key = stem if number == 1 else f"{stem}-{number}"
        standing = definition_known(key)
        if standing is None or standing == plain({**wanted, "key": key}):
            return key
    raise Refusal(
        gettext("There are %(count)s contents of this title.") % {"count": _TAKEN},
        gettext("One could not tell them apart."),
        gettext("Give it another title."),
    )


def _refuse_unfillable(form: Form) -> None:
    for name in ("subject", "text"):
        for wrong in wrong_in(str(form.get(name, "")))[:1]:
            raise Refusal(wrong.says, gettext("It would reach the customer unfilled."), wrong.todo)
