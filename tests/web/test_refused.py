"""In which language are people told that something cannot be done?"""

import html
import re

import pytest
from django.utils.translation import override

from lately.accounts.services import set_organisation
from lately.cli.main import main
from lately.lib import saying
from lately.lib.clock import now
from lately.lib.refusal import Refusal
from lately.lib.tables import read_table
from lately.lib.values import address, day_or_moment
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.web.language import VOICE

LOCAL = {"host": "localhost"}
NO_SUCH_ZONE = ("There is no time zone 'Mars/Olympus'.", "Times need a zone of the IANA list.")


@pytest.fixture
def told_in_german(client, owner, at):
    """What the settings answer to what the owner of a German shop typed."""
    set_organisation(at=at, name="Anns Laden", zone="Europe/Berlin", language="de")
    client.get(f"/sign-in/{make_sign_in_link(at=now())}", headers=LOCAL)

    def answer(**typed):
        version = client.get("/settings/", headers=LOCAL).context["version"]
        said = client.post("/settings/save", {"version": version, **typed}, headers=LOCAL)
        assert said.status_code == 422
        return " ".join(html.unescape(said.content.decode()).split())

    return answer


@pytest.fixture
def in_german():
    with override("de"), saying.spoken(VOICE):
        yield


def test_ann_whose_shop_is_german_is_refused_in_german_and_her_command_line_in_english(told_in_german, capsys):
    page = told_in_german(zone="Mars/Olympus")
    for said in ("Es gibt keine Zeitzone 'Mars/Olympus'.", "Zeiten brauchen eine Zone aus der Liste der IANA."):
        assert said in page, said
    assert not [said for said in NO_SUCH_ZONE if said in page]
    assert main(["organisation", "--zone", "Mars/Olympus"]) == 2
    assert capsys.readouterr().err.splitlines()[:2] == [*NO_SUCH_ZONE]


def test_a_birthday_of_ben_that_was_refused_in_german_is_refused_in_english_next(in_german):
    def refused():
        with pytest.raises(Refusal) as no:
            day_or_moment("31.02.1980", zone="UTC")
        return no.value.why

    assert refused() == "Diesen Tag gibt es nicht."
    with override("en"), saying.plainly():
        assert refused() == "There is no such day."


def test_a_list_with_too_many_columns_is_counted_with_german_marks(in_german, tmp_path):
    (tmp_path / "cara.csv").write_text("," * 5_000 + "\n")
    with pytest.raises(Refusal) as no:
        read_table(tmp_path / "cara.csv", needs=[], knows={})
    assert (no.value.what, no.value.why) == (
        "cara.csv hat 5.001 Spalten.", "Eine Tabelle von Kunden hat weniger als 5.000.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["dov", "@example.org", "dov@", "dov@shop", "d..v@example.org", "d v@x.org", "d@x,org"]
)
def test_what_is_wrong_with_dov_s_address_is_said_in_german(in_german, typed):
    with pytest.raises(Refusal) as no:
        address(typed)
    assert re.search("@-Zeichen|Mailadresse", no.value.why)
    assert "sign" not in no.value.why
