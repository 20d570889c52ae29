"""Does this message want something, and does it pretend to be something else? The model's opinion, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lately.words.model.features import Features, features_of, of_sentences
from lately.words.model.weights import Weights, chance, weights
from lately.words.phrases import Found
from lately.words.reader import Seen, Span

RULE = "model.asks"
_MOST_SPANS = 3
_HALF = 0.5
_ALONE, _BESIDE_RULES = 0.55, 0.2  # rules that find an ask are nearly always right, so the model need not be sure
_MOST_SIGNS = 4


@dataclass(frozen=True, slots=True)
class Opinion:
    """Chances between 0 and 1, and the sentences that speak most for wanting, with the signs that made them so.

    `ruled`: the rules found it to want something.
    """

    ruled: bool
    wants: float
    hides: float
    sure: float
    because: tuple[Span, ...]
    signs: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Whether it more likely wants something than not, by rules and model together."""
        return self.wants >= (_BESIDE_RULES if self.ruled else _ALONE)

    @property
    def pretends(self) -> bool:
        """Whether it wants something and pretends, surely enough to say so."""
        return self.asks and self.hides >= self.sure


def opinion(
    subject: str, seen: Seen, guard: Iterable[tuple[str, Found]], *, ruled: bool, channel: str = "email"
) -> Opinion:
    """Return what the model makes of a message that was looked through (reader.signs_in)."""
    found = features_of(subject, seen.body, ends=seen.ends, channel=channel, rules=seen.signs, guard=guard)
    return opinion_of(found, weights(), ruled=ruled)


def opinion_of(found: Features, learnt: Weights, *, ruled: bool) -> Opinion:
    """The same from features made before."""
    chances = [chance(learnt.sums(signs)[0]) for signs in found.signs]
    numbers = numbers_of(found, chances, learnt.sums(found.bag))
    wants, hides = learnt.chances(numbers)
    best = sorted(range(len(chances)), key=lambda at: -chances[at])[:_MOST_SPANS]
    asking = sorted(at for at in best if chances[at] >= _HALF) or best[:1]
    spans = tuple(
        Span(found.sentences[at].part, found.sentences[at].start, found.sentences[at].end, RULE) for at in asking
    )
    return Opinion(ruled, wants, hides, learnt.sure, spans, _speaking(found, asking, learnt))


def numbers_of(found: Features, chances: Sequence[float], sums: Sequence[float]) -> dict[str, float]:
    """Every number the last layer looks at."""
    return {
        **found.numbers,
        **of_sentences(found, chances),
        "words for wanting": sums[1],
        "words for pretending": sums[2],
        "words for pretending, if it wants": sums[3],
    }


def _speaking(found: Features, asking: Sequence[int], learnt: Weights) -> tuple[str, ...]:
    """The signs in these sentences that speak most for asking."""
    weighed = {sign: learnt.signs[sign][0] for at in asking for sign in found.signs[at] if sign in learnt.signs}
    return tuple(sorted(weighed, key=lambda sign: (-weighed[sign], sign))[:_MOST_SIGNS])
