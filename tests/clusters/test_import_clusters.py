from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clusters import actions
from clusters.models import Cluster, Membership, Rules
from core.models import AuditLine
from schools.imports.reading import read_register
from schools.imports.schools import import_schools
from schools.models import LocalAuthority, School
from tests.shared_data import for_each, shared_data

pytestmark = pytest.mark.django_db

START = date(2025, 9, 1)
HEADER = "cluster,note,role,urn"
REAL = [
    pair
    for pair in [
        (
            shared_data("gias_4las_cp1252_2025-07-17.csv"),
            shared_data("seed_clusters_matched_to_gias.csv"),
        )
    ]
    if all(pair)
]


@pytest.fixture(autouse=True)
def schools():
    """Oak, Elm and Ash in Northshire, Fir in Southshire."""
    north = LocalAuthority.objects.create(code="901", name="Northshire")
    south = LocalAuthority.objects.create(code="902", name="Southshire")
    for digit, name, authority in [
        (1, "Oak", north),
        (2, "Elm", north),
        (3, "Ash", north),
        (4, "Fir", south),
    ]:
        School.objects.create(
            urn=f"20000{digit}", name=f"{name} School", authority=authority, status="open"
        )


@pytest.fixture
def run(tmp_path):
    """Runs the command over these lines below the usual header; returns what it printed."""

    def command(*lines, header=HEADER, **options):
        path = tmp_path / "clusters.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        out = StringIO()
        call_command("import_clusters", path, stdout=out, **{"starts_on": START} | options)
        return out.getvalue().splitlines()

    return command


def built():
    """Schools by cluster, each with its kind and dates."""
    found = {cluster.name: {} for cluster in Cluster.objects.all()}
    for one in Membership.objects.select_related("cluster", "school"):
        found[one.cluster.name][one.school.name] = (one.kind, one.starts_on, one.ends_on)
    return found


def everything():
    models = (Cluster, Rules, Membership, AuditLine)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


NORTH = ("North,,host,200001", 'North,"a, note",member,200002')


def test_a_cluster_is_built_with_its_host_and_members(run):
    printed = run(*NORTH)

    assert built() == {
        "North": {
            "Oak School": ("host", START, None),
            "Elm School": ("member", START, None),
        }
    }
    cluster = Cluster.objects.get()
    assert (cluster.authority.name, cluster.starts_on, cluster.rules.preset) == (
        "Northshire",
        START,
        "wells",
    )
    assert printed == [
        "North (Northshire): new",
        "  rules: Wells",
        "  schools added: 2; there already: 0",
        "Schools named alone, for which no cluster was made: 0",
        "Lines that were not taken: 0",
    ]


def test_a_school_may_be_in_two_clusters_and_a_cluster_may_have_two_hosts(run):
    run("North,,host,200001", "North,,host,200002", "Coast,,member,200002")

    assert built() == {
        "North": {
            "Oak School": ("host", START, None),
            "Elm School": ("host", START, None),
        },
        "Coast": {"Elm School": ("member", START, None)},
    }


def test_a_second_run_changes_nothing(run):
    run(*NORTH)
    before = everything()

    printed = run(*NORTH, starts_on=date(2026, 1, 1))

    assert everything() == before
    assert printed[:3] == [
        "North (Northshire): was there already; its rules stay as they are",
        "  rules: Wells",
        "  schools added: 0; there already: 2",
    ]


def test_a_dry_run_prints_the_same_and_changes_nothing(run):
    before = everything()

    trial = run(*NORTH, dry_run=True)

    assert everything() == before
    assert trial == [*run(*NORTH), "This was a trial: nothing was changed."]


def test_schools_are_added_to_a_cluster_that_is_there_and_none_is_ended(run):
    run(*NORTH)

    printed = run("NORTH,,member,200003", "North,,member,200001", starts_on=date(2026, 1, 1))

    assert built() == {
        "North": {
            "Oak School": ("host", START, None),
            "Elm School": ("member", START, None),
            "Ash School": ("member", date(2026, 1, 1), None),
        }
    }
    assert "  line 3: Oak School stays Host school; the file says Member school" in printed


def test_a_school_that_left_is_not_brought_back(run):
    run(*NORTH)
    oak = Membership.objects.get(kind="host")
    actions.end_membership(membership=oak, ends_on=date(2025, 12, 31), by=None)
    before = everything()

    printed = run(*NORTH, starts_on=date(2026, 1, 1))

    assert everything() == before
    assert (
        "  line 2: Oak School belongs until 31 December 2025; add it again by hand if it is back"
    ) in printed


def test_lines_that_cannot_be_taken_are_named_and_stop_nothing(run):
    School.objects.filter(urn="200003").update(status="closed", closed_on=date(2025, 8, 31))

    printed = run(
        *NORTH,
        "North,,member,200002",
        "North,,member,200001",
        "North,,member,200009",
        "North,,member,200003",
        "North,,chair,200004",
        ",,member,200004",
        "North,,member,20004",
        "North,,member",
        "Far,,member,200008",
    )

    assert built() == {
        "North": {
            "Oak School": ("host", START, None),
            "Elm School": ("member", START, None),
        }
    }
    assert printed[-10:] == [
        "Lines that were not taken: 9",
        "  line 4: it repeats line 3, which was kept",
        "  line 5: it repeats line 2, which was kept with its role",
        "  line 6: we hold no school with the URN 200009; import schools first",
        "  line 7: Ash School closed on 31 August 2025. Add the school that took its place, "
        "or choose an earlier date.",
        "  line 8: the role “chair” is none of host, member, school",
        "  line 9: the cluster's name is empty or longer than 120 letters",
        "  line 10: the URN “20004” is not six digits",
        "  line 11: it has 3 fields where the header has 4",
        "  line 12: we hold no school with the URN 200008; import schools first",
    ]


