"""Is a filled wording judged as the full check judges the same message, whatever the values bring?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lately.words.guard.check import check
from lately.words.guard.filled import prepared
from lately.words.message import Message, Reader
from lately.words.wordings import Unfillable, fill

SUBJECT = "{{ customer.first | default('You') }}, your {{ product | default('order') }} is ready"
WORDINGS = {
    "service": "{{ customer.greeting }}\n\nyour {{ product | default('order') }} is ready. {% if claim.loyal %}"
    "Thank you for your loyalty. {% endif %}It costs {{ amount }}.\n\nOlga Brandt",
    "offer": "Dear {{ customer.first }},\n\nuntil Saturday 7 March you get {{ amount }} off every {{ product }}. Order "
    "at {{ link }}\n\nTo unsubscribe: https://bikes.example/stop\n\nOlga Brandt",
    "another's name": "Dear Ann,\n\nyour {{ product }} is ready: {{ link }}.\n\nOlga Brandt",
    "disguised": "{{ customer.greeting }}\n\nthank you for five years! As a thank you here is {{ amount }} off "
    "your next {{ product }}. Order now at {{ link }}\n\nOlga Brandt",
    "German": "{{ customer.greeting }}\n\nIhr {{ product }} ist fertig und kostet {{ amount }}.\n\nHerzliche "
    "Grüße\nOlga Brandt",
    "no greeting": "Your {{ product }} is ready. {{ link }}",
}
NAMES = ("Ann", "Ben", "Cara", "Dov", "Eve", "April", "Will", "Zoltán", "O'Brien", "Jean-Luc", "ÅSA", "May", "Ng")
ODD = (
    "", " ", "{{ name }}", "null", "BUY NOW", "AMAZING OFFERS ARE HERE", "!!!", "free", "our most valued customer",
    "urgent", "last chance", "we care about you", "http://x.example/a", "https://bit.ly/3x", "bit.ly/3x", "\u202eabc",
    "b\u200bb", "<b>bold</b>", "consumers", "Dear customer,", "Hi ,", "Ben", "Dear Ben,", "unsubscribe", "lorem ipsum",
    "5 March", "URGENT", "lamp", "light*", "x" * 300, "line\n\nDear friend,\nline",
    "50%", "$20", "100 € Rabatt", "😀", "Kundenberg",
)  # fmt: skip
words = st.one_of(st.sampled_from(ODD), st.sampled_from(NAMES), st.from_regex(r"\A[A-Z]?[a-zäöü]{1,12}\Z"))
plain = st.one_of(words, st.from_regex(r"\A[A-Z][a-z]{1,9} [A-Z][a-z]{1,9}\Z"), st.text(max_size=20))
links = st.one_of(st.from_regex(r"\Ahttps://bikes\.example/u/[a-zA-Z0-9]{4,12}\Z"), words)
amounts = st.one_of(st.from_regex(r"\A(€ ?)?[0-9]{1,3}(\.[0-9]{2})?( ?%| Euro)?\Z"), words)


@st.composite
def customers(draw):
    name = draw(st.sampled_from(NAMES))
    greeting = draw(st.sampled_from((f"Dear {name},", f"Liebe {name},", f"{name},", f"Hello {name}")))
    values = {
        "customer.first": draw(st.one_of(st.just(name), words)),
        "customer.greeting": draw(st.one_of(st.just(greeting), words)),
        "product": draw(plain),
        "amount": draw(amounts),
        "link": draw(links),
        "claim.loyal": draw(st.sampled_from((True, False))),
    }
    names = draw(st.sampled_from(((), (name,), (name, "Lee", f"{name} Lee"))))
    said = st.sampled_from(("loyal", "most_valuable", "last_chance"))
    claims = draw(st.dictionaries(said, st.sampled_from((True, False, None))))
    refrains = draw(st.sampled_from(((), ("ask",), ("all",))))
    broken = draw(st.sampled_from(((), ("to ring about the lamp",))))
    return values, Reader(names, claims, refrains=refrains, broken=broken)


PREPARED = {
    (name, channel): (prepared(SUBJECT if channel == "email" else "", text, channel), text)
    for name, text in WORDINGS.items()
    for channel in ("email", "sms", "post")
}


def in_full(subject, text, channel, reader):
    verdict = check(Message(text, channel, subject if channel == "email" else None), reader=reader)
    codes = [(one.code, one.severity) for one in verdict.findings]
    return verdict.verdict, codes, verdict.classed, verdict.sure, verdict.claims


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PREPARED)), st.lists(customers(), min_size=1, max_size=4))
def test_each_customers_message_is_judged_as_if_it_were_the_only_one(which, readers):
    ready, text = PREPARED[which]
    for values, reader in readers:
        try:
            subject, filled = fill(ready.subject, values), fill(text, values)
        except Unfillable:
            continue
        found = ready.check(subject, filled, values, reader)
        told = (found.verdict, list(found.codes), found.classed, found.sure, found.claims)
        assert told == in_full(subject, filled, which[1], reader)


USUAL: dict[str, object] = {
    "customer.first": "Qxu",
    "customer.greeting": "Dear Qxu,",
    "product": "zqvxk",
    "amount": "€ 12.50",
}
USUAL |= {"link": "https://bikes.example/u/q7", "claim.loyal": False}
OF_EACH = [pytest.param(name, channel, id=f"{name}, {channel}") for name, channel in PREPARED if channel != "post"]


@pytest.mark.parametrize(("name", "channel"), OF_EACH)
def test_who_brings_an_odd_word_is_not_taken_for_who_brought_a_plain_one(name, channel):
    ready = prepared(SUBJECT if channel == "email" else "", WORDINGS[name], channel)
    reader = Reader(("Qxu", "Lee"), {"loyal": False})
    brought = [(field, odd) for field in ready.fields if not field.startswith("claim") for odd in (*NAMES, *ODD)]
    for values in (USUAL, *(USUAL | {field: odd} for field, odd in brought)):
        try:
            subject, filled = fill(ready.subject, values), fill(ready.text, values)
        except Unfillable:
            continue
        found = ready.check(subject, filled, values, reader)
        told = (found.verdict, list(found.codes), found.classed, found.sure, found.claims)
        assert told == in_full(subject, filled, channel, reader), values


def test_the_full_check_is_made_for_few_of_many_customers():
    ready = prepared(SUBJECT, WORDINGS["offer"])
    letters = "bcdfghjklm"
    for number in range(500):
        name = "Q" + "".join(letters[int(digit)] for digit in f"{number:03}")
        values = {"customer.first": name, "product": "lamp", "amount": f"{10 + number % 80} %"}
        values["link"] = f"https://bikes.example/u/q{number}x{number * 7}"
        reader = Reader((name, "Lee"))
        ready.check(fill(ready.subject, values), fill(ready.text, values), values, reader)
    assert len(ready.known) <= 3


def test_ben_greeted_by_anns_name_is_refused_though_ann_was_judged_before():
    ready = prepared("Your lamp", "Dear {{ customer.first }},\n\nyour lamp is ready.\n\nOlga Brandt")
    ann = {"customer.first": "Ann"}
    text = fill(ready.text, ann)
    assert ready.check("Your lamp", text, ann, Reader(("Ann", "Lee"))).verdict == "pass"
    assert ready.check("Your lamp", text, ann, Reader(("Ben", "Otto"))).verdict == "refuse"


def test_what_was_promised_to_eve_holds_her_message_and_not_anns():
    ready = prepared("15% off", WORDINGS["offer"])
    ann, eve = Reader(("Ann",)), Reader(("Eve",), broken=("to ring",))
    link = "https://bikes.example/l"
    for reader, verdict in ((ann, "pass"), (eve, "hold"), (ann, "pass")):
        values = {"customer.first": reader.names[0], "product": "lamp", "amount": "15%", "link": link}
        text = fill(ready.text, values)
        assert ready.check("15% off", text, values, reader).verdict == verdict


def test_a_wording_that_cannot_be_read_is_not_prepared():
    with pytest.raises(Unfillable):
        prepared("", "{% for x in y %}{% endfor %}")
