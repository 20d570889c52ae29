import itertools

import pytest

from lately.words.reader import read
from lately.words.rules import Rule, checked, languages

# (what it is, subject, text): a dentist, a software firm, a charity, a shop, a landlord; English and German.
MESSAGES = [
    ("ask renewal", "Your policy expires on 3 May", "Hi Ann,\nyour home policy expires on 3 May. Renew online."),
    ("ask invoice", "Invoice 2025-113", "Dear Ms Lee,\nplease find attached our invoice. Payment is due on Friday."),
    ("ask invoice", "", "We were unable to process your last payment. Please update your card."),
    ("ask sale", "Spring sale", "Dear customer, 20% off all garden chairs until Sunday. Shop now."),
    ("ask sale", "", "Dear patient, we care about you. It has been a year: it is time to make your appointment."),
    (
        "ask sale",
        "Quote",
        "Hi Dov, I am just following up on our quote. Have you had a chance to look at the proposal?",
    ),
    ("ask favour", "Leave us a review", "Hi Ann, would you leave us a review? It helps us a lot."),
    ("ask favour", "Winter appeal", "Dear friend, please give $20 today so that nobody sleeps outside. Donate now."),
    ("ask favour", "Your team", "Invite your colleagues and work together."),
    ("disguised sale", "Thank you for being our customer", "Dear Ann,\nto celebrate, enjoy 15% off. Order now."),
    ("disguised sale", "", "Dear Ann, thank you for your loyalty! As a token enjoy 10% off your next order, shop now."),
    ("disguised favour", "Important notice", "Your record is incomplete.\n\nPlease consider making a donation today."),
    ("mixed sale", "April newsletter", "In this issue: 3 tips for clean windows.\n\nSpecial offer on gloves, 10% off."),
    ("give", "Thank you for five years", "Dear Ann,\nthank you for being with us for five years. Yours, Maria"),
    ("give", "", "Hi Ben, I read this article about old apple trees and thought of you. No need to buy anything."),
    ("give", "You asked, we fixed it", "Hi Eve,\nyou told us the page was slow, and now it opens in a second."),
    ("give", "The boiler", "Dear Dov, how is the boiler working for you? Is there anything we can do?"),
    ("give", "5 tips for your garden in March", "Hello Cara, here is what helps now."),
    ("give", "What your gift made possible", "Dear Ann, because of your gift 14 children learnt to swim."),
    ("give", "Happy birthday", "Dear Ann, happy birthday from all of us."),
    ("feedback", "How did we do?", "Hi Ann, how was your visit last Tuesday? Tell us what you think."),
    ("service", "Your appointment", "Dear Ann, a reminder of your appointment on Tuesday 3 March at 10:00."),
    ("service", "Reset your password", "Hi Ann, if you did not request this, ignore this mail."),
    ("service", "Your order has shipped", "Hi Ann, your order 4711 is on its way. Track your parcel here."),
    ("", "Thursday", "Hi Ann, the part comes on Thursday, I will bring it round at four. Best, Tom"),
    ("", "Re: kitchen", "Hi Ann, thanks for your message. Yes, the oak is fine with me. Tom"),
    ("", "", ""),
    ("ask renewal", "Ihr Vertrag läuft aus", "Sehr geehrte Frau Lee,\nIhr Wartungsvertrag läuft am 31. Mai aus."),
    ("ask invoice", "Rechnung 2025-113", "Sehr geehrter Herr Lee,\nanbei erhalten Sie unsere Rechnung für März."),
    ("ask sale", "Frühling", "Liebe Kunden, nur noch heute 20 % Rabatt auf alle Gartenstühle. Jetzt bestellen!"),
    ("ask favour", "Weihnachtsspende", "Liebe Freunde, bitte spenden Sie noch heute, damit niemand draußen schläft."),
    ("disguised sale", "Danke für Ihre Treue", "Liebe Frau Lee, als Dankeschön 15 % Rabatt. Jetzt einkaufen."),
    ("give", "Vielen Dank für Ihre Treue", "Liebe Frau Lee, wir danken Ihnen für fünf Jahre bei uns."),
    ("give", "Sie haben es gewünscht", "Guten Tag Herr Ben, Sie hatten uns einen Fehler gemeldet. Er ist behoben."),
    ("give", "Läuft die Heizung?", "Guten Tag Herr Dov, wie läuft die neue Heizung bei Ihnen?"),
    ("feedback", "Ihre Meinung", "Guten Tag Frau Lee, wie zufrieden waren Sie mit Ihrem Besuch?"),
    ("service", "Terminerinnerung", "Guten Tag Frau Lee, wir erinnern Sie an Ihren Termin am Dienstag um 10 Uhr."),
    ("", "Donnerstag", "Hallo Ann, das Teil kommt am Donnerstag, ich bringe es um vier vorbei. Tom"),
]


