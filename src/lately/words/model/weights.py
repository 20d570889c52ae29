"""What has the model learnt? A weight for each sign, shipped with the package; texts/train.py makes it."""

from __future__ import annotations

import functools
import gzip
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

FILE = "weights.json.gz"
HEADS = ("asks", "wants", "hides", "hides an ask")
_THOUSAND = 1000
_RARE, _LEAST = 4, 1


@dataclass(frozen=True)
class Weights:
    """Two layers of weighted sums, in log odds.

    `signs`: for each sign its weight, in thousandths, in the four HEADS (does this sentence ask; does the message want
    something; does it pretend; does it pretend, given that it wants), and how rare it is, squared: rare signs weigh
    more (inverse document frequency, Sparck Jones 1972). `numbers`: for each number of the message
    its mean, its spread, and its weight for wanting and for pretending.
    """

    signs: Mapping[str, tuple[int, int, int, int, int]]
    bias: tuple[float, float, float, float]
    numbers: Mapping[str, tuple[float, float, float, float]]
    last_bias: tuple[float, float]
    sure: float  # the chance of pretending from which on it is said

    def sums(self, signs: Iterable[str]) -> tuple[float, ...]:
        """Log odds of the four heads for a set of signs, as a vector of length one."""
        known = [weights for sign in signs if (weights := self.signs.get(sign)) is not None]
        root = math.sqrt(max(_LEAST, sum(one[_RARE] for one in known)) / _THOUSAND) * _THOUSAND
        return tuple(self.bias[head] + sum(one[head] for one in known) / root for head in range(len(HEADS)))

    def chances(self, numbers: Mapping[str, float]) -> tuple[float, float]:
        """The chance that the message wants something, and that it pretends."""
        wants, hides = self.last_bias
        for name, (mean, spread, for_wanting, for_hiding) in self.numbers.items():
            value = (numbers[name] - mean) / spread
            wants += value * for_wanting
            hides += value * for_hiding
        return chance(wants), chance(hides)


def chance(odds: float) -> float:
    """Log odds as a chance."""
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))


@functools.cache
def weights() -> Weights:
    """The weights that came with the package."""
    return read_weights(resources.files(__package__).joinpath(FILE).read_bytes())


def read_weights(data: bytes) -> Weights:
    """Read weights as texts/train.py writes them."""
    found = json.loads(gzip.decompress(data))
    return Weights(
        signs={name: tuple(of) for name, of in found["signs"].items()},
        bias=tuple(found["bias"]),
        numbers={name: tuple(of) for name, of in found["numbers"].items()},
        last_bias=tuple(found["last_bias"]),
        sure=found["sure"],
    )
