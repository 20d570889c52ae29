import pytest

from lately.words.phrases import Phrasebook


def found(phrase, text):
    book = Phrasebook()
    book.add("rule", phrase)
    return [text[place.start : place.end] for place in book.find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("shop now", "Shop NOW!", "Shop NOW"),
        ("shop now", "the workshop now", None),
        ("shop now", "shop\n  now", "shop\n  now"),
        ("(buy|order) (it)? now", "order now", "order now"),
        ("(buy|order) (it)? now", "buy it now", "buy it now"),
        ("(the)? sale ends", "sale ends", "sale ends"),
        ("renew (the (old|new) contract|it)", "renew the old contract", "renew the old contract"),
        ("your ... contract", "your five year old contract", "your five year old contract"),
        ("your ... contract", "your dog. The contract", None),
        ("your ... contract", "your a b c d e contract", None),
        ("invoice*", "invoices", "invoices"),
        ("*rechnung", "Ihre Jahresrechnung", "Jahresrechnung"),
        ("save <money>", "save £12.50 today", "save £12.50"),
        ("<percent> off", "get 20 % off", "20 % off"),
        ("<number> tips", "5 tips", "5 tips"),
        ("<start> donate", "Please donate", None),
        ("<start> donate", "It helps. Donate", "Donate"),
        ("how is it <question>", "How is it working?", "How is it"),
        ("how is it <question>", "How is it made. Why?", None),
        ("don't miss", "Don\u2019t miss", "Don\u2019t miss"),
    ],
)
def test_a_phrase_stands_where_its_words_stand(phrase, text, stands):
    assert found(phrase, text) == ([stands] if stands else [])


@pytest.mark.parametrize("phrase", ["", "... now", "(a", "a)", "(a)?"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase):
    with pytest.raises(ValueError, match=r".*"):
        Phrasebook().add("rule", phrase)


def test_a_rule_goes_on_after_what_it_found():
    assert found("now now", "now now now now") == ["now now", "now now"]