@pytest.mark.parametrize(("what", "subject", "text"), MESSAGES)
def test_a_message_is_what_its_words_make_it(what, subject, text):
    reading = read(subject, text)

    assert f"{reading.classed} {reading.wanted}".strip() == what


@pytest.mark.parametrize(("what", "subject", "text"), [entry for entry in MESSAGES if entry[0]])
def test_every_class_comes_with_the_words_that_made_it_so(what, subject, text):
    known = {rule.id for language in languages() for rule in language.rules.values()}

    for span in read(subject, text).because:
        part = subject if span.part == "subject" else text
        assert part[span.start : span.end].strip()
        assert span.rule in known


def test_a_long_guide_that_names_a_price_once_is_not_an_ask():
    guide = "This is how to prune an apple tree, step by step. " + "Cut above a bud and mind the frost. " * 120
    priced = guide + "A good saw costs <b>only $20</b>, as low as that. " + "Sweep up the leaves afterwards. " * 60

    assert read("Pruning: a guide", priced).classed == "give"
    assert read("", "Only $20, as low as that.").classed == "ask"


def test_the_small_print_asks_for_nothing():
    news = "In this issue: 5 tips for roses, and news from the workshop.\n" * 3
    footer = "\nYou are receiving this email because you bought from us.\nDonate now. Shop now. Unsubscribe"

    assert read("News", news + footer).classed == "give"
    assert read("News", news + "\nDonate now. Shop now. 50% off.").classed in {"mixed", "ask"}


def test_what_ben_wrote_himself_is_not_read_as_ours():
    answer = "Hi Ben, it comes on Thursday.\n\nOn 3 March 2025 Ben wrote:\n> 50% off? Shop now?"

    assert read("Re: when", answer).classed == ""
    assert read("Re: when", "50% off? Shop now?").classed == "ask"


def test_the_words_are_found_at_their_place_behind_a_quotation():
    text = "Ben wrote:\r\n> when? Shop now\r\nRenew your contract now.\r\n> where?\r\nThe amount due is 5 euros.\r\n"
    found = {text[span.start : span.end] for span in read("", text).because}

    assert found == {"Renew your", "amount due"}


def test_saying_that_nothing_is_to_be_bought_is_no_ask():
    assert read("", "You do not need to buy anything, and there is no need to renew your contract.").classed == ""
    assert read("", "Renew your contract now.").classed == "ask"


def test_an_unknown_language_is_unread():
    assert read("Ponuda", "Dragi kupče, dvadeset posto popusta na sve do nedelje.").classed == ""


def test_a_very_long_text_is_read_in_bounded_time():
    for filler in ("buy ", "a-'-", "((((", "50% ", "\n", "? ", "your your your "):
        read(filler * 100, filler * 100_000)


def test_a_rule_must_say_something_a_rule_may_say():
    with pytest.raises(ValueError, match="says must be one of"):
        checked(Rule("x", "bless", 1.0))
    with pytest.raises(ValueError, match="wanted"):
        checked(Rule("x", "ask", 1.0))
    assert checked(Rule("x", "ask", 1.0, wanted="sale"))


def test_both_languages_know_the_same_kinds_of_messages():
    kinds = [{(rule.says, rule.wanted) for rule in language.rules.values()} for language in languages()]

    assert [language.code for language in languages()] == ["de", "en"]
    assert all(one == other for one, other in itertools.pairwise(kinds))
