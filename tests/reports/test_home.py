"""The first screen and the navigation: what each person finds, and what nobody may learn there."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import Office
from core.dates import format_weekday
from core.models import Look
from funding import actions as funding
from panels import actions
from schools.models import Post
from tests import factories as make
from tests.harness import treasury


@pytest.fixture
def see(client, sign_in):
    def _see(person) -> BeautifulSoup:
        response = sign_in(client, person).get("/")
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return _see


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def navigation(page: BeautifulSoup) -> list[str]:
    return [words(link) for link in page.select(".govuk-service-navigation__link")]


def tasks(page: BeautifulSoup) -> list[tuple[str, str]]:
    items = page.select("main .govuk-task-list__item")
    return [(words(item.a), words(item.select_one(".govuk-tag"))) for item in items]


def parts_of(page: BeautifulSoup) -> dict[str, set[tuple[str, str]]]:
    """The lists of tasks, each under its heading; no row stands twice."""
    found = {}
    for listed in page.select("main .govuk-task-list"):
        rows = [
            (words(item.a), words(item.select_one(".govuk-tag")))
            for item in listed.select(".govuk-task-list__item")
        ]
        assert len(rows) == len(set(rows))
        found[words(listed.find_previous(["h1", "h2"]))] = set(rows)
    return found


def headings(page: BeautifulSoup) -> list[str]:
    return [words(heading) for heading in page.select("main h1, main h2")]


EVERYWHERE = ["Home"]
EXPECTS = ["What you find here", "What you can look at now"]
PEOPLE = "Your school’s people"
RUNS = ["Home", "To check", "Meetings"]
MONEY = ["Funds", "Awards"]


@pytest.mark.parametrize(
    ("key", "expected"),
    {
        "ben": ["Home", "Applications", "To sign", "To check", "Meetings", "Funds"],
        "dana": [*RUNS, *MONEY, "Evaluations"],
        "carol": [*RUNS, "Clusters", *MONEY],
        "cleo": [*RUNS, "Clusters", *MONEY],
        "sue": ["Home", "Applications", "To sign", "Meetings", "Clusters", "People"],
        "mia": ["Home", "Meetings", "Funds", "Impact"],
        "ada": ["Home", "Meetings"],
        "olive": ["Home", "Applications", "Awards", "Evaluations"],
        "asha": ["Home", "Applications", "Meetings", *MONEY, "Evaluations"],
        "fay": ["Home", "To release", *MONEY, "Impact"],
        "gil": ["Home", "Funds", "Impact", "Complaints"],
        "lena": EVERYWHERE,
        "nora": EVERYWHERE,
        "root": ["Home", "Clusters", "People"],
    }.items(),
)
def test_the_navigation_has_what_one_can_do(world, see, key, expected):
    assert navigation(see(world.people[key])) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    {
        # Of Oak's item he is a silent observer, so one of two waits for him, and nothing to check.
        "ben": [("1 item waits for your answer", "To answer")],
        "dana": [
            ("1 item waits for your answer", "To answer"),
            ("1 application to check", "To check"),
        ],
        "carol": [("1 application to check", "To check")],
        "sue": [("1 item waits for your answer", "To answer")],
        # A seat on both panels.
        "asha": [
            ("2 items wait for your answer", "To answer"),
            ("1 item waits for your answer", "To answer"),
        ],
        "mia": [("1 item waits for your answer", "To answer")],
        "ada": [("2 items wait for your answer", "To answer")],
        "olive": [],
        "fay": [],
        "lena": [],
        "nora": [],
        "root": [],
    }.items(),
)
def test_what_waits_is_what_one_can_do_something_about(world, see, key, expected):
    assert tasks(see(world.people[key])) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    {
        "olive": ["Waiting for you", "Next panel", "You are"],
        "ben": ["Waiting for you", "Next panel", "Next meetings", "You are", PEOPLE],
        "mia": ["Waiting for you", "Next meetings", "You are"],
        "root": ["Waiting for you", "Looking after the site"],
        "fay": ["Waiting for you", "Payments of your cluster", "You are"],
        "gil": ["Waiting for you", *EXPECTS, "You are"],
        "nora": ["Waiting for you", "You have no post or office today"],
        "lena": ["Waiting for you", "You have no post or office today"],
    }.items(),
)
def test_the_parts_of_the_page_are_those_of_the_role(world, see, key, expected):
    assert headings(see(world.people[key])) == expected


def test_a_draft_says_what_is_missing_and_a_returned_one_what_was_asked(world, see):
    make.draft(world.olive, world.schools["Oak"], world.north.panel_date, title="Whole")
    make.draft(
        world.olive, world.schools["Oak"], world.north.panel_date, title="Bare", why="", plan=""
    )
    back = world.north.waiting["own"]
    actions.answer_no_interest(check=back, by=world.dana)
    actions.return_to_school(check=back, needed="Give the cost for each week.", by=world.dana)

    page = see(world.olive)

    assert tasks(page) == [
        ("Oak waiting", "Returned to you"),
        ("Whole", "Nothing missing"),
        ("Bare", "2 things missing"),
    ]
    hints = [words(hint) for hint in page.select(".govuk-task-list__hint")]
    assert "Asked of you: Give the cost for each week." in hints[0]
    assert hints[2].endswith(
        "Still to do: say why more is needed than your school can give; "
        "say what you will do with the money."
    )


def test_the_next_panel_shows_its_closing_time_and_how_far_it_is(world, see):
    panel = world.north.panel_date
    panel.closes_at = timezone.now() + timedelta(days=1)
    panel.save()

    assert "Applications close at" in words(see(world.olive).main)
    assert ", tomorrow." in words(see(world.olive).main)


def test_a_draft_for_a_panel_that_closed_says_to_choose_another(world, see):
    make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    panel = world.north.panel_date
    panel.closes_at = timezone.now() - timedelta(minutes=1)
    panel.save()

    page = see(world.olive)

    assert "It has closed: choose a later panel." in words(page.main)
    assert "No panel takes applications now." in words(page.main)


def test_a_teacher_is_not_asked_to_apply(world, see):
    make.post(world.nora, world.schools["Oak"], "teacher")
    make.draft(world.olive, world.schools["Oak"], world.north.panel_date)

    page = see(world.nora)

    assert (headings(page), tasks(page)) == (["Waiting for you", *EXPECTS, "You are"], [])


def signing(world) -> None:
    rules = world.north.cluster.rules
    rules.head_signs = True
    rules.save()


def test_each_application_is_listed_once_and_waits_for_whose_turn_it_is(world, see):
    signing(world)
    oak, panel = world.schools["Oak"], world.north.panel_date
    make.draft(world.olive, oak, panel, title="Being written")
    asked = make.draft(world.olive, oak, panel, title="Asked")
    signed = make.draft(world.olive, oak, panel, title="Done")
    funding.ask_to_sign(application=asked, by=world.olive)
    make.signed(signed, by=world.ben)

    olive, ben = see(world.olive), see(world.ben)

    assert parts_of(olive) == {
        "Waiting for you": {("Being written", "Nothing missing"), ("Done", "Signed: submit it")},
        "Waiting for others at your school": {("Asked", "With your headteacher")},
    }
    assert parts_of(ben) == {
        "Waiting for you": {("1 item waits for your answer", "To answer"), ("Asked", "To sign")},
        "Waiting for others at your school": {
            ("Being written", "With your SENCO"),
            ("Done", "Signed, with your SENCO"),
        },
    }


def test_a_head_who_writes_has_the_draft_as_theirs(world, see):
    make.draft(world.ben, world.schools["Oak"], world.north.panel_date, title="The head’s")

    assert ("The head’s", "Nothing missing") in parts_of(see(world.ben))["Waiting for you"]


def test_a_head_finds_the_people_of_their_schools(world, see):
    make.post(world.ben, world.schools["Elm"], "executive_head")

    links = {
        words(link): link["href"]
        for link in see(world.ben).select(".app-side a")
        if link["href"].startswith("/schools/")
    }

    assert links == {
        f"People at {school}": f"/schools/{school.urn}/people"
        for school in (world.schools["Oak"], world.schools["Elm"])
    }
    # An administrator looks after every school's; the link is to one's own alone.
    world.ben.is_superuser = True
    world.ben.save()
    assert len(see(world.ben).select(".app-side a[href^='/schools/']")) == 2
    assert see(world.olive).select("a[href^='/schools/']") == []


def make_officer(world) -> None:
    Office.objects.create(
        person=world.nora,
        authority=world.north.cluster.authority,
        kind=Office.Kind.AUTHORITY_OFFICER,
        starts_on=make.LONG_AGO,
    )


def make_assistant(world) -> None:
    make.post(world.nora, world.schools["Ash"], "lsa")


def make_governor(world) -> None:
    make.post(world.nora, world.schools["Oak"], "governor")


@pytest.mark.parametrize(
    ("become", "said", "clusters"),
    [
        (make_officer, "As an officer of the authority", set()),
        (make_assistant, "As a learning support assistant", {"North", "South"}),
        (make_governor, "As a school governor", {"North"}),
    ],
)
def test_who_has_no_list_here_yet_reads_what_to_expect(client, world, see, become, said, clusters):
    become(world)

    page = see(world.nora)

    assert words(page.main).startswith("Waiting for you Nothing needs you now.")
    assert said in words(page.main)
    links = [link for link in page.select("main li a") if "/clusters/" in link["href"]]
    assert {words(link) for link in links} == clusters
    for link in page.select("main a"):
        assert client.get(link["href"], follow=True).status_code == 200, link["href"]


def test_who_sets_up_one_cluster_reads_what_it_lacks(world, see):
    west = make.cluster("West", of=world.north.cluster.authority)
    make.office(world.nora, west, "clerk")

    page = see(world.nora)

    assert tasks(page) == [("Set up West", "Not ready")]
    assert "Set the date of the first panel." in words(page.main)


def test_an_administrator_reads_which_clusters_have_no_panel(world, see):
    make.cluster("West", of=world.north.cluster.authority)

    assert tasks(see(world.root)) == [("Set up West", "Not ready")]


def test_the_page_writes_which_applications_it_showed(world, see):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)

    see(world.olive)

    looks = Look.objects.filter(by=world.olive, door="home")
    assert [look.record_ids for look in looks] == [[draft.pk]]


@pytest.fixture
def treasury_of(world):
    return treasury.open_up(world, treasury.WORDS)


def rows(page: BeautifulSoup, caption: str) -> list[list[str]]:
    table = next(one for one in page.select("table") if caption in words(one.caption))
    return [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_the_finance_officer_finds_what_to_release_and_what_is_held(world, see, treasury_of):
    page = see(world.fay)

    assert tasks(page) == [("1 payment to release", "Due now")]
    assert [row[:2] for row in rows(page, "next four months")] == [
        ["Due now", "1"],
        ["Waits for countersignature", "1"],
        ["Held Elm School: canaryholdwhy", "1"],
        [rows(page, "next four months")[3][0], "2"],
    ]
    assert rows(page, "next four months")[3][0].startswith("Later The first on ")


def test_an_uninvolved_officer_finds_what_to_countersign(world, see, treasury_of):
    assert ("1 payment to countersign", "To countersign") in tasks(see(world.cleo))
    assert "To countersign" not in {tag for _, tag in tasks(see(world.fay))}


def test_the_schools_finance_officer_finds_what_is_due_and_what_came(world, see, treasury_of):
    make.post(world.nora, world.schools["Oak"], Post.Kind.FINANCE_OFFICER)
    page = see(world.nora)
    paid = treasury_of.awards["oak"].instalments.get(number=1)

    assert navigation(page) == ["Home", "Awards"]
    assert [row[2] for row in rows(page, "The next payments")] == ["£299.98"]
    assert [(row[1][-13:], row[2]) for row in rows(page, "The newest payments")] == [
        (paid.remittance, "£299.97")
    ]
    assert "No payment is due" in words(see(_finance_officer(world, "Fir")).main)
    assert "Payments due" not in words(see(world.dev).main)  # a head without an award


def _finance_officer(world, school):
    who = make.person("Finn Fir")
    make.post(who, world.schools[school], Post.Kind.FINANCE_OFFICER)
    return who


def test_signed_out_one_is_asked_to_sign_in(client, db):
    response = client.get("/")

    assert response.status_code == 302
    assert response.url.startswith("/account/login")


def what_others_do_on(world) -> None:
    """On Oak's cases, and to Oak's waiting check: all of it behind Ben's back."""
    waiting, item = world.north.waiting["own"], world.north.items["own"]
    actions.answer_no_interest(check=waiting, by=world.carol)
    actions.find_ready(check=waiting, note="Whole.", by=world.carol)
    actions.answer_no_interest(check=item.check_row, by=world.asha)
    actions.cast_vote(item=item, choice="against", by=world.asha)
    actions.give_score(item=item, value=1, by=world.dana)


