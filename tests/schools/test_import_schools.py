from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.imports.reading import read_register
from schools.imports.schools import import_schools
from schools.models import LocalAuthority, School, Trust, TrustMembership
from tests.schools.registers import FULL, LINK, SCHOOL, write
from tests.shared_data import for_each, shared_data

pytestmark = pytest.mark.django_db

REAL = [path for path in [shared_data("gias_4las_cp1252_2025-07-17.csv")] if path]
TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
OAK = FULL
ELM = {**FULL, "URN": "200002", "EstablishmentName": "Elm School"}


@pytest.fixture
def take(tmp_path):
    """Imports these rows as the register of a day."""

    def import_rows(*rows, today=TODAY):
        return import_schools(read_register(write(tmp_path / "r.csv", *rows)), today=today)

    return import_rows


@pytest.fixture
def command(tmp_path):
    """Runs the command over these rows and returns what it printed."""

    def run(*rows, links=(), **options):
        if links:
            options["links"] = write(tmp_path / "links.csv", *links)
        out = StringIO()
        call_command("import_schools", write(tmp_path / "r.csv", *rows), stdout=out, **options)
        return out.getvalue().splitlines()

    return run


def everything():
    """All that an import may write."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (LocalAuthority, School, Trust, TrustMembership)
    }


def trusts_of(urn):
    memberships = TrustMembership.objects.filter(school__urn=urn).order_by("starts_on")
    return list(memberships.values_list("trust__uid", "starts_on", "ends_on"))


def test_a_new_school_is_kept_with_all_that_the_file_says(take):
    report = take(OAK)

    school = School.objects.values().get()
    del school["id"]
    authority = LocalAuthority.objects.get(code="901", name="Northshire")
    assert school == {
        "urn": "200001",
        "name": "Oak School",
        "authority_id": authority.pk,
        "status": "open",
        "establishment_number": "0042",
        "type": "Community school",
        "phase": "Primary",
        "opened_on": date(1994, 9, 1),
        "closed_on": None,
        "low_age": 4,
        "high_age": 11,
        "number_on_roll": 105,
        "ukprn": "10000001",
        "street": "Green Lane",
        "town": "Oakham, North",
        "postcode": "ZZ1 1AA",
        "federation": "",
        "family": "200001",
    }
    assert report.new == ["200001 Oak School"]


def test_a_second_run_changes_nothing(take):
    rows = {**OAK, "Trusts (code)": "5001", "Trusts (name)": "North Trust"}, ELM
    take(*rows)
    before = everything()

    report = take(*rows, today=TODAY + timedelta(days=30))

    assert everything() == before
    assert (report.new, report.changed, report.unchanged) == ([], {}, 2)


def test_what_changed_is_written_and_told_by_field(take):
    take(OAK, ELM)

    report = take(
        {
            **OAK,
            "EstablishmentName": "Oak Academy",
            "NumberOfPupils": "",
            "LA (code)": "902",
            "LA (name)": "Southshire",
        },
        ELM,
    )

    oak = School.objects.get(urn="200001")
    assert (oak.name, oak.number_on_roll, oak.authority.name) == ("Oak Academy", None, "Southshire")
    assert {what: [str(one) for one in changes] for what, changes in report.changed.items()} == {
        "name": ["200001 Oak Academy: Oak School → Oak Academy"],
        "number on roll": ["200001 Oak Academy: 105 → nothing"],
        "authority": ["200001 Oak Academy: 901 → 902"],
    }
    assert (report.new, report.changed_schools, report.unchanged) == ([], 1, 1)
    assert report.authorities == ["902 Southshire"]


def test_a_file_with_fewer_columns_leaves_the_rest_as_it_was(take):
    take({**OAK, "Trusts (code)": "5001", "Trusts (name)": "North Trust"})
    before = everything()

    take(SCHOOL)

    assert everything() == before


def test_a_changed_school_keeps_its_family(take):
    take(OAK, ELM)
    School.objects.filter(urn="200002").update(family="200001")

    take(OAK, {**ELM, "EstablishmentName": "Elm Academy"})

    assert School.objects.get(name="Elm Academy").family == "200001"


def test_a_closed_school_is_kept_with_its_day_and_may_open_again(take):
    take(OAK)
    closed = {**OAK, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2025"}

    report = take(closed)
    oak = School.objects.get()
    assert (oak.status, oak.closed_on, oak.is_open) == ("closed", date(2025, 8, 31), False)
    assert report.closed == ["200001 Oak School on 31-08-2025"]

    report = take(OAK)
    oak.refresh_from_db()
    assert (oak.status, oak.closed_on, oak.is_open) == ("open", None, True)
    assert (report.closed, report.reopened) == ([], ["200001 Oak School"])


def test_a_school_that_the_file_does_not_name_stays_and_is_counted(take):
    take(OAK, ELM)

    report = take(ELM)

    assert set(School.objects.values_list("urn", flat=True)) == {"200001", "200002"}
    assert report.absent == 1


def test_an_authority_that_is_spelt_anew_is_renamed(take):
    take(OAK)

    report = take(
        {**OAK, "LA (name)": "North Shire"},
        {**ELM, "LA (name)": "North Shire"},
        {**ELM, "URN": "200003", "LA (name)": "Northshire"},
    )

    assert list(LocalAuthority.objects.values_list("code", "name")) == [("901", "North Shire")]
    assert report.authorities == ["901 North Shire"]


NORTH = {"Trusts (code)": "5001", "Trusts (name)": "North Trust"}
SOUTH = {"Trusts (code)": "5002", "Trusts (name)": "South Trust"}


def test_a_changed_trust_ends_one_membership_and_begins_another(take):
    take({**OAK, **NORTH}, today=date(2025, 9, 1))

    report = take({**OAK, **SOUTH})

    assert trusts_of("200001") == [
        ("5001", date(2025, 9, 1), YESTERDAY),
        ("5002", TODAY, None),
    ]
    assert [str(change) for change in report.changed["trust"]] == [
        "200001 Oak School: 5001 North Trust → 5002 South Trust"
    ]
    assert (report.changed_schools, report.unchanged) == (1, 0)


def test_a_school_that_leaves_its_trust_is_in_none(take):
    take({**OAK, **NORTH}, today=date(2025, 9, 1))

    take(OAK)

    assert trusts_of("200001") == [("5001", date(2025, 9, 1), YESTERDAY)]


def test_a_trust_taken_wrongly_today_is_put_right_today(take):
    take({**OAK, **NORTH}, {**ELM, **NORTH})

    take({**OAK, **SOUTH}, ELM)

    assert (trusts_of("200001"), trusts_of("200002")) == ([("5002", TODAY, None)], [])


def test_a_trust_that_changes_its_name_stays_the_same_trust(take):
    take({**OAK, **NORTH})

    take({**OAK, **NORTH, "Trusts (name)": "Northern Trust"}, today=date(2026, 4, 1))

    assert list(Trust.objects.values_list("uid", "name")) == [("5001", "Northern Trust")]
    assert trusts_of("200001") == [("5001", TODAY, None)]


def test_the_number_of_queries_does_not_grow_with_the_rows(take):
    take({**OAK, **NORTH})
    counts = {"new": set(), "changed": set()}

    for count in (1, 3, 50):
        for what, name in (("new", "Ash"), ("changed", "Ash Academy")):
            rows = [
                {**OAK, **NORTH, "URN": str(300000 + 100 * count + n), "EstablishmentName": name}
                for n in range(count)
            ]
            with CaptureQueriesContext(connection) as queries:
                take(*rows)
            counts[what].add(len(queries))

    assert {what: len(numbers) for what, numbers in counts.items()} == {"new": 1, "changed": 1}


def test_the_command_prints_a_report(command):
    command(OAK, ELM)

    printed = command(
        {**OAK, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-12-2025"},
        {**OAK, "URN": "200003", "EstablishmentName": "Ash School"},
        {**OAK, "URN": "20004"},
    )

    assert printed == [
        "New schools: 1",
        "  200003 Ash School",
        "Changed schools: 1",
        "  closed on: 1",
        "    200001 Oak School: nothing → 31-12-2025",
        "  status: 1",
        "    200001 Oak School: Open → Closed",
        "Unchanged schools: 0",
        "Closed since the last import: 1",
        "  200001 Oak School on 31-12-2025",
        "Open again: 0",
        "New or renamed authorities: 0",
        "Schools that we hold and the file does not name: 1 (left as they are)",
        "Lines that could not be taken: 1",
        "  line 4: the URN “20004” is not six digits",
        "Schools that now count as one with others, or no longer do: 0",
    ]


def test_a_long_list_shows_its_first_few(command):
    printed = command(*({**OAK, "URN": str(300000 + n)} for n in range(7)))

    assert printed[:8] == [
        "New schools: 7",
        *(f"  30000{n} Oak School" for n in range(5)),
        "  and 2 more",
        "Changed schools: 0",
    ]


def test_a_dry_run_prints_the_same_and_changes_nothing(command):
    command(OAK)
    before = everything()
    rows = (
        {**OAK, "EstablishmentName": "Oak Academy", "Federations (name)": "Two Trees"},
        {**ELM, **NORTH, "Federations (name)": "Two Trees"},
    )

    trial = command(*rows, links=[LINK], dry_run=True)

    assert everything() == before
    assert trial[-1] == "This was a trial: nothing was changed."
    assert trial[:-1] == command(*rows, links=[LINK])
    assert everything() != before


def test_the_command_refuses_a_wrong_file_in_a_sentence_and_writes_nothing(command, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")

    with pytest.raises(CommandError, match="is not a download of Get Information about Schools"):
        call_command("import_schools", wrong)
    with pytest.raises(CommandError, match="is not a download of links between schools"):
        call_command("import_schools", write(tmp_path / "r.csv", OAK), links=wrong)

    assert not School.objects.exists()


@for_each("path", REAL)
def test_the_real_download_is_imported_once(path):
    register = read_register(path)

    first = import_schools(register, today=TODAY)
    second = import_schools(register, today=TODAY)

    assert (len(first.new), first.unchanged) == (661, 0)
    assert (second.new, second.changed, second.unchanged) == ([], {}, 661)
    assert dict(
        LocalAuthority.objects.filter(code__in=["319", "803", "882", "926"]).values_list(
            "code", "name"
        )
    ) == {
        "319": "Sutton",
        "803": "South Gloucestershire",
        "882": "Southend-on-Sea",
        "926": "Norfolk",
    }
