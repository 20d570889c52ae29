"""How is the model fitted? Logistic regressions of scikit-learn, the second layer on what the first says of others.

The first layer's numbers for a text always come from a model that has not seen the text's source; only so does the
second layer learn how far to trust them.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpus import Text
from lately.words.guard.look import guard_phrases
from lately.words.model.features import Features, features_of
from lately.words.model.opinion import numbers_of
from lately.words.model.weights import HEADS, Weights, chance, read_weights
from lately.words.reader import signs_in

FOLDS = 5
MIN_SOURCES = 2
FIRST, SECOND, SENTENCES = 20.0, 0.1, 6.0  # inverse strength of the priors
SMALLEST = 8  # thousandths: a lighter sign is not kept


@dataclass(frozen=True)
class Known:
    """A text with its features, and which of its sentences ask."""

    source: str
    wants: bool
    hides: bool
    found: Features
    asking: tuple[bool, ...]


def known(text: Text) -> Known:
    """Prepare a text of the project."""
    found = features(text.subject, text.text, text.channel)
    parts = {"subject": text.subject, "text": text.text}
    places = [
        (part, at, at + len(quote))
        for quote in text.asks
        for part, whole in parts.items()
        if (at := whole.find(quote)) >= 0
    ]
    asking = tuple(
        any(part == one.part and one.start < end and start < one.end for part, start, end in places)
        for one in found.sentences
    )
    return Known(text.source, text.wants, text.classed == "disguised", found, asking)


def features(subject: str, text: str, channel: str) -> Features:
    """Features of any message."""
    seen = signs_in(subject, text, channel=channel)
    guard = guard_phrases(subject, seen.body, seen.languages)
    return features_of(subject, seen.body, ends=seen.ends, channel=channel, rules=seen.signs, guard=guard)


def fitted(texts: Sequence[Known], *, sure: float = 0.5) -> Weights:
    """Fit both layers; `sure` is the chance of pretending from which on it is said."""
    sources = sorted({one.source for one in texts})
    fold = {source: number % FOLDS for number, source in enumerate(sources)}
    numbers: list[dict[str, float]] = [{}] * len(texts)
    for out in range(FOLDS):
        first = _first_layer([one for one in texts if fold[one.source] != out])
        for place, one in enumerate(texts):
            if fold[one.source] == out:
                chances = [chance(first.sums(signs)[0]) for signs in one.found.signs]
                numbers[place] = numbers_of(one.found, chances, first.sums(one.found.bag))
    return _second_layer(_first_layer(texts), texts, numbers, sure)


def _first_layer(texts: Sequence[Known]) -> Weights:
    """Weights of the signs; signs that only one source uses tell nothing about others."""
    users: dict[str, set[str]] = defaultdict(set)
    for one in texts:
        for signs in one.found.signs:
            for sign in signs:
                users[sign].add(one.source)
    kept = sorted(sign for sign, sources in users.items() if len(sources) >= MIN_SOURCES)
    rare = _rarity(kept, texts)
    vectors = DictVectorizer()
    vectors.fit([rare])
    sentences = _rows(vectors, rare, [signs for one in texts for signs in one.found.signs])
    bags = _rows(vectors, rare, [one.found.bag for one in texts])
    asking = np.array([asks for one in texts for asks in one.asking])
    wants, hides = np.array([one.wants for one in texts]), np.array([one.hides for one in texts])
    models = [
        _fit(sentences, asking, SENTENCES, 2),
        _fit(bags, wants, FIRST, 1),
        _fit(bags, hides, FIRST, 2),
        _fit(bags[np.flatnonzero(wants)], hides[wants], FIRST, 2),
    ]
    names = vectors.get_feature_names_out()
    rarities = np.array([rare[name] for name in names])
    columns = [model.coef_[0] * rarities for model in models]
    table = np.round(np.stack([*columns, rarities**2], axis=1) * 1000).astype(int)
    rows = zip(names, table.tolist(), strict=True)
    signs = {name: tuple(row) for name, row in rows if max(map(abs, row[:4])) >= SMALLEST}
    return Weights(signs, tuple(float(model.intercept_[0]) for model in models), {}, (0.0, 0.0), 0.5)


def _rarity(signs: Sequence[str], texts: Sequence[Known]) -> dict[str, float]:
    """How much a sign says by being there at all: the rarer, the more."""
    found = Counter(sign for one in texts for sign in one.found.bag)
    return {sign: math.log((1 + len(texts)) / (1 + found[sign])) / 3 for sign in signs}


def _rows(vectors: DictVectorizer, rare: Mapping[str, float], sets: Sequence[frozenset[str]]) -> sp.csr_matrix:
    rows = vectors.transform([{sign: rare[sign] for sign in one if sign in rare} for one in sets])
    sizes = np.sqrt(np.maximum(1e-3, np.asarray(rows.multiply(rows).sum(axis=1)).ravel()))
    return sp.csr_matrix(sp.diags(1 / sizes) @ rows)


def _fit(rows: sp.csr_matrix, answers: np.ndarray, strength: float, yes: int) -> LogisticRegression:
    model = LogisticRegression(C=strength, class_weight={False: 1, True: yes}, solver="liblinear", random_state=7)
    return model.fit(rows, answers)


def _second_layer(first: Weights, texts: Sequence[Known], numbers: Sequence[dict[str, float]], sure: float) -> Weights:
    names = sorted(numbers[0])
    table = np.array([[row[name] for name in names] for row in numbers])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    table = (table - mean) / spread
    wants, hides = np.array([one.wants for one in texts]), np.array([one.hides for one in texts])
    for_wanting = LogisticRegression(C=SECOND, max_iter=5000).fit(table, wants)
    for_hiding = LogisticRegression(C=SECOND, max_iter=5000).fit(table[wants], hides[wants])
    columns = zip(mean, spread, for_wanting.coef_[0], for_hiding.coef_[0], strict=True)
    told = {name: tuple(round(float(part), 5) for part in column) for name, column in zip(names, columns, strict=True)}
    last = (float(for_wanting.intercept_[0]), float(for_hiding.intercept_[0]))
    return Weights(first.signs, first.bias, told, last, sure)


def written(learnt: Weights) -> bytes:
    """The weights as they are shipped: the same bytes for the same weights."""
    data = {
        "heads": HEADS,
        "signs": dict(sorted(learnt.signs.items())),
        "bias": [round(part, 5) for part in learnt.bias],
        "numbers": dict(learnt.numbers),
        "last_bias": [round(part, 5) for part in learnt.last_bias],
        "sure": learnt.sure,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    made = gzip.compress(text.encode("utf-8"), 9, mtime=0)
    read_weights(made)
    return made
