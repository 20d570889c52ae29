"""What does a reason's code mean, said of many people at once?"""

from __future__ import annotations

from collections.abc import Sequence

REASONS = {
    "deceased": "They have died",
    "objected": "They asked us to stop",
    "no_address": "We have no way to reach them there",
    "no_consent": "They have not agreed to it",
    "consent_expired": "What they agreed to has run out",
    "open_complaint": "They have an open complaint, and this wants something",
    "waits_for_answer": "They wrote and wait for an answer, and this wants something",
    "promise_overdue": "We owe them a promise first",
    "promise_broken": "We promised not to send this for a while",
    "draft": "It is still the draft that came with the package",
    "not_approved": "Nobody else has approved it yet",
    "words_refused": "It does not go out as it is written",
    "no_greeting": "We do not know how to greet them",
    "not_yet": "It has not begun yet",
    "over": "It is over",
    "wrong_life_stage": "It is for another stage of life",
    "wrong_age": "It is for people of another age",
    "wrong_role": "It is for other trades",
    "wrong_employer": "It is for people who work elsewhere",
    "disliked_topic": "They told us not to write about it",
    "outside_audience": "It is for others",
    "claim_untrue": "It says something of its reader that is not so of them",
    "no_occasion": "There is no occasion for it now",
    "said_before": "They have had it already",
    "too_much": "They would hear too much from us",
    "too_soon": "They heard from us only just now",
    "own_frequency": "They asked to hear from us less often",
    "ask_not_earned": "It wants something, and we have not given enough",
    "give_just_before_ask": "What they got came only just before we would ask",
    "no_open_hour": "There is no hour left in which it may reach them",
    "outranked": "Something else is worth more to them now",
    "not_worth_its_cost": "It would cost them more attention than it is worth",
    "no_capacity": "Others need the same hour or hand more",
    "holdout": "They are in the group we keep silent with, to learn what it does",
    "unknown": "We would have to guess something about them",
    "nothing_to_say": "There is nothing to say that is worth their time",
}
# What would have to happen, where time alone does not change it.
CHANGES = {
    "deceased": "never",
    "objected": "never, unless they tell us otherwise",
    "no_address": "once we know how to reach them",
    "no_consent": "once they agree",
    "consent_expired": "once they agree again",
    "open_complaint": "once their complaint is settled",
    "waits_for_answer": "once they are answered",
    "promise_overdue": "once the promise is kept",
    "promise_broken": "not for as long as we promised",
    "draft": "once you make it yours",
    "not_approved": "once somebody else approves it",
    "words_refused": "once its words are mended",
    "no_greeting": "once we know how to greet them",
    "over": "never: it is over",
    "wrong_life_stage": "never, as far as we know",
    "wrong_age": "never, as far as we know",
    "wrong_role": "never, unless they change trade",
    "wrong_employer": "never, unless they change employer",
    "disliked_topic": "never, unless they tell us otherwise",
    "outside_audience": "never, unless what we know of them changes",
    "claim_untrue": "once it is so of them, or the words are changed",
    "no_occasion": "once there is an occasion",
    "said_before": "never again: it is said once",
    "too_much": "not within a year",
    "too_soon": "not within a year",
    "ask_not_earned": "once we have given them more",
    "give_just_before_ask": "once we have given them more",
    "unknown": "once we know it of them",
}
# The same of an occasion, by the fact it waits for.
OCCASIONS = {
    "days_since_purchase": "when they buy again",
    "days_since_first_purchase": "when they first buy",
    "days_to_anniversary": "once they have bought",
    "days_to_renewal": "when a contract of theirs is coming up",
    "days_to_birthday": "once we know their birthday",
    "untold_deeds": "when something was done for them that they do not know",
    "untold_answers": "when something was done with what they said",
    "open_complaint": "when they complain",
    "promise_overdue": "when we owe them something",
    "days_since_complaint": "after a complaint",
}
STAGES = {
    "suppression": "Must we be silent?",
    "eligibility": "Is it worth saying to them?",
    "contact policy": "Is now too much?",
    "arbitration": "Of all that may be said, is it this?",
}
RULES = {
    "deceased": "They live",
    "objected": "They did not ask us to stop",
    "no_address": "We can reach them",
    "no_consent": "They agreed to it, or need not",
    "consent_expired": "What they agreed to has not run out",
    "open_complaint": "No complaint is open",
    "waits_for_answer": "No message of theirs waits for an answer",
    "promise_overdue": "No promise is overdue",
    "promise_broken": "It breaks no promise",
    "draft": "It is no draft",
    "not_approved": "It needs nobody else's word, or has it",
    "words_refused": "Its words may go out",
    "no_greeting": "We know how to greet them",
    "not_yet": "It has begun",
    "over": "It is not over",
    "wrong_life_stage": "It fits their stage of life",
    "wrong_age": "It fits their age",
    "wrong_role": "It is for their trade",
    "wrong_employer": "It is for people who work where they do",
    "disliked_topic": "They did not tell us to leave the topic",
    "outside_audience": "It is for people like them",
    "claim_untrue": "What it says of its reader is so of them",
    "no_occasion": "There is an occasion",
    "said_before": "They have not had it too lately",
    "too_much": "They do not hear too much",
    "too_soon": "They had some peace",
    "own_frequency": "It keeps to how often they want to hear",
    "ask_not_earned": "We have given enough to ask",
    "give_just_before_ask": "What they got was no bait",
    "no_open_hour": "There is an hour for it",
}
LISTS = {
    "silent_since_purchase": "Silent since the sale",
    "silent_longest": "Silent for too long",
    "only_asked": "Heard only our wishes",
}
FACTS = {
    "email": "E-mail",
    "phone": "Phone",
    "postal_address": "Address",
    "zone": "Time zone",
    "child_birth_date": "Child born",
    "birth_date": "Born",
    "has_children": "Children",
    "mailing_hour": "Likes mail at this hour",
    "wish_days": "Days between two messages, as they wish",
    "preferred_channel": "Likes to be reached by",
    "employer_sector": "Employer does",
    "employer_size": "Employer has so many people",
    "renewal_date": "Contract is up",
    "owns": "Has of us",
    "likes": "Likes",
    "dislikes": "Does not want",
    "left": "Said that they left",
    "note": "Note",
}


def reason_words(code: str) -> str:
    """The reason in plain words; a rule of the organisation's own is called by its code."""
    return REASONS.get(code, code.replace("_", " ").capitalize())


def change_words(code: str, occasions: Sequence[str] = ()) -> str:
    """What would have to happen before it may be said; `occasions` are the facts that an occasion asks for."""
    if code == "no_occasion":
        told = list(dict.fromkeys(OCCASIONS[fact] for fact in occasions if fact in OCCASIONS))
        return " or ".join(told) or CHANGES[code]
    return CHANGES.get(code, "once what we know of them changes")
