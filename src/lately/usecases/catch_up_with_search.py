"""Let everybody be found by what was learnt of them last, from where that was broken off."""

from __future__ import annotations

from lately.profiles.search_index import Progress, catch_up, catch_up_at_once, due, due_again

AT_ONCE = 10_000  # customers up to which somebody waits for it: some seconds


def catch_up_with_search(*, progress: Progress, again: bool = False) -> int:
    """Work off whoever is due, or with `again` everybody; returns how many. Broken off, the next call goes on."""
    if again:
        due_again()
    return catch_up(progress)


def catch_up_after_import() -> int:
    """The same after an import, if it was small enough for nobody to notice; returns how many are left for later."""
    left = due()
    if left <= AT_ONCE:
        catch_up(_silent)
        return 0
    return left


def found_by_now() -> int:
    """Work off what is due if that is little; returns how many cannot be found yet by what was learnt of them last."""
    catch_up_at_once()
    return due()


def _silent(doing: str, done: int, of: int | None) -> None:
    """Nobody waits for news of this."""