def without_tokens(page: BeautifulSoup) -> str:
    return re.sub(r'(content|value)="[A-Za-z0-9]{64}"', "", str(page))


def test_a_silent_observers_page_does_not_move_with_what_the_others_do(world, see):
    before = without_tokens(see(world.ben)), without_tokens(see(world.carol))

    what_others_do_on(world)

    assert without_tokens(see(world.ben)) == before[0]
    # The control: for the free checker the same page does move.
    assert without_tokens(see(world.carol)) != before[1]


def test_what_is_ready_leads_to_starting_an_agenda_and_then_to_the_agenda(world, see):
    later = make.panel_date(world.north.cluster, days=40)
    make.ready(make.submitted(world.elsa, world.schools["Elm"], later), by=world.dana)
    start = (f"Start the agenda for {format_weekday(later.held_on)}", "To start")
    to_list = ("1 application to put on the agenda", "To list")

    before = tasks(see(world.carol))
    page = see(world.carol)
    make.meeting(later, by=world.cleo)
    after = tasks(see(world.carol))

    assert start in before
    assert to_list not in before
    assert "1 application checked and ready" in words(page.main)
    assert to_list in after
    assert start not in after


def test_a_silent_chair_is_not_led_to_what_is_ready_of_their_own_school(world, see):
    later = make.panel_date(world.north.cluster, days=40)
    before = tasks(see(world.ben))

    make.ready(make.submitted(world.olive, world.schools["Oak"], later), by=world.dana)

    assert tasks(see(world.ben)) == before
    assert tasks(see(world.carol)) != before


