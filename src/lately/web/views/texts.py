"""Which words have we for it, how do they read, what would one customer get; and the new version of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.usecases.preview_wording import preview_wording
from lately.usecases.read_wording import read_wording
from lately.usecases.save_wording import NotLetOut, SavedMeanwhile, Written, save_wording
from lately.usecases.see_texts import Part, see_texts, see_wording
from lately.web.lists import Choice, Sifting, asked
from lately.web.templatetags.words import channel as told_channel
from lately.web.visit import Visit, screen

_LONGEST_NAME = 200


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show the texts, all or a part, and what was let out although the guard would not."""
    part = part_of(visit)
    found = see_texts(part=part, at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/texts.html", found | {"sift": _sifting(part, found["channels"])})


def part_of(visit: Visit) -> Part:
    """Which texts are asked for in the address."""
    return Part(**asked(visit.request, "words", "channel", "classed", "state", "order"))


def _sifting(part: Part, channels: Sequence[str]) -> Sifting:
    classes = [
        ("", gettext("Whatever they are")),
        ("give", gettext("For their sake")),
        ("ask", gettext("Wants something")),
        ("feedback", gettext("Asks what they think")),
        ("service", gettext("About work that is going on")),
        ("unread", gettext("Not read yet")),
    ]
    states = [
        ("", gettext("However they read")),
        ("refuse", gettext("Something must change")),
        ("hold", gettext("Something to look at")),
        ("well", gettext("Reads well")),
        ("draft", gettext("Still a draft")),
        ("let_out", gettext("Let out all the same")),
    ]
    orders = [
        ("", gettext("By title")),
        ("worth", gettext("Worth most to customers first")),
        ("mend", gettext("Most to mend first")),
    ]
    ways = [("", gettext("By any way")), *((name, told_channel(name).capitalize()) for name in channels)]
    return Sifting(
        "texts",
        [
            Choice("words", gettext("With these words"), part.words),
            Choice("classed", gettext("What they are"), part.classed, classes),
            Choice("channel", gettext("By which way"), part.channel, ways),
            Choice("state", gettext("How they read"), part.state, states),
            Choice("order", gettext("In which order"), part.order, orders),
        ],
    )


@require_safe
@screen()
def edit(visit: Visit, content: str, channel: str) -> HttpResponse:
    """Show one text with what is found in it."""
    return _editor(visit, content, channel)


@require_POST
@screen()
def read(visit: Visit, content: str, channel: str) -> HttpResponse:
    """Say what is found in what was typed; nothing is kept."""
    if not visit.in_place:
        return _editor(visit, content, channel)
    text = _typed(visit, see_wording(content=content, channel=channel, at=visit.moment.at, now=visit.moment.now))
    return visit.show("web/text_read_part.html", {"text": text, "found": _read(visit, text)})


@require_POST
@screen()
def preview(visit: Visit, content: str, channel: str) -> HttpResponse:
    """Show what was typed as one customer would get it; nothing is kept."""
    if not visit.in_place:
        return _editor(visit, content, channel)
    text = _typed(visit, see_wording(content=content, channel=channel, at=visit.moment.at, now=visit.moment.now))
    return visit.show("web/text_preview_part.html", {"text": text} | _previewed(visit, text))


@require_POST
@screen("write")
def save(visit: Visit, content: str, channel: str) -> HttpResponse:
    """Keep what was typed as the new version; what cannot be kept stays in the form, with the reason."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    written = Written(
        subject=form.get("subject", ""),
        text=form.get("text", ""),
        version=form.get("version", ""),
        mine="mine" in form,
        all_the_same="all_the_same" in form,
        because=form.get("because", ""),
    )
    at, now = visit.moment.at, visit.moment.now
    try:
        new = save_wording(user=visit.user, content=content, channel=channel, written=written, at=at, now=now)
    except Refusal as refusal:
        return _editor(visit, content, channel, refusal)
    messages.success(
        visit.request, gettext(_SAVED) if new else gettext("It stood like this already; nothing was changed.")
    )
    return HttpResponseRedirect(reverse("web:text", args=[content, channel]))


_SAVED = gettext_noop(
    "Saved. The next plan and the next draft read it like this; what was said before stays as it was said."
)


def _editor(visit: Visit, content: str, channel: str, refusal: Refusal | None = None) -> HttpResponse:
    """The whole page, with what was typed if something was; a refusal stands above it."""
    stands = see_wording(content=content, channel=channel, at=visit.moment.at, now=visit.moment.now)
    text = _typed(visit, stands)
    theirs = stands if isinstance(refusal, SavedMeanwhile) else None
    page = {
        "text": text,
        "found": _read(visit, text),
        "refusal": refusal,
        "theirs": theirs,
        "version": stands["version"] if theirs else text["version"],
        "letting_out": text["all_the_same"] or isinstance(refusal, NotLetOut),
        "may_write": may(visit.user, "write") and visit.moment.usual,
    }
    return visit.show("web/text.html", page | _previewed(visit, text), status=422 if refusal else 200)


def _typed(visit: Visit, stands: dict[str, Any]) -> dict[str, Any]:
    """The wording as it stands, under what was typed into the form."""
    form = visit.request.POST
    typed = {name: form[name] for name in ("subject", "text", "version", "because") if name in form}
    ticks = {name: name in form for name in ("mine", "all_the_same")}
    who = form.get("picked") or form.get("customer") or visit.request.GET.get("customer", "")
    return {
        **stands,
        "because": "",
        **typed,
        **ticks,
        "customer": who.strip()[:_LONGEST_NAME],
        "picked": "picked" in form,
    }


def _read(visit: Visit, text: dict[str, Any]) -> dict[str, Any]:
    return read_wording(
        channel=text["channel"], subject=text["subject"], text=text["text"], at=visit.moment.at, now=visit.moment.now
    )


def _previewed(visit: Visit, text: dict[str, Any]) -> dict[str, Any]:
    """What that customer would get, or why nothing can be shown."""
    if not text["customer"]:
        return {"got": None}
    try:
        got = preview_wording(
            user=visit.user, who=text["customer"], content=text["content"], channel=text["channel"],
            subject=text["subject"], text=text["text"], at=visit.moment.at, now=visit.moment.now,
        )  # fmt: skip
    except Refusal as refusal:
        return {"got": None, "no_preview": refusal}
    return {"got": got}
