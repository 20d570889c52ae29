"""Ann and her husband share a telephone: whose line is it?"""

from lately.identity.models import Duplicate, State
from lately.profiles.models import Customer, Identifier

HEAD = "email,phone,given_name,family_name,birth_date\n"
ANN = "ann@example.org,06359 90062,Ann,Moss,1950-02-03\n"
HUSBAND = ",06359 90062,Hugo,Moss,1948-05-06\n"


def only_pair():
    return Duplicate.objects.get(state=State.PROPOSED)


def test_anns_husband_is_not_taken_for_her_because_they_share_a_telephone(take):
    take.customers(HEAD + ANN)
    tally = take.later(1).customers(HEAD + HUSBAND)
    assert take.facts("ann@example.org", "given_name") == ["Ann"]
    assert take.facts("ann@example.org", "birth_date") == ["1950-02-03"]
    assert (tally.customers_added, tally.rejected) == (1, 0)
    assert only_pair().evidence == {"given_name": "differs", "family_name": "same", "phone": "same"}
    assert any("Hugo Moss" in note and "The same person?" in note for note in tally.notes)


def test_anns_husband_on_the_next_line_of_the_same_list_is_a_record_of_his_own(take):
    tally = take.customers(HEAD + ANN + HUSBAND)
    assert tally.customers_added == 2
    assert take.facts("ann@example.org", "given_name") == ["Ann"]
    assert only_pair().evidence["given_name"] == "differs"


def test_two_who_go_by_one_number_only_are_two_and_a_second_run_changes_nothing(take):
    text = HEAD + ",06359 90062,Ann,Moss,\n" + HUSBAND
    assert take.customers(text).customers_added == 2
    before = take.counting()
    again = take.later(1).customers(text)
    assert (again.added, again.unchanged, again.rejected) == (0, 2, 0)
    assert take.counting() == before


def test_ann_spelt_otherwise_at_the_same_number_is_ann_and_keeps_her_name(take):
    text = HEAD + "kaethe@example.org,06359 90062,Kaethe,Schroeder,\n,06359 90062,Käthe,Schröder,1950-02-03\n"
    tally = take.customers(text)
    assert tally.customers_added == 1
    assert take.facts("kaethe@example.org", "given_name") == ["Kaethe"]
    assert take.facts("kaethe@example.org", "birth_date") == ["1950-02-03"]
    assert any("Käthe Schröder" in note and "spelt a little otherwise" in note for note in tally.notes)


def test_a_mailbox_that_is_called_after_nobody_does_not_make_two_people_one(take):
    take.customers(HEAD + "info@example.org,,Ann,Moss,\n")
    take.later(1).customers(HEAD + "info@example.org,,Hugo,Brand,\n")
    assert take.facts("info@example.org", "given_name") == ["Ann"]
    assert Customer.objects.count() == 2
    assert only_pair().evidence["email"] == "same"


def test_a_firm_at_anns_number_does_not_make_her_a_firm(take):
    take.customers("phone,given_name,company_name\n06359 90062,Ann,\n")
    take.later(1).customers("phone,given_name,company_name\n06359 90062,,Moss Boilers\n")
    assert sorted(Customer.objects.values_list("kind", flat=True)) == ["company", "person"]


def test_what_was_decided_of_ann_and_her_husband_stands_when_the_list_comes_again(take):
    take.customers(HEAD + ANN + HUSBAND)
    Duplicate.objects.update(state=State.DIFFERENT)
    take.later(1).customers(HEAD + ANN + HUSBAND)
    assert Duplicate.objects.get().state == State.DIFFERENT
    assert Identifier.objects.filter(value="0635990062 Hugo Moss").count() == 1


def test_dov_whose_umlauts_were_written_out_on_the_other_line_is_proposed_among_families_who_share_their_number(take):
    homes = "".join(
        f"{given}{home}@example.org,06359 9{home:04},{given},Family{home},19{year}-0{month}-1{month}\n"
        for home in range(25)
        for given, year, month in (("Anna", 50, 2), ("Hugo", 48, 5), ("Lena", 80, 7))
    )
    dov = "dov@example.org,06359 80000,Jürgen,Müller,\nd.m@example.com,+49 6359 80000,Juergen,Mueller,\n"
    take.customers(HEAD + homes + dov)
    both = {take.who("dov@example.org"), take.who("d.m@example.com")}
    assert both in [{pair.first_id, pair.second_id} for pair in Duplicate.objects.all()]


def test_a_firm_that_only_a_purchase_made_known_gets_its_name_from_the_list_of_contacts(take):
    take.purchases("email,date,amount\ninfo@moss.example,2025-03-31,20\n")
    tally = take.later(1).customers("email,phone,company_name\ninfo@moss.example,06359 90062,Moss Boilers\n")
    assert take.facts("info@moss.example", "company_name") == ["Moss Boilers"]
    assert not any("spelt a little otherwise" in note for note in tally.notes)


def test_a_firm_that_its_mail_made_known_under_the_same_name_is_not_in_the_book_twice(take):
    take.customers("email,full_name\nmail@moss.example,Moss Krüger\n")
    tally = take.later(1).customers("email,company_name\nmail@moss.example,Moss Krüger\n")
    assert tally.customers_added == 0
    assert take.facts("mail@moss.example", "company_name") == ["Moss Krüger"]
    assert Customer.objects.get().kind == "company"
