"""The demonstration, loaded by its command as a newcomer gets it."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from clusters.models import Cluster, Membership, Office, PanelDate
from complaints.queries import handling, latest_stages, waiting_for
from core import identifying
from core.dates import local_day
from core.models import AuditLine, OutgoingMail
from core.tenancy import acting_for, tenant
from funding.models import Application, Instalment
from funding.queries import missing_from
from panels.models import AgendaItem, Check, Declaration, Meeting, Note, Score, Vote
from pupils.models import Pupil
from reports.demo import cases, cast, places, season
from reports.demo.postman import REFUSES
from reports.impact import year_of
from reports.impact.complaints import complaints_of
from schools.models import Post, School
from tests.core.test_audit import is_free_text

VERBS = ("see_line", "answer", "observe", "read", "discuss", "note", "score", "vote")
WHOLE = {"see_line", "answer", "read", "discuss", "note", "score", "vote"}
LINE = {"see_line", "observe"}


@pytest.fixture
def everything(demo):
    with tenant(
        clusters=Cluster.objects.values_list("pk", flat=True),
        schools=School.objects.values_list("pk", flat=True),
    ):
        yield demo


def next_items(cluster: str) -> list[AgendaItem]:
    meeting = (
        Meeting.objects.filter(cluster__name=cluster, panel_date__held_on__gt=timezone.localdate())
        .order_by("panel_date__held_on")
        .first()
    )
    return list(AgendaItem.objects.filter(meeting=meeting))


def states(user: User, item: AgendaItem) -> set[str]:
    with acting_for(user):
        row = AgendaItem.objects.all().with_verbs(user, *VERBS).get(pk=item.pk)
    return {verb for verb in VERBS if getattr(row, f"can_{verb}")}


def output_of(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_chair_is_silent_where_the_deputy_sees_the_whole_item(everything):
    item, _, _ = next_items(cast.A)

    seen = {key: states(everything[key], item) for key in ("carol", "sue", "dana", "mo", "elsa")}

    assert seen == {
        "carol": LINE,
        "sue": LINE,
        "dana": WHOLE,
        "mo": {"see_line", "answer"},
        "elsa": WHOLE,
    }


def test_what_the_free_put_down_is_read_by_the_free_alone(everything):
    item, _, _ = next_items(cast.A)
    counts = {}

    for key in ("dana", "carol", "sue", "mo", "olive", "robin"):
        with acting_for(everything[key]):
            counts[key] = [
                model.objects.for_user(everything[key]).filter(item=item).count()
                for model in (Score, Vote, Note)
            ]

    assert counts == {
        "dana": [2, 2, 2],
        "carol": [0, 0, 0],
        "sue": [0, 0, 0],
        "mo": [0, 0, 0],
        "olive": [0, 0, 0],
        "robin": [0, 0, 0],
    }


def test_on_its_page_the_silent_read_the_line_and_why_the_free_the_whole(
    everything, client, sign_in
):
    item, _, _ = next_items(cast.A)
    case = next(case for case in cases.CASES if case.title == item.application.title)
    notes = Note.objects.filter(item=item).values_list("text", flat=True)
    secrets = {escape(text) for text in (case.why, case.plan, case.note, *notes)}
    pages = {}

    for key in ("carol", "sue", "mo", "dana"):
        page = sign_in(client, everything[key]).get(f"/items/{item.public_id}/").content.decode()
        pages[key] = " ".join(page.split())

    assert {key: {text in page for text in secrets} for key, page in pages.items()} == {
        "carol": {False},
        "sue": {False},
        "mo": {False},
        "dana": {True},
    }
    for key in ("carol", "sue"):
        assert case.title in pages[key]
        assert "because you have a post at Samphire Primary School" in pages[key]
    assert "You are a silent observer" not in pages["dana"]


def test_in_the_other_cluster_a_school_of_the_same_trust_silences(everything):
    words, signs = next_items(cast.B)

    assert [states(everything["uma"], item) for item in (words, signs)] == [
        LINE,
        {"see_line", "answer"},
    ]
    assert states(everything["asha"], signs) == LINE


def test_the_clusters_share_a_school():
    shared = set(places.CLUSTERS[0].schools) & set(places.CLUSTERS[1].schools)

    assert shared == {"Avocet"}


def test_the_clusters_are_as_written(everything):
    for group in places.CLUSTERS:
        names = {place.name for place in places.SCHOOLS if place.key in group.schools}
        members = Membership.objects.filter(cluster__name=group.name)
        assert {membership.school.name for membership in members} == names
        hosts = members.filter(kind=Membership.Kind.HOST)
        assert [host.school.name.split()[0] for host in hosts] == [group.host]


def test_every_step_of_an_application_is_there(everything):
    statuses = {row.status for row in Application.objects.all()}
    waiting = Check.objects.filter(outcome="")
    drafts = Application.objects.filter(status=Application.Status.DRAFT)

    assert statuses == set(Application.Status.values)
    assert {check.cluster.name for check in waiting} == {cast.A, cast.B}
    assert sorted(len(missing_from(draft)) for draft in drafts) == [6, 9, 9]


def test_every_office_and_post_has_somebody(everything):
    assert {office.kind for office in Office.objects.live()} == set(Office.Kind.values)
    assert {post.kind for post in Post.objects.live()} == set(Post.Kind.values)


def test_some_have_several_posts_two_addresses_cover_and_ended_posts(everything):
    today = timezone.localdate()
    covers = Office.objects.live().get(covers__isnull=False)

    assert (covers.person.name, covers.covers.person.name) == ("Yan Bellwether", "Sam Willowmere")
    assert Post.objects.live().filter(person=everything["priya"]).count() == 2
    assert {post.person.name for post in Post.objects.filter(ends_on__lt=today)} == {
        "Amina Reedsong",
        "Lena Stillwater",
    }


def test_two_years_of_panels_are_over_and_the_next_ones_are_to_come(everything):
    today = timezone.localdate()
    for cluster in Cluster.objects.all():
        dates = PanelDate.objects.filter(cluster=cluster)
        assert dates.filter(held_on__lt=today - timedelta(days=330)).count() >= 5
        assert dates.filter(held_on__lt=today).count() >= 12
        assert dates.filter(held_on__gt=today).count() >= 2
    over = Meeting.objects.filter(panel_date__held_on__lt=today)
    assert set(over.values_list("cluster", flat=True)) == set(
        Cluster.objects.values_list("pk", flat=True)
    )


def test_nothing_is_dated_later_than_now(everything):
    now = timezone.now()
    moments = [
        *AuditLine.objects.values_list("at", flat=True),
        *Declaration.objects.values_list("at", flat=True),
        *Vote.objects.values_list("made_at", flat=True),
        *Application.objects.values_list("changed_at", flat=True),
        *OutgoingMail.objects.values_list("created_at", flat=True),
    ]

    assert max(moments) <= now
    assert min(moments) < now - timedelta(days=60)


def test_only_a_new_payment_waits_for_a_second_signature(everything):
    waiting = Instalment.objects.filter(asked_at__isnull=False, released_at__isnull=True)

    assert 1 <= waiting.count() <= 2
    assert min(row.asked_at for row in waiting) > timezone.now() - timedelta(days=150)


def test_whatever_was_submitted_came_in_time(everything):
    for check in Check.objects.select_related("panel_date"):
        assert check.received_at < check.panel_date.closes_at


def test_one_complaint_is_overdue_and_its_handlers_were_reminded(everything):
    late = [one for one in latest_stages() if one.due_on < timezone.localdate()]
    late = [one for one in late if one.complaint.closed_at is None and not hasattr(one, "ended")]
    [stage] = late

    reminders = OutgoingMail.objects.filter(
        about="complaints.complaintstage", about_id=stage.pk, subject__startswith="Answer"
    )
    for person in handling(stage):
        [waits] = [one for one in waiting_for(person, 9) if one.stage == stage]
        assert (waits.is_theirs, waits.is_late) == (True, True)
        assert reminders.filter(person=person).count() == 2
    assert reminders.count() == 2 * len(handling(stage)) > 0


def test_the_overdue_complaint_counts_and_its_parent_was_not_reached(everything):
    [stage] = latest_stages().filter(kind="discussion", complaint__closed_at=None)
    complaint, today = stage.complaint, timezone.localdate()
    year = year_of(local_day(complaint.received_at))

    told = complaints_of(complaint.cluster, year, "that year", today, threshold=1)

    rows = {label: dict(cells) for label, cells in told.lines}
    assert rows["Cluster SENCO and chair"]["No outcome"] == "1"
    [lost] = OutgoingMail.objects.filter(about="complaints.complaint", about_id=complaint.pk)
    assert (lost.status, lost.address) == ("refused", f"parent@{REFUSES}")


def test_no_text_says_who_a_child_is(everything):
    texts = [
        text
        for case in cases.CASES
        for text in (case.title, case.why, case.plan, case.note, case.needed)
    ]
    texts += Note.objects.values_list("text", flat=True)
    texts += Declaration.objects.values_list("detail", flat=True)

    assert [finding for text in texts for finding in identifying.find(text)] == []


def test_loading_it_again_changes_nothing(everything):
    def rows():
        models = (User, School, Office, Post, Application, Check, Pupil, Vote, AuditLine)
        return [model._default_manager.count() for model in models]

    before = rows()

    assert output_of() == "The demonstration is loaded already. Nothing was changed.\n"
    assert rows() == before


def test_the_people_are_listed_by_their_job_each_in_one_line(demo):
    lines = output_of("--people").splitlines()
    named = [line for line in lines if line.startswith("  ")]

    assert [line for line in lines if not line.startswith("  ")] == list(cast.GROUPS)
    assert [line[2:20].strip() for line in named] == [
        person.name for person in cast.PEOPLE if not person.invited
    ]
    assert [line for line in named if "ilent observer" in line and "next meeting" in line] == [
        "  Carol Larksong     Chair, Saltmarsh Cluster; Headteacher, Samphire Primary School."
        " Silent observer for item 1 of the next meeting, her own school's."
    ]
    assert (
        "  Lena Stillwater    No post. Left the cluster: nothing is open to her any more." in named
    )


def test_its_audit_lines_hold_no_free_text(everything):
    """It sets clusters up by the same actions as the pages."""
    lines = AuditLine.objects.all()
    found = {(line.verb, str(line.detail)) for line in lines if is_free_text(line.detail)}

    assert found == set()
    assert len({line.verb for line in lines}) >= 20


def test_it_is_refused_outside_the_demonstration(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="This is no demonstration, so nothing was loaded"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_nobody_can_be_listed_before_it_is_loaded(db, settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="Nobody is there yet"):
        call_command("load_demo", "--people")


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2028, 7, 1)])
def test_on_every_day_of_a_year_there_is_a_panel_past_and_panels_to_come(first):
    for day in (first + timedelta(days=n) for n in range(0, 366, 3)):
        years = season.years_round(day)
        for group in places.CLUSTERS:
            found = season.panel_days(
                years, day, weekday=group.weekday, week=group.week, later=group.later
            )
            days = [held_on for _, held_on in found]
            assert days == sorted(set(days))
            assert min(days) < day
            assert len([held_on for held_on in days if held_on > day]) >= 3
