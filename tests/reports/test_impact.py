"""What the governor's dashboard says of a cluster's year, and to whom."""

import csv
import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from core.models import AuditLine
from funding import actions
from funding.models import OutcomeReached
from tests.accounts.signing_in import sign_in
from tests.reports import history
from tests.reports.history import LAST_YEAR, NOW, THIS_YEAR, TODAY, East

Result = OutcomeReached.Result


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def east(everywhere) -> East:
    return history.begin("Oak", "Elm", "Ash")


@pytest.fixture
def busy(east: East) -> East:
    """Six children with speech needs at Oak last year, four of them evaluated this year; five at
    Elm this year; two with a hearing impairment at Ash this year, and three with sight last."""
    first = history.paid(east, LAST_YEAR, "Oak", "SLCN", children=4, pence=400_000)
    history.paid(east, LAST_YEAR, "Oak", "SLCN", children=2, pence=200_000)
    history.paid(east, LAST_YEAR, "Elm", "VI", children=3, pence=300_000)
    second = history.paid(east, THIS_YEAR, "Elm", "SLCN", children=5, pence=500_000)
    history.paid(east, THIS_YEAR, "Ash", "HI", children=2, pence=212_300)
    history.evaluated(east, first, THIS_YEAR, Result.EXCEEDED, months=9)
    history.evaluated(east, second, THIS_YEAR, Result.PARTLY, months=3)
    return east