@pytest.mark.parametrize("key", ["olive", "ben", "carol", "root"])
def test_the_number_of_queries_does_not_grow(world, client, sign_in, key):
    sign_in(client, world.people[key])

    def queries_now() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    def add_one(number: int) -> None:
        oak, panel = world.schools["Oak"], world.north.panel_date
        make.draft(world.olive, oak, panel)
        check = make.submitted(world.elsa, world.schools["Elm"], panel)
        make.item(make.ready(check, by=world.dana), world.north.meeting, by=world.cleo)
        make.submitted(world.elsa, world.schools["Elm"], panel)
        later = make.panel_date(world.north.cluster, days=30 + number)
        make.meeting(later, by=world.cleo)
        make.cluster(f"Far {number}", of=world.north.cluster.authority)

    counts = []
    added = 0
    for wanted in (1, 3, 10):
        while added < wanted:
            added += 1
            add_one(added)
        counts.append(queries_now())

    assert counts == [counts[0]] * 3


def test_a_new_outcome_is_listed_for_the_school_for_four_weeks(see, world):
    make.fund(world.north.cluster, by=world.fay)
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.told(item, by=world.dana)
    news = {(item.application.title, "Awarded")}

    assert parts_of(see(world.olive))["New from the panel"] == news
    assert "New from the panel" not in parts_of(see(world.dana))
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert "New from the panel" not in parts_of(see(world.olive))
