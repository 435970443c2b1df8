"""The school's door: start, write, submit, read, and read again after a return."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.models import PanelDate
from core.errors import DomainError
from funding import actions as funding_actions
from funding.models import Application
from panels import actions
from tests import factories as make

WHY = "Two cycles of support have not closed the gap."


@pytest.fixture
def olive(client, sign_in, world):
    return sign_in(client, world.olive)


@pytest.fixture
def draft(world) -> Application:
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


def page_of(application: Application) -> str:
    return f"/applications/{application.public_id}/"


def test_a_senco_goes_from_nothing_to_submitted(olive, world):
    start = {
        "school": world.schools["Oak"].urn,
        "panel_date": world.north.panel_date.public_id,
        "kind": "pupil",
        "title": "Talking in class",
    }
    made = olive.post("/applications/start", start)
    application = Application.objects.get(title="Talking in class")
    assert made.url == page_of(application)
    assert "11 things are missing" in olive.get(made.url).content.decode()

    today = timezone.localdate()
    term = make.school_term(world.north.cluster)
    agreed = {"agreed_on_0": today.day, "agreed_on_1": today.month, "agreed_on_2": today.year}
    aim = {"by_when_0": 1, "by_when_1": 7, "by_when_2": today.year + 1}
    for part, data in (
        (
            "request",
            {
                "title": "Talking in class",
                "need": "SLCN",
                "terms": "2",
                "first_term": term.starts_on,
                "panel_date": world.north.panel_date.public_id,
            },
        ),
        ("pupils", {"year_group": "4", "provision": "K"}),
        ("reasons", {"why": WHY, "plan": "Small groups."}),
        ("costs", {"what": "Assistant time", "amount_pence": "£1,000.00"}),
        ("costs", {"what": "Materials", "amount_pence": "250"}),
        (
            "outcomes",
            {"what": "Speaks", "measure": "Count", "baseline": "2", "target": "8"} | aim,
        ),
        (
            "views",
            {"parents_view": "They agree.", "pupils_view": "Likes it.", "agreed_by": "parent"}
            | agreed,
        ),
    ):
        assert olive.post(f"{made.url}write/{part}", data).status_code == 302, part
    olive.post(f"{made.url}submit")

    application.refresh_from_db()
    assert (application.status, application.amount_pence) == ("submitted", 125_000)
    page = olive.get(made.url).content.decode()
    assert {WHY in page, "Materials" in page, "from 2 to 8" in page} == {True}


def test_what_is_missing_is_said_and_submitting_is_refused(olive, world, draft):
    for line in draft.cost_lines.all():
        olive.post(f"{page_of(draft)}write/costs/{line.public_id}/remove")

    refused = olive.post(f"{page_of(draft)}submit")

    assert refused.status_code == 200
    assert "add what it costs" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Their UPN is B801200005001.", "UPN"),
        ("Born 14/05/2016, reads little.", "date of birth"),
    ],
)
def test_what_identifies_a_child_is_refused_and_kept_on_the_page(olive, draft, text, said):
    response = olive.post(f"{page_of(draft)}write/reasons", {"why": text, "plan": "Groups."})

    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert text in page
    draft.refresh_from_db()
    assert draft.why == WHY


def test_the_title_of_a_new_application_is_looked_through(olive, world):
    data = {
        "school": world.schools["Oak"].urn,
        "panel_date": world.north.panel_date.public_id,
        "kind": "pupil",
        "title": "Reading for Amelia",
    }

    asked = olive.post("/applications/start", data)
    assert "<mark>Amelia</mark>" in asked.content.decode()
    assert not Application.objects.filter(title=data["title"]).exists()
    olive.post("/applications/start", data | {"keep_words": "on"})

    assert Application.objects.filter(title=data["title"]).exists()


def test_a_likely_name_is_asked_about_once(olive, draft):
    words = {"why": "We think Amelia needs more help.", "plan": "Groups."}
    url = f"{page_of(draft)}write/reasons"

    asked = olive.post(url, words)
    assert asked.status_code == 200
    assert "They do not identify a child" in asked.content.decode()
    kept = olive.post(url, words | {"keep_words": "on"})

    draft.refresh_from_db()
    assert kept.status_code == 302
    assert draft.why == words["why"]


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("costs", {"what": "Typed words", "amount_pence": "1.250"}, "1.250"),
        ("costs", {"what": "Typed words", "amount_pence": "-5"}, "-5"),
        ("outcomes", {"what": "Typed words", "by_when_0": "31", "by_when_1": "2"}, 'value="31"'),
        ("request", {"title": "Typed words", "terms": "9"}, "Choose one of the options"),
        ("views", {"parents_view": "Typed words", "agreed_by": "parent"}, "the day they agreed"),
    ],
)
def test_a_wrong_entry_keeps_everything_typed(olive, draft, part, typed, said):
    response = olive.post(f"{page_of(draft)}write/{part}", typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert "Typed words" in page
    assert said in page


def test_two_people_in_two_sections_lose_nothing(world, draft):
    """Each section keeps its own fields: the one saved last does not undo the other."""
    mine, theirs = Application.objects.get(pk=draft.pk), Application.objects.get(pk=draft.pk)
    mine.why, theirs.title = "Mine.", "Theirs"

    funding_actions.save_draft(application=mine, fields=["why"], by=world.olive)
    funding_actions.save_draft(application=theirs, fields=["title"], by=world.olive)

    draft.refresh_from_db()
    assert (draft.why, draft.title) == ("Mine.", "Theirs")


def test_a_cost_is_changed_on_its_own_page(olive, world, draft):
    funding_actions.add_cost(application=draft, what="Cards", amount_pence=500, by=world.olive)
    [first, _] = draft.cost_lines.all()
    url = f"{page_of(draft)}write/costs/{first.public_id}"
    assert f'href="{url}"' in olive.get(f"{page_of(draft)}write/costs").content.decode()
    page = olive.get(url).content.decode()
    assert ("Change this cost" in page, f'value="{first.what}"' in page) == (True, True)

    wrong = olive.post(url, {"what": "Assistant, 3 hours a week", "amount_pence": "nothing"})
    assert "Assistant, 3 hours a week" in wrong.content.decode()
    olive.post(url, {"what": "Assistant, 3 hours a week", "amount_pence": "900"})

    costs = [(line.what, line.amount_pence) for line in draft.cost_lines.all()]
    assert costs == [("Assistant, 3 hours a week", 90_000), ("Cards", 500)]
    draft.refresh_from_db()
    assert draft.amount_pence == 90_500


def test_a_changed_cost_takes_the_signature_away(world, draft):
    make.signed(draft, by=world.ben)
    [line] = draft.cost_lines.all()
    line.amount_pence += 1

    funding_actions.save_cost(line=line, by=world.olive)

    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(("kind", "said"), [("pupil", "The pupil"), ("group", "The pupils")])
def test_one_pupil_or_several_is_said_so(olive, draft, kind, said):
    draft.kind = kind
    draft.save()

    headings = {
        re.search(pattern, olive.get(page_of(draft) + rest).content.decode()).group(1)
        for pattern, rest in (
            (r'write/pupils">([^<]+)<', ""),
            (r"<h1[^>]*>([^<]+)</h1>", "write/pupils"),
            (r"<title>([^<–]+) –", "write/pupils"),
        )
    }
    assert headings == {said}


def test_a_year_group_is_asked_for_in_words(olive, draft):
    page = olive.get(f"{page_of(draft)}write/pupils")

    assert "so nobody else can be added" in page.content.decode()
    draft.pupils.all().delete()
    page = olive.get(f"{page_of(draft)}write/pupils").content.decode()
    assert '<option value="" selected>Choose a year group</option>' in page


def test_four_outcomes_are_the_most(olive, world, draft):
    for _ in range(3):
        make.outcome(draft, world.olive)

    page = olive.get(f"{page_of(draft)}write/outcomes").content.decode()

    assert "You have four outcomes" in page
    with pytest.raises(DomainError, match="four outcomes already"):
        make.outcome(draft, world.olive)


def test_after_the_closing_time_a_later_panel_is_chosen(olive, world, draft):
    later = make.panel_date(world.north.cluster, days=60)
    panel = world.north.panel_date
    panel.closes_at = timezone.now() - timedelta(minutes=1)
    panel.save()

    assert olive.post(f"{page_of(draft)}submit").status_code == 200
    draft.refresh_from_db()
    assert draft.status == "draft"
    data = {
        "title": draft.title,
        "need": "HI",
        "terms": "1",
        "first_term": draft.first_term.starts_on,
        "panel_date": later.public_id,
    }
    assert olive.post(f"{page_of(draft)}write/request", data).status_code == 302
    olive.post(f"{page_of(draft)}submit")
    draft.refresh_from_db()
    assert (draft.status, draft.panel_date_id) == ("submitted", later.pk)


def test_a_returned_application_says_what_is_needed_and_can_be_sent_again(olive, world, draft):
    check = actions.submit(application=draft, by=world.olive)
    actions.answer_no_interest(check=check, by=world.carol)
    actions.return_to_school(check=check, needed="Add the costs of each week.", by=world.carol)

    page = olive.get(page_of(draft)).content.decode()
    assert "Add the costs of each week." in page
    olive.post(f"{page_of(draft)}submit")

    draft.refresh_from_db()
    check.refresh_from_db()
    assert draft.status == "submitted"
    assert check.outcome == ""


def test_a_submitted_application_cannot_be_written(olive, world, draft):
    actions.submit(application=draft, by=world.olive)

    refused = olive.get(f"{page_of(draft)}write/reasons")

    assert refused.status_code == 403
    assert "has been submitted" in refused.content.decode()


def test_a_pupil_is_known_by_a_code_and_can_be_taken_off_a_draft(olive, draft):
    [pupil] = draft.pupils.all()
    assert pupil.code in olive.get(page_of(draft)).content.decode()

    olive.post(f"{page_of(draft)}write/pupils/{pupil.code}/remove")

    assert not draft.pupils.exists()


def test_a_panel_of_another_cluster_or_an_unknown_school_is_not_offered(olive, world):
    ours = {
        "panel_date": world.north.panel_date.public_id,
        "school": world.schools["Oak"].urn,
        "kind": "pupil",
        "title": "Ours",
    }
    for wrong in (
        {"panel_date": world.south.panel_date.public_id},
        {"school": world.schools["Yew"].urn},
        # By a table's key nothing is chosen.
        {"panel_date": world.north.panel_date.pk},
        {"school": world.schools["Oak"].pk},
    ):
        assert olive.post("/applications/start", ours | wrong).status_code == 200
    assert not Application.objects.filter(title="Ours").exists()
    assert olive.post("/applications/start", ours).status_code == 302


def test_what_was_chosen_is_still_chosen_when_the_page_opens_again(olive, draft):
    page = olive.get(f"{page_of(draft)}write/request").content.decode()

    chosen = re.findall(r'name="(first_term|panel_date)"[^>]*?value="([^"]+)"[^>]*? checked', page)
    assert chosen == [
        ("first_term", str(draft.first_term.starts_on)),
        ("panel_date", draft.panel_date.public_id),
    ]


def test_done_keeps_what_was_typed_and_leaves(olive, draft):
    url = f"/applications/{draft.public_id}/write/costs"
    before = draft.cost_lines.count()
    empty = {"what": "", "amount_pence": ""}

    left = olive.post(url, empty | {"done": "1"})
    saved = olive.post(url, {"what": "Therapist", "amount_pence": "1,100.50", "done": "1"})
    refused = olive.post(url, empty | {"what": "No amount", "done": "1"})

    application = f"/applications/{draft.public_id}/"
    assert (left.url, saved.url) == (application, application)
    assert (refused.status_code, "No amount" in refused.content.decode()) == (200, True)
    assert draft.cost_lines.count() == before + 1
    assert draft.cost_lines.get(what="Therapist").amount_pence == 110_050


def test_a_term_that_is_over_when_the_panel_meets_is_not_offered(olive, draft):
    terms = make.terms_ahead(draft.cluster)
    url = f"/applications/{draft.public_id}/write/request"

    def offered() -> set[str]:
        page = olive.get(url).content.decode()
        return {str(term.starts_on) for term in terms if f'value="{term.starts_on}"' in page}

    assert offered() == {str(term.starts_on) for term in terms}  # the control
    type(draft).objects.filter(pk=draft.pk).update(first_term=None)
    PanelDate.objects.filter(cluster=draft.cluster).update(
        held_on=terms[1].starts_on, closes_at=timezone.now() + timedelta(days=1)
    )

    assert offered() == {str(term.starts_on) for term in terms[1:]}
