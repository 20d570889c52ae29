import pytest

from lately.words.salutations import salutation_of


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Dear Ann,\nthank you", "named", "Ann"),
        ("Hi Ann - how are you", "named", "Ann"),
        ("Dear Mr. van der Berg,", "named", "van der Berg"),
        ("Sehr geehrte Frau Lee,", "named", "Lee"),
        ("Lieber Herr Dr. Lee,", "named", "Lee"),
        ("Dear valued customer,", "generic", ""),
        ("Dear Customer:", "generic", ""),
        ("Dear Friend", "generic", ""),
        ("Dear valued Acme customer,", "generic", ""),
        ("To our valued customer: urgent information", "generic", ""),
        ("Current Resident\nurgent information for you", "generic", ""),
        ("Liebe Kundinnen und Kunden,", "generic", ""),
        ("Dear Sir or Madam,", "formal", ""),
        ("Sehr geehrte Damen und Herren,", "formal", ""),
        ("Hi ,\nwe", "empty", ""),
        ("Dear ,", "empty", ""),
        ("Liebe ,", "empty", ""),
        ("Hi {{first_name}},", "unrendered", ""),
        ("Hi *|FNAME|*,", "unrendered", ""),
        ("Dear %%FNAME%%,", "unrendered", ""),
        ("Dear [FNAME],", "unrendered", ""),
        ("Hi <<Name>>,", "unrendered", ""),
        ("Hello ${name}!", "unrendered", ""),
        ("Hi null,", "unrendered", ""),
        ("[FirstName],\nthank you", "unrendered", ""),
        ("News of the week\n\nHi Ann,", "named", "Ann"),
        ("Hi there,", "", ""),
        ("Hello everyone,", "", ""),
        ("Hello!", "", ""),
        ("Guten Tag,", "", ""),
        ("Hello Kitty is a brand", "", ""),
        ("The part comes on Thursday.", "", ""),
        ("", "", ""),
    ],
)
def test_a_greeting_is_of_its_kind(text, kind, name):
    found = salutation_of(text)

    assert (found.kind, found.name) == (kind, name)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["Joanna", "Lee"], "named"),
        (["Jo Lee"], "named"),
        (["Ben", "Bay"], "wrong"),
        ([], "named"),
    ],
)
def test_ann_is_greeted_by_a_name_of_hers_or_it_is_wrong(names, kind):
    assert salutation_of("Dear Jo,\nthank you", names=names).kind == kind


def test_a_name_alone_greets_whom_it_belongs_to():
    assert salutation_of("Ann,\nhow are you?", names=["Ann Lee"]).kind == "named"
    assert salutation_of("Thursday,\nat four.", names=["Ann Lee"]).kind == ""


def test_the_place_of_the_greeting_is_told():
    text = "Spring\n\n  Dear Ann, how are you"
    found = salutation_of(text)

    assert text[found.start : found.end] == "  Dear Ann,"
    assert found.text == "Dear Ann,"
