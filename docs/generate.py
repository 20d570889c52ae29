"""Write the pages that are made from the product's own data: `.venv/bin/python docs/generate.py`.

docs/rules.md, facts.md, policies.md and check-codes.md; a test fails when they are not current.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lately.decisioning.catalogue import fact_kinds
from lately.decisioning.derived import derived_facts
from lately.decisioning.earning import earned_rules
from lately.decisioning.policy import policy_entries
from lately.decisioning.rules import ARBITRATED, STAGES, package_factors, package_rules
from lately.words.guard.findings import SEVERITIES, kinds

FOLDER = Path(__file__).parent
AFTER_THE_RULES = {
    "outranked": "another offer of the customer scored higher, or another channel says the same content",
    "not_worth_its_cost": "its score, after the cost of a contact, is zero or less",
    "no_capacity": "a person's hour or a budget went to others (once capacities are priced)",
    "holdout": "the customer is in the group kept out to learn what the programme does (once programmes exist)",
    "unknown": "a fact that a rule asks for is not known; unknown is never guessed",
    "nothing_to_say": "of a customer, not of an offer: nothing is said, and no content came near",
}
OF_A_LIST = {
    "not_in_book": "`filter`: nobody in the book goes by the line's key, address or number",
    "twice_in_list": "`filter`: the same customer stands further up in the list",
    "unreadable_line": "`filter`: the line cannot be read",
}


def pages() -> dict[str, str]:
    """The text of every generated page, by file name."""
    return {
        "rules.md": _joined(_rules()),
        "facts.md": _joined(_facts()),
        "policies.md": _joined(_policies()),
        "check-codes.md": _joined(_codes()),
    }


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _rules() -> Iterator[str]:
    yield "# Rules and reasons\n"
    yield "Made by `docs/generate.py` from `src/lately/decisioning/rules.yaml` and `factors.yaml`. A rule is"
    yield "data: a code, a sentence filled from facts, a question about facts, the offers it concerns, a source."
    yield "An organisation adds its own as files in `LATELY_HOME/rules/*.yaml`, in the same form; each rule here has"
    yield "its stories in `tests/stories/rules/`.\n"
    yield "A question compares a fact: `{fact: role, in: [plumber]}`, with `is`, `in`, `not_in`, `at_least`, `at_most`,"
    yield "`above`, `below`; joined by `all`, `any`, `not`. Unknown stays unknown (Kleene); at the end it refuses with"
    yield "the reason `unknown`, unless the rule says `unknown: allow` or `own`.\n"
    for stage in STAGES:
        yield f"## {stage.capitalize()}\n"
        yield "| reason | what is said | source |\n|---|---|---|"
        for rule in package_rules():
            if rule.stage == stage:
                yield f"| `{rule.code}` | {rule.sentence} | {rule.source} |"
        yield ""
    yield "## After the rules\n"
    yield "| reason | when |\n|---|---|"
    yield from (f"| `{code}` | {AFTER_THE_RULES[code]} |" for code in ARBITRATED)
    yield from (f"| `{code}` | {when} |" for code, when in OF_A_LIST.items())
    yield "\n## Factors of the score\n"
    yield "Score = worth x factors, minus the cost of a contact, with what pressure and neglect add; integers, in"
    yield "millionths of a point.\n"
    yield "| factor | looks at | does | source |\n|---|---|---|---|"
    for factor in package_factors():
        steps = ", ".join(_step(factor.kind, *step) for step in factor.steps)
        yield f"| `{factor.code}` | `{factor.fact}` | {steps} | {factor.source} |"
    yield "\n## Earned, never asked\n"
    yield "Today lists whom one could well ask for something now: those for whom all of these hold (`earned.yaml`)."
    yield "Whether a certain ask may go to them is for the rules above.\n"
    yield "| rule | what speaks against it | source |\n|---|---|---|"
    yield from (f"| `{rule.code}` | {rule.sentence} | {rule.source} |" for rule in earned_rules())


def _step(kind: str, compared: str, operand: object, number: int) -> str:
    done = f"x {number / 1000:g}" if kind == "times" else f"{number / 1_000_000:+g}"
    return f"{compared.replace('_', ' ')} {operand}: {done}"


def _facts() -> Iterator[str]:
    yield "# Facts\n"
    yield "Made by `docs/generate.py` from `facts.yaml` and `derived.yaml` in `src/lately/decisioning/`.\n"
    yield "## What may be stored\n"
    yield "Every fact has a value of its type, a source and two dates: when it became true, when we learnt it. The"
    yield "newest counts; of a fact marked *several*, all that hold.\n"
    yield "| fact | type | what it is | what it is used for |\n|---|---|---|---|"
    for kind in fact_kinds().values():
        several = ", several" if kind.many else ""
        lapses = f"; lapses after `{kind.lapses}`" if kind.lapses else ""
        ages = "; asked for again after `facts.ask_again_days`" if kind.ages else ""
        yield f"| `{kind.name}` | {kind.type}{several} | {kind.meaning}{lapses}{ages} | {kind.used_for} |"
    yield "\n## What is worked out at the moment of deciding\n"
    yield "| fact | what it is | from | moves with time |\n|---|---|---|---|"
    for name, entry in derived_facts().items():
        full = ".".join([name, *(f"<{argument}>" for argument in entry["arguments"])])
        of = ", ".join(f"`{one}`" for one in entry["of"]) if isinstance(entry["of"], list) else entry["of"]
        yield f"| `{full}` | {entry['meaning']} | {of} | {'yes' if entry.get('moves') else 'no'} |"


def _policies() -> Iterator[str]:
    yield "# Policies\n"
    yield "Made by `docs/generate.py` from `src/lately/decisioning/policies.yaml`: the numbers a fresh book starts"
    yield "with. An organisation sets its own, dated: `./lately policy set NAME VALUE --from DAY`; `./lately policy"
    yield "list` shows what holds.\n"
    yield "| policy | starts as | unit | what it does | source |\n|---|---|---|---|---|"
    for name, entry in policy_entries().items():
        yield f"| `{name}` | `{entry['default']}` | {entry['unit']} | {entry['meaning']} | {entry['source']} |"


def _codes() -> Iterator[str]:
    yield "# What the guard finds\n"
    yield "Made by `docs/generate.py` from `src/lately/words/guard/findings.yaml`; [check.md](check.md) tells of the"
    yield "command. Each code has stories in `tests/stories/words/`: one in which it is found, one said honestly. The"
    yield "severities are what an organisation starts with.\n"
    meanings = {"refuse": "it must not go out like this", "hold": "a person should look first", "note": "worth knowing"}
    for severity in reversed(SEVERITIES):
        yield f"## {severity.capitalize()}: {meanings[severity]}\n"
        yield "| code | what it says | why | what to do | source |\n|---|---|---|---|---|"
        for kind in kinds().values():
            if kind.severity == severity:
                yield f"| `{kind.code}` | {kind.says} | {kind.why} | {_cell(kind.fix)} | {kind.source} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)