def page(east: East, key: str = "gil", path: str = "") -> BeautifulSoup:
    answer = _ask(east, key, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def _ask(east: East, key: str, path: str):
    client = Client()
    sign_in(client, east.people[key])
    return client.get(f"/impact/{east.cluster.public_id}/{path}")


def words(tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def headlines(found: BeautifulSoup) -> dict[str, list[str]]:
    return {
        words(one.dt): [words(said) for said in one.select("dd")]
        for one in found.select(".app-figures__figure")
    }


def table(found: BeautifulSoup, key: str) -> dict[str, list[str]]:
    rows = found.select(f'section[aria-labelledby="{key}-heading"] tbody tr')
    return {words(row.th): [words(cell) for cell in row.select("td")] for row in rows}


def test_the_five_figures_with_last_years_beside_them(busy):
    assert headlines(page(busy)) == {
        "Spent": ["£7,123.00", "2025/26: £9,000.00"],
        "Children reached": ["7", "2025/26: 9"],
        "Outcomes met": ["1 of 2", "2025/26: none yet"],
        "Cost of an outcome met": ["£9,000.00", "2025/26: none yet"],
        "Evaluations overdue": ["2", "2025/26: 3"],
    }


def test_the_year_in_words(busy):
    said = [words(line) for line in page(busy).select("main p.govuk-body-l")]

    assert said == [
        "In 2026/27, so far, schools were paid £7,123.00 for 7 children.",
        "Of the 2 outcomes that schools had hoped for and reported on in 2026/27, 1 was met, for "
        "9 children.",
        "2 evaluations were overdue on 31 October 2026.",
    ]


def test_small_numbers_are_hidden_with_one_beside_them(busy):
    """Of seven this year two have a hearing impairment, so the other five are hidden as well; the
    two years together tell of the eleven with speech needs."""
    needs = table(page(busy), "need")

    assert needs == {
        "Hearing impairment": ["hidden", "£0.00", "hidden"],
        "Speech, language and communication needs": ["hidden", "hidden", "£11,000.00 11 children"],
        "Vision impairment": ["£0.00", "hidden", "hidden"],
        "All": ["£7,123.00 7 children", "£9,000.00 9 children", "£16,123.00 16 children"],
    }


def test_schools_by_what_they_were_paid_and_for_each_hundred_on_roll(east):
    history.paid(east, THIS_YEAR, "Oak", "SLCN", children=6, pence=600_000)
    history.paid(east, THIS_YEAR, "Elm", "SLCN", children=8, pence=400_000)

    schools = table(page(east), "schools")

    assert {name: row[0] for name, row in schools.items()} == {
        "Ash School": "£0.00",
        "Elm School": "£4,000.00 8 children, £4,000.00 for each 100 on roll",
        "Oak School": "£6,000.00 6 children, £6,000.00 for each 100 on roll",
        "All": "£10,000.00 14 children, £3,333.33 for each 100 on roll",
    }


def test_months_gained_are_the_mean_of_the_tests(busy):
    months = table(page(busy), "months")

    assert {name: row[0] for name, row in months.items()} == {
        "Reading": "5.7 in 6.0 months, 9 children",
        "All": "5.7 in 6.0 months, 9 children",
    }


def test_a_child_with_two_awards_counts_once(east):
    award = history.paid(east, THIS_YEAR, "Oak", "SLCN", children=6)
    again = history.paid(east, THIS_YEAR, "Oak", "SLCN", children=1)
    child = again.application.pupils.get()
    child.pupil = award.application.pupils.first().pupil
    child.save()

    assert headlines(page(east))["Children reached"] == ["6", "2025/26: none yet"]


def test_what_comes_back_is_taken_off(east):
    award = history.paid(east, THIS_YEAR, "Oak", "SLCN", children=6, pence=600_000)
    with time_machine.travel(THIS_YEAR, tick=False):
        actions.return_unspent(
            award=award, amount_pence=50_000, words="Left over", by=east.people["fay"]
        )

    assert headlines(page(east))["Spent"] == ["£5,500.00", "2025/26: none yet"]


def test_a_small_cluster_is_told_by_two_years_together(east):
    history.paid(east, LAST_YEAR, "Oak", "SLCN", children=4, pence=400_000)
    history.paid(east, THIS_YEAR, "Elm", "ASD", children=3, pence=300_000)

    found = page(east)

    assert headlines(found)["Spent"] == [
        "hidden",
        "2025/26: hidden",
        "2025/26 and 2026/27 together: £7,000.00",
    ]
    assert "In 2025/26 and 2026/27 together schools were paid £7,000.00 for 7 children." in words(
        found.main
    )
    assert table(found, "need")["All"][-1] == "£7,000.00 7 children"


def test_a_cluster_of_four_children_is_told_that_they_are_hidden(east):
    history.paid(east, THIS_YEAR, "Oak", "SLCN", children=4, pence=123_456)

    found = page(east)

    assert headlines(found)["Children reached"] == ["hidden", "2025/26: none yet"]
    assert "it could tell who a child is" in words(found.main)
    assert "What was hidden and why" in words(found.main)
    assert "1,234.56" not in found.get_text()


def test_an_empty_year_says_what_will_show(east):
    found = page(east)

    assert "No figures yet" in words(found.main)
    assert found.select("table") == []
    assert "What was hidden" not in words(found.main)


def test_nothing_hidden_nothing_to_explain(east):
    history.paid(east, THIS_YEAR, "Oak", "SLCN", children=6)

    assert "What was hidden" not in words(page(east).main)


def test_a_chart_says_hidden_where_the_table_does(busy):
    found = page(busy)

    drawn = found.select_one('svg[aria-labelledby^="need"]')
    assert drawn is not None
    assert drawn["role"] == "img"
    assert words(drawn.title).endswith("2025/26 and 2026/27 together")
    assert [words(text) for text in drawn.select("text.app-chart__words")] == [
        *("hidden", "£11,000.00", "hidden"),
    ]
    assert found.select("[style]") == []


def test_where_the_year_has_none_the_outcomes_of_the_year_before_are_drawn(east):
    """Of last year's lines one is shown and one hidden; this year nothing is evaluated yet."""
    reading = history.paid(east, LAST_YEAR, "Oak", "SPLD", children=6)
    speech = history.paid(east, LAST_YEAR, "Elm", "SLCN", children=6)
    history.paid(east, THIS_YEAR, "Ash", "ASD", children=6)
    history.evaluated(east, reading, LAST_YEAR)
    hearing = history.paid(east, LAST_YEAR, "Ash", "HI", children=2)
    sight = history.paid(east, LAST_YEAR, "Ash", "VI", children=3)
    for award in (speech, hearing, sight):
        history.evaluated(east, award, LAST_YEAR)

    found = page(east)

    assert "1 of 1 6 children" in table(found, "outcomes")["Specific learning difficulty"]
    drawn = found.select_one('svg[aria-labelledby^="outcomes"]')
    assert drawn is not None
    assert words(drawn.title).endswith("by need, 2025/26")
    assert {words(text) for text in drawn.select("text.app-chart__words")} == {"1 of 1", "hidden"}
    assert "every line" not in words(found.select_one('[aria-labelledby="outcomes-heading"]'))


def test_where_all_lines_are_hidden_it_says_so_and_draws_nothing(east):
    award = history.paid(east, THIS_YEAR, "Oak", "SLCN", children=4)
    history.evaluated(east, award, THIS_YEAR)

    found = page(east)

    assert found.select_one('svg[aria-labelledby^="outcomes"]') is None
    said = words(found.select_one('[aria-labelledby="outcomes-heading"]'))
    assert "every line with children in it is hidden" in said


def test_the_older_year_has_its_own_page_and_no_two_years_together(busy):
    found = page(busy, path="2025")

    assert words(found.h1) == "Impact 2025/26"
    assert headlines(found)["Spent"] == ["£9,000.00", "2024/25: none yet"]
    assert "2024/25 and 2025/26" not in words(found.main)


def test_the_file_has_the_pages_own_figures(busy):
    answer = _ask(busy, "gil", "2026.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    said = {(row["Table"], row["Of"], row["Figure"]): row["Value"] for row in rows}
    assert said["The year", "Spent", "2026/27"] == "7123.00"
    assert said["What was spent, by need", "Hearing impairment", "Spent, 2026/27"] == "hidden"
    assert said["What was spent, by need", "All", "Children, 2026/27"] == "7"
    assert "2123.00" not in answer.content.decode()


def test_what_is_newer_than_the_month_before_does_not_count_yet(busy):
    before = str(page(busy).main)

    history.paid(busy, TODAY, "Oak", "ASD", children=20)

    assert str(page(busy).main) == before


def test_nothing_of_an_unpublished_decision_counts(busy):
    """Applied for, decided and kept in the fund last month, and not published; and an award whose
    payment is not released."""
    before = str(page(busy).main)

    with time_machine.travel(THIS_YEAR, tick=False):
        waiting = history.application_of(busy, "Oak", "ASD", children=20)
        actions.reserve(application=waiting, amount_pence=900_000, by=busy.people["dana"])
    unpaid = str(page(busy).main)
    history.paid(busy, THIS_YEAR, "Oak", "ASD", children=20, release=False)

    assert before == unpaid == str(page(busy).main)


def test_a_published_and_paid_one_is_seen(busy):
    """The control: the same award, paid, changes what the governor sees."""
    before = str(page(busy).main)

    history.paid(busy, THIS_YEAR, "Oak", "ASD", children=20)

    assert str(page(busy).main) != before


def test_everybody_who_may_see_it_sees_the_same_figures(busy):
    """Beside them, who writes the annual report finds the way to it."""

    def figures(key: str) -> str:
        found = page(busy, key).main
        found.select_one("aside").decompose()
        return str(found)

    seen = {key: figures(key) for key in ("gil", "dana", "fay", "ben", "nan", "lois")}

    assert len(set(seen.values())) == 1


def test_who_may_not_is_told_who_may(busy):
    refused = {key: _ask(busy, key, "").status_code for key in ("elsa", "kit", "ada", "root")}

    assert refused == dict.fromkeys(refused, 403)
    assert "These figures are for" in _ask(busy, "ada", "").content.decode()


def test_a_cluster_may_hide_figures_of_more_children(busy):
    busy.cluster.rules.small_number = 10
    busy.cluster.rules.save()

    assert headlines(page(busy))["Children reached"] == [
        "hidden",
        "2025/26: hidden",
        "2025/26 and 2026/27 together: 16",
    ]


def test_one_cluster_is_opened_at_once_and_several_are_offered(east):
    client = Client()
    sign_in(client, east.people["gil"])

    assert client.get("/impact/").headers["Location"] == f"/impact/{east.cluster.public_id}/"

    other = history.make.cluster("West", of=east.authority)
    history.make.office(east.people["gil"], other, history.Kind.LINK_GOVERNOR)
    offered = BeautifulSoup(client.get("/impact/").content, "html.parser").select("main li a")
    assert [words(link) for link in offered] == ["East", "West"]


def test_a_year_of_which_there_is_nothing_is_no_page(busy):
    assert _ask(busy, "gil", "1999").status_code == 404


def test_looking_writes_nothing_down(busy):
    """No record of a child is shown, so no look is logged."""
    before = AuditLine.objects.count()

    page(busy)

    assert AuditLine.objects.count() == before


def test_the_governor_finds_it_from_the_first_screen(east):
    client = Client()
    sign_in(client, east.people["gil"])

    home = BeautifulSoup(client.get("/").content, "html.parser")

    assert "/impact/" in {link["href"] for link in home.select("nav a")}
    assert "/impact/" in {link["href"] for link in home.select("main a")}
