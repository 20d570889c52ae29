import pytest

from lately.content.filling import drafted, fields, wrong_in
from lately.content.models import Content
from lately.lib.refusal import Refusal
from lately.usecases.draft_words import Matter

TIP = """
- key: winter-tip
  title: Winter tip
  purpose: news
  benefit: A lower bill
  worth: 6
  valid_from: 2026-09-01
  channels:
    email: {class: give, text: Close the shutters.}
"""


def test_a_content_comes_in_once(take):
    tally = take.content(TIP)
    assert (tally.read, tally.added, tally.unchanged) == (1, 1, 0)
    assert Content.objects.get().imported_id == tally.imported
    again = take.later(1).content(TIP, "copy.yaml")
    assert (again.imported, again.added, again.unchanged) == (None, 0, 1)


def test_a_changed_content_is_a_new_version_and_undoing_it_brings_the_old_one_back(take):
    take.content(TIP)
    changed = take.later(1).content(TIP.replace("worth: 6", "worth: 9"))
    assert [row.definition["worth"] for row in Content.objects.filter(voided_at=None)] == [9]
    take.later(2).undo(changed.imported)
    assert [row.definition["worth"] for row in Content.objects.filter(voided_at=None)] == [6]


def test_a_content_that_does_not_say_what_is_in_it_for_the_customer_is_refused(take):
    with pytest.raises(Refusal, match="does not say what is in it for the customer"):
        take.content(TIP + TIP.replace("winter-tip", "other").replace("  benefit: A lower bill\n", ""))
    assert not Content.objects.exists()


@pytest.mark.parametrize("text", ["a: [", "just words", "- 1\n- 2\n"])
def test_what_is_no_list_of_contents_is_refused(take, text):
    with pytest.raises(Refusal):
        take.content(text)
    assert not Content.objects.exists()


def test_words_lost_after_a_comma_are_noticed(take):
    with pytest.raises(Refusal, match="'the neighbours too' that nothing reads") as refused:
        take.content(TIP.replace("Close the shutters.", "Tell them, the neighbours too"))
    assert "quotes" in refused.value.todo
    assert not Content.objects.exists()


def test_a_blank_that_nothing_fills_is_refused_before_a_customer_reads_it(take):
    with pytest.raises(Refusal, match=r"customer\.greting") as refused:
        take.content(TIP.replace("Close the shutters.", '"Hello {{ customer.greting }}, close the shutters."'))
    assert refused.value.todo == "Did you mean customer.greeting?"
    with pytest.raises(Refusal, match="cannot be read"):
        take.content(TIP.replace("Close the shutters.", '"Hello {{First Name}}"'))
    take.content(TIP.replace("Close the shutters.", '"Hello {{customer.greeting}}, {{ sender.name }}"'))
    assert Content.objects.count() == 1


def test_every_blank_that_may_be_written_is_known_to_the_letter_writer():
    person = {"greeting": "Ann", "owner": "", "fields": {}}
    letter = "".join(f"{{{{ {name} }}}} " for name in fields())
    assert not wrong_in(letter)
    assert drafted("{{ customer.greeting }}, {{ deed.what }}", Matter().facts(person, "Olga")) == "Ann, [deed what]"
