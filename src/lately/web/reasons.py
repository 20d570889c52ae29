"""What does a reason's code mean, said of many people at once?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.web.language import told

REASONS = {
    "deceased": _("They have died"),
    "objected": _("They asked us to stop"),
    "no_address": _("We have no way to reach them there"),
    "no_consent": _("They have not agreed to it"),
    "consent_expired": _("What they agreed to has run out"),
    "open_complaint": _("They have an open complaint, and this wants something"),
    "waits_for_answer": _("They wrote and wait for an answer, and this wants something"),
    "promise_overdue": _("We owe them a promise first"),
    "promise_broken": _("We promised not to send this for a while"),
    "draft": _("It is still the draft that came with the package"),
    "not_approved": _("Nobody else has approved it yet"),
    "words_refused": _("It does not go out as it is written"),
    "no_greeting": _("We do not know how to greet them"),
    "not_yet": _("It has not begun yet"),
    "over": _("It is over"),
    "wrong_life_stage": _("It is for another stage of life"),
    "wrong_age": _("It is for people of another age"),
    "wrong_role": _("It is for other trades"),
    "wrong_employer": _("It is for people who work elsewhere"),
    "disliked_topic": _("They told us not to write about it"),
    "outside_audience": _("It is for others"),
    "claim_untrue": _("It says something of its reader that is not so of them"),
    "no_occasion": _("There is no occasion for it now"),
    "said_before": _("They have had it already"),
    "too_much": _("They would hear too much from us"),
    "too_soon": _("They heard from us only just now"),
    "own_frequency": _("They asked to hear from us less often"),
    "ask_not_earned": _("It wants something, and we have not given enough"),
    "give_just_before_ask": _("What they got came only just before we would ask"),
    "no_open_hour": _("There is no hour left in which it may reach them"),
    "outranked": _("Something else is worth more to them now"),
    "not_worth_its_cost": _("It would cost them more attention than it is worth"),
    "no_capacity": _("Others need the same hour or hand more"),
    "holdout": _("They are in the group we keep silent with, to learn what it does"),
    "unknown": _("We would have to guess something about them"),
    "nothing_to_say": _("There is nothing to say that is worth their time"),
}
# What would have to happen, where time alone does not change it.
CHANGES = {
    "deceased": _("never"),
    "objected": _("never, unless they tell us otherwise"),
    "no_address": _("once we know how to reach them"),
    "no_consent": _("once they agree"),
    "consent_expired": _("once they agree again"),
    "open_complaint": _("once their complaint is settled"),
    "waits_for_answer": _("once they are answered"),
    "promise_overdue": _("once the promise is kept"),
    "promise_broken": _("not for as long as we promised"),
    "draft": _("once you make it yours"),
    "not_approved": _("once somebody else approves it"),
    "words_refused": _("once its words are mended"),
    "no_greeting": _("once we know how to greet them"),
    "over": _("never: it is over"),
    "wrong_life_stage": _("never, as far as we know"),
    "wrong_age": _("never, as far as we know"),
    "wrong_role": _("never, unless they change trade"),
    "wrong_employer": _("never, unless they change employer"),
    "disliked_topic": _("never, unless they tell us otherwise"),
    "outside_audience": _("never, unless what we know of them changes"),
    "claim_untrue": _("once it is so of them, or the words are changed"),
    "no_occasion": _("once there is an occasion"),
    "said_before": _("never again: it is said once"),
    "too_much": _("not within a year"),
    "too_soon": _("not within a year"),
    "ask_not_earned": _("once we have given them more"),
    "give_just_before_ask": _("once we have given them more"),
    "unknown": _("once we know it of them"),
}
# The same of an occasion, by the fact it waits for.
OCCASIONS = {
    "days_since_purchase": _("when they buy again"),
    "days_since_first_purchase": _("when they first buy"),
    "days_to_anniversary": _("once they have bought"),
    "days_to_renewal": _("when a contract of theirs is coming up"),
    "days_to_birthday": _("once we know their birthday"),
    "untold_deeds": _("when something was done for them that they do not know"),
    "untold_answers": _("when something was done with what they said"),
    "open_complaint": _("when they complain"),
    "promise_overdue": _("when we owe them something"),
    "days_since_complaint": _("after a complaint"),
}
STAGES = {
    "suppression": _("Must we be silent?"),
    "eligibility": _("Is it worth saying to them?"),
    "contact policy": _("Is now too much?"),
    "arbitration": _("Of all that may be said, is it this?"),
}
RULES = {
    "deceased": _("They live"),
    "objected": _("They did not ask us to stop"),
    "no_address": _("We can reach them"),
    "no_consent": _("They agreed to it, or need not"),
    "consent_expired": _("What they agreed to has not run out"),
    "open_complaint": _("No complaint is open"),
    "waits_for_answer": _("No message of theirs waits for an answer"),
    "promise_overdue": _("No promise is overdue"),
    "promise_broken": _("It breaks no promise"),
    "draft": _("It is no draft"),
    "not_approved": _("It needs nobody else's word, or has it"),
    "words_refused": _("Its words may go out"),
    "no_greeting": _("We know how to greet them"),
    "not_yet": _("It has begun"),
    "over": _("It is not over"),
    "wrong_life_stage": _("It fits their stage of life"),
    "wrong_age": _("It fits their age"),
    "wrong_role": _("It is for their trade"),
    "wrong_employer": _("It is for people who work where they do"),
    "disliked_topic": _("They did not tell us to leave the topic"),
    "outside_audience": _("It is for people like them"),
    "claim_untrue": _("What it says of its reader is so of them"),
    "no_occasion": _("There is an occasion"),
    "said_before": _("They have not had it too lately"),
    "too_much": _("They do not hear too much"),
    "too_soon": _("They had some peace"),
    "own_frequency": _("It keeps to how often they want to hear"),
    "ask_not_earned": _("We have given enough to ask"),
    "give_just_before_ask": _("What they got was no bait"),
    "no_open_hour": _("There is an hour for it"),
}
LISTS = {
    "silent_since_purchase": _("Silent since the sale"),
    "silent_longest": _("Silent for too long"),
    "only_asked": _("Heard only our wishes"),
}
FACTS = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "postal_address": _("Address"),
    "zone": _("Time zone"),
    "child_birth_date": _("Child born"),
    "birth_date": _("Born"),
    "has_children": _("Children"),
    "mailing_hour": _("Likes mail at this hour"),
    "wish_days": _("Days between two messages, as they wish"),
    "preferred_channel": _("Likes to be reached by"),
    "employer_sector": _("Employer does"),
    "employer_size": _("Employer has so many people"),
    "renewal_date": _("Contract is up"),
    "owns": _("Has of us"),
    "likes": _("Likes"),
    "dislikes": _("Does not want"),
    "left": _("Said that they left"),
    "note": _("Note"),
}


def reason_words(code: str) -> str:
    """The reason in plain words; a rule of the organisation's own is called by its code."""
    return told(REASONS.get(code, code.replace("_", " ").capitalize()))


def change_words(code: str, occasions: Sequence[str] = ()) -> str:
    """What would have to happen before it may be said; `occasions` are the facts that an occasion asks for."""
    if code == "no_occasion":
        waits = list(dict.fromkeys(told(OCCASIONS[fact]) for fact in occasions if fact in OCCASIONS))
        return gettext(" or ").join(waits) or told(CHANGES[code])
    return told(CHANGES.get(code, _("once what we know of them changes")))
