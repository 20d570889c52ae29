"""How is the model fitted? Logistic regressions of scikit-learn, the second layer on what the first says of others.

The first layer's numbers for a text always come from a model that has not seen the text's source; only so does the
second layer learn how far to trust them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from corpus import Text
from lately.words.guard.look import WANTING, guard_phrases
from lately.words.model.features import Features, features_of
from lately.words.model.opinion import numbers_of
from lately.words.model.weights import HEADS, Weights, chance, read_weights
from lately.words.reader import Seen, reading_of, signs_in

FOLDS = 4
MIN_SOURCES = 3
OF_WORDS, OF_WANTING, OF_HIDING, OF_SENTENCES = 20.0, 0.1, 0.005, 6.0  # inverse strength of the priors
SMALLEST = 8  # thousandths: a lighter sign is not kept
TRUST_IN_WORDS = 0.5  # how far the words of the whole message count for wanting, beside its sentences; see _wanting


@dataclass(frozen=True)
class Known:
    """A text with its features, and which of its sentences ask."""

    source: str
    wants: bool
    hides: bool
    found: Features
    ruled: bool  # the rules find it to want something
    asking: tuple[bool, ...]


def known(text: Text) -> Known:
    """Prepare a text of the project."""
    seen = signs_in(text.subject, text.text, channel=text.channel)
    found = features(text.subject, seen, text.channel)
    ruled = reading_of(seen).classed in WANTING
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
    return Known(text.source, text.wants, text.classed == "disguised", found, ruled, asking)


def features(subject: str, seen: Seen, channel: str) -> Features:
    """Features of any message that was looked through."""
    guard = guard_phrases(subject, seen.body, seen.languages)
    return features_of(subject, seen.body, ends=seen.ends, channel=channel, rules=seen.signs, guard=guard)


class Table:
    """All texts as sparse tables, made once: a row a sentence, a row a text, a row a source; a column a sign."""

    def __init__(self, texts: Sequence[Known]) -> None:
        self.texts = list(texts)
        self.names = np.array(sorted({sign for one in texts for signs in one.found.signs for sign in signs}))
        columns = {name: place for place, name in enumerate(self.names)}
        self.sentences = _ones([signs for one in texts for signs in one.found.signs], columns)
        self.bags = _ones([one.found.bag for one in texts], columns)
        self.owner = np.repeat(np.arange(len(texts)), [len(one.found.signs) for one in texts])
        self.asking = np.array([asks for one in texts for asks in one.asking])
        self.wants = np.array([one.wants for one in texts])
        self.hides = np.array([one.hides for one in texts])
        self.source = np.array([one.source for one in texts])
        whole = _ones([frozenset().union(*one.found.signs) for one in texts], columns)
        self.users = {
            source: np.asarray(whole[self.source == source].sum(axis=0)).ravel() > 0 for source in set(self.source)
        }


def _ones(sets: Sequence[frozenset[str]], columns: Mapping[str, int]) -> sp.csr_matrix:
    places = [[columns[sign] for sign in sorted(one)] for one in sets]
    starts = np.cumsum([0, *map(len, places)])
    found = np.array([place for row in places for place in row], dtype=np.int64)
    return sp.csr_matrix((np.ones(len(found)), found, starts), shape=(len(sets), len(columns)))


def fitted(table: Table, *, without: Collection[str] = (), sure: float = 0.5) -> Weights:
    """Fit both layers on every source but `without`; `sure` is the chance of pretending from which on it is said."""
    sources = sorted(set(table.source) - set(without))
    fold = {source: number % FOLDS for number, source in enumerate(sources)}
    here = np.flatnonzero(np.isin(table.source, sources))
    numbers: dict[int, dict[str, float]] = {}
    for out in range(FOLDS):
        first = _first_layer(table, [source for source in sources if fold[source] != out])
        for place in here:
            one = table.texts[place]
            if fold[one.source] == out:
                chances = [chance(first.sums(signs)[0]) for signs in one.found.signs]
                numbers[place] = numbers_of(one.found, chances, first.sums(one.found.bag))
    texts = [table.texts[place] for place in here]
    return _second_layer(_first_layer(table, sources), texts, [numbers[place] for place in here], sure)


def _first_layer(table: Table, sources: Sequence[str]) -> Weights:
    """Weights of the signs; signs that only one source uses tell nothing about others."""
    rows = np.isin(table.source, sources)
    kept = np.sum([table.users[source] for source in sources], axis=0) >= MIN_SOURCES
    bags = table.bags[rows][:, kept]
    rare = np.log((1 + rows.sum()) / (1 + np.asarray(bags.sum(axis=0)).ravel())) / 3
    mine = rows[table.owner]
    sentences, bags = _scaled(table.sentences[mine][:, kept], rare), _scaled(bags, rare)
    wants, hides = table.wants[rows], table.hides[rows]
    models = [
        _fit(sentences, table.asking[mine], OF_SENTENCES, 2),
        _fit(bags, wants, OF_WORDS, 1),
        _fit(bags, hides, OF_WORDS, 2),
        _fit(bags[np.flatnonzero(wants)], hides[wants], OF_WORDS, 2),
    ]
    columns = [model.coef_[0] * rare for model in models]
    weights = np.round(np.stack([*columns, rare**2], axis=1) * 1000).astype(int)
    heavy = np.abs(weights[:, :4]).max(axis=1) >= SMALLEST
    signs = dict(zip(table.names[kept][heavy].tolist(), map(tuple, weights[heavy].tolist()), strict=True))
    return Weights(signs, tuple(float(model.intercept_[0]) for model in models), {}, (0.0, 0.0), 0.5)


def _scaled(rows: sp.csr_matrix, rare: np.ndarray) -> sp.csr_matrix:
    """Each row as a vector of length one, rare signs longer (inverse document frequency)."""
    weighed = sp.csr_matrix(rows @ sp.diags(rare))
    sizes = np.sqrt(np.maximum(1e-3, np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()))
    return sp.csr_matrix(sp.diags(1 / sizes) @ weighed)


def _fit(rows: sp.csr_matrix, answers: np.ndarray, strength: float, yes: int) -> LogisticRegression:
    model = LogisticRegression(C=strength, class_weight={False: 1, True: yes}, solver="liblinear", random_state=7)
    return model.fit(rows, answers)


def _second_layer(first: Weights, texts: Sequence[Known], numbers: Sequence[dict[str, float]], sure: float) -> Weights:
    names = sorted(numbers[0])
    table = np.array([[row[name] for name in names] for row in numbers])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    table = (table - mean) / spread
    wants, hides = np.array([one.wants for one in texts]), np.array([one.hides for one in texts])
    for_wanting, wanting_bias = _wanting(table, names, wants)
    for_hiding = LogisticRegression(C=OF_HIDING, max_iter=5000).fit(table[wants], hides[wants])
    columns = zip(mean, spread, for_wanting, for_hiding.coef_[0], strict=True)
    told = {name: tuple(round(float(part), 5) for part in column) for name, column in zip(names, columns, strict=True)}
    last = (wanting_bias, float(for_hiding.intercept_[0]))
    return Weights(first.signs, first.bias, told, last, sure)


def _wanting(table: np.ndarray, names: Sequence[str], wants: np.ndarray) -> tuple[np.ndarray, float]:
    """The mean of two fits: with the words of the whole message, and by its sentences and points alone.

    Words of the whole tell much about texts by the same hands and little about mail of other kinds: over the texts here
    each source left out is read best with them, real messages far better with half as much of them.
    """
    alone = np.array([not name.startswith("words for") for name in names])
    whole = LogisticRegression(C=OF_WANTING, max_iter=5000).fit(table, wants)
    part = LogisticRegression(C=OF_WANTING, max_iter=5000).fit(table[:, alone], wants)
    weights = TRUST_IN_WORDS * whole.coef_[0]
    weights[alone] += (1 - TRUST_IN_WORDS) * part.coef_[0]
    bias = TRUST_IN_WORDS * whole.intercept_[0] + (1 - TRUST_IN_WORDS) * part.intercept_[0]
    return weights, float(bias)


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
