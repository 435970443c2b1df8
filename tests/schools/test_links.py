from datetime import date

import pytest

from core.errors import DomainError
from schools import actions
from schools.imports.links import import_links, read_links
from schools.models import LocalAuthority, School, SchoolLink
from tests.schools.registers import LINK, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return LocalAuthority.objects.create(code="901", name="Northshire")


@pytest.fixture
def school(authority):
    """A school by the last digit of its URN."""

    def make(digit, **values):
        values = {"name": f"School {digit}", "status": "open"} | values
        return School.objects.create(urn=f"20000{digit}", authority=authority, **values)

    return make


@pytest.fixture
def take(tmp_path):
    def import_rows(*rows):
        return import_links(read_links(write(tmp_path / "links.csv", *rows)))

    return import_rows


def link(urn, other, link_type="Successor", day="01-09-2024"):
    return {
        **LINK,
        "URN": f"20000{urn}",
        "LinkURN": f"20000{other}",
        "LinkType": link_type,
        "LinkEstablishedDate": day,
    }


def links():
    return set(SchoolLink.objects.values_list("school__urn", "successor__urn", "kind", "linked_on"))


def families():
    return dict(School.objects.values_list("urn", "family"))


@pytest.mark.parametrize(
    ("link_type", "kind"),
    [
        ("Successor", "successor"),
        ("Successor - merged", "merged"),
        ("Successor - amalgamated", "amalgamated"),
        ("Successor - Split School", "split"),
    ],
)
def test_both_sides_of_a_link_are_one_row_from_predecessor_to_successor(
    school, take, link_type, kind
):
    school(1, status="closed")
    school(2)
    other_side = link(2, 1, link_type.replace("Successor", "Predecessor"))

    report = take(link(1, 2, link_type), other_side)

    assert links() == {("200001", "200002", kind, date(2024, 9, 1))}
    assert (report.new, report.broken) == (1, [])


@pytest.mark.parametrize("link_type", ["Result of Amalgamation", "Merged - change in age range"])
def test_a_merger_without_a_direction_goes_from_the_closed_school(school, take, link_type):
    school(1)
    school(2, status="closed")

    take(link(1, 2, link_type))

    assert {pair[:2] for pair in links()} == {("200002", "200001")}


def test_a_merger_of_two_open_schools_is_named_by_line(school, take):
    school(1)
    school(2)

    report = take(link(1, 2, "Result of Amalgamation"))

    assert links() == set()
    assert [(problem.line, problem.reason) for problem in report.broken] == [
        (
            2,
            "“Result of Amalgamation” does not say which of 200001 and 200002 came first, "
            "nor do their closing dates",
        )
    ]


def test_lines_that_cannot_be_taken_are_named_and_stop_nothing(school, take):
    school(1)
    school(2)

    report = take(
        link(1, 9),
        link(8, 9),
        link(1, 1),
        {**link(1, 2), "LinkURN": "x"},
        link(1, 2, day="31-02-2024"),
        link(1, 2, "Sixth Form Centre Link"),
        link(1, 2, day=""),
    )

    assert links() == {("200001", "200002", "successor", None)}
    assert [(problem.line, problem.reason) for problem in report.broken] == [
        (2, "we hold no school with the URN 200009"),
        (4, "200001 is linked to itself"),
        (5, "the URN “x” is not six digits"),
        (6, "“31-02-2024” is not a date such as 01-09-2025"),
    ]
    assert report.of_other_schools == 1
    assert report.other_kinds == {"Sixth Form Centre Link": 1}


def test_a_second_run_changes_nothing_and_a_new_date_is_taken(school, take):
    school(1)
    school(2)
    school(3)
    take(link(1, 2), link(2, 3))

    again = take(link(1, 2), link(2, 3))
    later = take(link(1, 2, day="01-01-2025"))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (later.changed, later.absent) == (1, 1)
    assert links() == {
        ("200001", "200002", "successor", date(2025, 1, 1)),
        ("200002", "200003", "successor", date(2024, 9, 1)),
    }


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"URN": "200001"}], "lacks the columns LinkURN, LinkType"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(take, rows, sentence):
    with pytest.raises(DomainError, match=sentence):
        take(*rows)


def test_a_header_alone_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(",".join(LINK) + "\n")

    with pytest.raises(DomainError, match="has a header and no links"):
        read_links(path)


def test_linked_and_federated_schools_share_the_smallest_urn(school):
    one, two, three = school(1), school(2), school(3)
    school(4, federation="Two Trees")
    school(5, federation="TWO TREES")
    school(6, federation="Three Trees")
    school(7)
    SchoolLink.objects.create(school=one, successor=three, kind="successor")
    SchoolLink.objects.create(school=two, successor=three, kind="merged")

    changed = actions.settle_families()

    assert families() == {
        "200001": "200001",
        "200002": "200001",
        "200003": "200001",
        "200004": "200004",
        "200005": "200004",
        "200006": "200006",
        "200007": "200007",
    }
    assert (changed, actions.settle_families()) == (3, 0)


def test_a_federation_joins_the_chains_of_its_schools(school):
    one, two = school(1), school(2, federation="Two Trees")
    school(3, federation="Two Trees")
    SchoolLink.objects.create(school=one, successor=two, kind="successor")

    actions.settle_families()

    assert set(families().values()) == {"200001"}


def test_a_federation_that_ends_comes_apart(school):
    school(1, federation="Two Trees")
    school(2, federation="Two Trees")
    actions.settle_families()
    School.objects.filter(urn="200002").update(federation="")

    changed = actions.settle_families()

    assert (changed, families()) == (1, {"200001": "200001", "200002": "200002"})