def test_a_school_alone_makes_no_cluster(run):
    printed = run("South,,school,200001", "Northshire (none),,member,200002")

    assert built() == {}
    assert printed == [
        "Schools named alone, for which no cluster was made: 2",
        "  line 2: Oak School (200001)",
        "  line 3: Elm School (200002)",
        "Lines that were not taken: 0",
    ]


def test_the_authority_of_most_schools_is_taken_and_the_others_told(run):
    printed = run("Border,,host,200004", "Border,,member,200001", "Border,,member,200002")

    assert Cluster.objects.get().authority.name == "Northshire"
    assert built()["Border"].keys() == {"Fir School", "Oak School", "Elm School"}
    assert (
        "  its schools are in more than one authority (Northshire 2, Southshire 1); "
        "the first was taken"
    ) in printed


def test_presets_are_given_by_name_or_by_pattern(run):
    lines = [f"{name},,member,200001" for name in ("North", "Coast 1", "Coast 2", "Hill")]

    run(*lines, preset=[("north", "Aylsham"), ("Coast *", "sutton"), ("Coast 2", "south-glos")])

    assert dict(Rules.objects.values_list("cluster__name", "preset")) == {
        "North": "aylsham",
        "Coast 1": "sutton",
        "Coast 2": "south-glos",
        "Hill": "wells",
    }


def test_the_command_line_reads_presets_and_a_date(tmp_path):
    path = tmp_path / "clusters.csv"
    path.write_text("\n".join([HEADER, *NORTH]))

    call_command(
        "import_clusters",
        str(path),
        "--preset",
        "North=sutton",
        "--starts-on",
        "01/10/2025",
        stdout=StringIO(),
    )

    assert (Rules.objects.get().preset, Cluster.objects.get().starts_on) == (
        "sutton",
        date(2025, 10, 1),
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--preset", "North"], "“North” is not NAME=PRESET"),
        (["--preset", "North=kent"], "There is no preset “kent”"),
        (["--preset", "Nroth=wells"], "No cluster in the file is called “Nroth”"),
        (["--starts-on", "2025-09-01"], "“2025-09-01” is not a date such as 01-09-2025"),
    ],
)
def test_an_option_that_cannot_be_is_refused_and_nothing_is_built(tmp_path, arguments, sentence):
    path = tmp_path / "clusters.csv"
    path.write_text("\n".join([HEADER, *NORTH]))

    with pytest.raises(CommandError, match=sentence):
        call_command("import_clusters", str(path), *arguments)

    assert not Cluster.objects.exists()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("cluster,urn", "is not a list of clusters: it lacks the columns role"),
        (HEADER, "has a header and no schools"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(run, header, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(header=header)


@for_each(("register", "clusters"), REAL)
def test_the_real_clusters_are_built_from_the_real_schools(register, clusters):
    import_schools(read_register(register), today=START)
    presets = [("Sutton CP*", "sutton"), ("South Glos *", "south-glos"), ("Aylsham", "aylsham")]
    out = StringIO()

    call_command("import_clusters", clusters, preset=presets, stdout=out)
    before = everything()
    call_command("import_clusters", clusters, preset=presets, stdout=StringIO())

    found = {
        cluster.name: (
            cluster.authority.name,
            cluster.rules.preset,
            cluster.memberships.count(),
            set(cluster.memberships.filter(kind="host").values_list("school__name", flat=True)),
        )
        for cluster in Cluster.objects.select_related("authority", "rules")
    }
    assert found == {
        "Wells": ("Norfolk", "wells", 7, {"Alderman Peel High School"}),
        "Aylsham": ("Norfolk", "aylsham", 2, {"Aylsham High School", "Buxton Primary School"}),
        "Sutton CP1": ("Sutton", "sutton", 11, set()),
        "Sutton CP2": ("Sutton", "sutton", 12, set()),
        "Sutton CP3": ("Sutton", "sutton", 9, set()),
        "Sutton CP4": ("Sutton", "sutton", 11, set()),
        "Sutton CP5": ("Sutton", "sutton", 12, set()),
        "South Glos cluster 2": ("South Gloucestershire", "south-glos", 20, set()),
        "South Glos cluster 3": ("South Gloucestershire", "south-glos", 20, set()),
    }
    shared = School.objects.get(urn="109264")
    in_two = Membership.objects.filter(school=shared).values_list("cluster__name", flat=True)
    assert set(in_two) == {"South Glos cluster 2", "South Glos cluster 3"}
    assert out.getvalue().splitlines()[-4:] == [
        "Schools named alone, for which no cluster was made: 1",
        "  line 107: Porters Grange Primary School and Nursery (142683)",
        "Lines that were not taken: 1",
        "  line 84: it repeats line 75, which was kept",
    ]
    assert everything() == before
