"""What does a reason's code mean, said of many people at once?"""

from __future__ import annotations

# code: (of several people, as what holds a content back, stage in words)
REASONS = {
    "deceased": "They have died",
    "objected": "They asked us to stop",
    "no_address": "We have no way to reach them there",
    "no_consent": "They have not agreed to it",
    "consent_expired": "What they agreed to has run out",
    "open_complaint": "They have an open complaint, and this wants something",
    "promise_overdue": "We owe them a promise first",
    "promise_broken": "We promised not to send this for a while",
    "draft": "It is still the draft that came with the package",
    "not_yet": "It has not begun yet",
    "over": "It is over",
    "wrong_life_stage": "It is for another stage of life",
    "wrong_age": "It is for people of another age",
    "wrong_role": "It is for other trades",
    "wrong_employer": "It is for people who work elsewhere",
    "disliked_topic": "They told us not to write about it",
    "outside_audience": "It is for others",
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
STAGES = {
    "suppression": "Must we be silent?",
    "eligibility": "Is it worth saying to them?",
    "contact policy": "Is now too much?",
    "arbitration": "Of all that may be said, is it this?",
}


def reason_words(code: str) -> str:
    """The reason in plain words; a rule of the organisation's own is called by its code."""
    return REASONS.get(code, code.replace("_", " ").capitalize())
