"""What is written down about a customer in seconds: a note, a deed, a promise, a talk, a word heard; and taken back?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST

from lately.lib.refusal import Refusal
from lately.profiles.books import NotInYourBook
from lately.usecases.make_promise import make_promise
from lately.usecases.note_consent import Allowed, note_consent
from lately.usecases.note_deed import note_deed
from lately.usecases.note_heard import note_heard
from lately.usecases.note_talk import Talk, note_talk
from lately.usecases.take_entry_back import take_entry_back
from lately.usecases.write_note import write_note
from lately.usecases.writing_down import Hand
from lately.web.views.person import page
from lately.web.visit import Visit, screen

Form = Mapping[str, str]
KEPT_IN_FORM = 100_000  # characters of a text that a refused form gives back
_ONCE = 100


def _talk(hand: Hand, form: Form) -> str:
    channel, direction = form.get("channel", ""), form.get("direction", "out")
    said, classed = form.get("said", ""), form.get("class", "give")
    return note_talk(hand=hand, talk=Talk(channel, direction, form.get("on", ""), classed, said))


VERBS: dict[str, tuple[Callable[[Hand, Form], str], str]] = {
    "note": (lambda hand, form: write_note(hand=hand, text=form.get("text", "")), _("Your note is kept.")),
    "deed": (
        lambda hand, form: note_deed(
            hand=hand, what=form.get("what", ""), on=form.get("on", ""), worth=form.get("worth", ""),
            saved=form.get("saved", ""),
        ),
        _("It is written down. They do not know yet: telling them is the first thing worth saying."),
    ),
    "promise": (
        lambda hand, form: make_promise(
            hand=hand, what=form.get("what", ""), due=form.get("due", ""), refrains=form.get("refrains", "")
        ),
        _("The promise is written down, and stands in Today when it is due."),
    ),
    "talk": (_talk, _("It stands in what was said.")),
    "consent": (
        lambda hand, form: note_consent(
            hand=hand,
            said=Allowed(
                form.get("answer", ""), form.get("channel", ""), form.get("purpose", ""), form.get("on", ""),
                form.get("where", ""),
            ),
        ),
        _("It is on record, and counts at once; what they said last counts."),
    ),
    "heard": (
        lambda hand, form: note_heard(
            hand=hand, kind=form.get("kind", ""), channel=form.get("channel", ""), on=form.get("on", ""),
            said=form.get("said", ""),
        ),
        _("It is written down in their words. When something was done with it, tell them."),
    ),
}  # fmt: skip


@require_POST
@screen("act")
def add(visit: Visit, what: str, who: str) -> HttpResponse:
    """Write it down; what cannot be is refused on the customer's page, with all that was typed."""
    visit.refuse_elsewhere()
    if what not in VERBS:
        raise Refusal(
            gettext("There is no such thing to write down."),
            gettext("The address is not one of ours."),
            gettext("Go back."),
        )
    verb, words = VERBS[what]
    form = {name: str(value) for name, value in visit.request.POST.items()}
    try:
        key = verb(hand_of(visit, who), form)
    except NotInYourBook:
        raise
    except Refusal as refusal:
        typed = {name: value[:KEPT_IN_FORM] for name, value in form.items()}
        return page(visit, who, {"typed": {what: typed}, "entry_refusal": refusal, "entry": what}, status=422)
    visit.request.session["noted"] = {"kind": what, "key": key, "words": gettext(words)}
    return to_person(who)


@require_POST
@screen("act")
def take_back(visit: Visit, who: str) -> HttpResponse:
    """Take back what was written down by mistake."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    take_entry_back(hand=hand_of(visit, who), kind=form.get("kind", ""), key=form.get("key", "")[:200])
    visit.request.session["noted"] = {"kind": "", "key": "", "words": gettext("It is taken back.")}
    return to_person(who)


def hand_of(visit: Visit, who: str) -> Hand:
    """Who writes about whom, and when."""
    once = visit.request.POST.get("once", "")[:_ONCE]
    return Hand(visit.user, who, visit.moment.at, visit.moment.now, once)


def to_person(who: str) -> HttpResponseRedirect:
    """Back to the customer's page, to where it says what was written down."""
    return HttpResponseRedirect(reverse("web:person", args=[who]) + "#noted")
