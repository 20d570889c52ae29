import pytest

from lately.words.html_text import text_of
from lately.words.quoting import own_words


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 3 Mar 2025 at 10:00, Ben Bay <ben@example.org> wrote:\n> when?",
        "On Monday, 3 March 2025,\nBen Bay wrote:\n\n> when?",
        "Am 03.03.2025 um 10:00 schrieb Ben Bay:\n> wann?",
        "Le 3 mars 2025 à 10:00, Ben a écrit :\n> quand",
        "El lun, 3 mar 2025, Ben escribió:\n> cuando",
        "-----Original Message-----\nFrom: Ben\nwhen?",
        "-----Ursprüngliche Nachricht-----\nVon: Ben\nwann?",
        "From: Ben Bay\nSent: Monday\nTo: Olga\nSubject: when\n\nwhen?",
        "________________________________\nVon: Ben Bay\nGesendet: Montag\nAn: Olga\nBetreff: wann\n\nwann?",
        "On 3 March 2025 Ben Bay wrote:\n\nwhen will it come",
        "-- \nOlga Owner\nDonate now",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Begin forwarded message:\n\nwhen?",
    ],
)
def test_history_and_signatures_are_left_out(history):
    assert own_words(f"On Thursday.\nOlga\n\n{history}") == "On Thursday.\nOlga"


def test_answers_between_quoted_lines_are_kept():
    assert own_words("Ben wrote:\n> when?\nThursday.\n> where?\nHere.") == "Thursday.\nHere."


def test_prose_that_looks_like_a_header_is_kept():
    text = "From: the heart. On Friday we said what Ben wrote.\nTo: all of you"
    assert own_words(text) == text


def test_a_page_is_read_as_it_is_seen():
    page = (
        "<html><head><title>no</title><style>p{}</style></head><body><!-- no --><p>Dear&nbsp;Ann,</p>"
        "<script>no()</script><ul><li>one<li>two</ul>5 &lt; 6<br>Caf&eacute;"
        '<div class="gmail_quote">On Monday Ben wrote:<div>when?</div></div><p>after</p></body></html>'
    )

    assert text_of(page) == "Dear Ann,\n\n- one\n- two\n5 < 6\nCafé\n\nafter"


@pytest.mark.parametrize("evil", ["<!--", "<", "<a ", "<script>", "<![", "</", '<a href="', "&", "<div type=cite>"])
def test_a_broken_page_takes_no_longer_than_a_whole_one(evil):
    assert isinstance(text_of(evil * 200_000), str)
