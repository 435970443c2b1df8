"""A parent on a phone complains and follows it through the stages."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from complaints import actions
from complaints.models import Complaint, ConversationNote
from core.dates import today
from schools.models import Post
from tests import factories as make
from tests.browser.conftest import Browse
from tests.browser.hands import follow, has_problem, heading, is_told, press
from tests.wall import wall_open
from tests.world import World

PHONE = {"width": 360, "height": 740}
WORDS = "Nobody told us why the support was not granted."


def test_a_parent_complains_and_follows_it_through_the_stages(
    committed: World, browse: Browse, address: str
):
    cache.clear()
    window = browse(viewport=PHONE)
    page, faults = window.page, []

    def look() -> None:
        faults.extend(f"{page.url.split('/')[-1]}: {fault}" for fault in window.faults())

    page.goto(f"/complain/{committed.north.cluster.public_id}/")
    heading(page, "Complain to North")
    look()
    page.get_by_role("button", name="Start").click()
    asks(page, look)
    link = page.locator(".govuk-notification-banner .app-long").inner_text()
    assert link == page.url
    expect(page.get_by_text("It is with the cluster SENCO and the chair")).to_be_visible()
    look()
    adds(page, look)
    with transaction.atomic(), wall_open():
        complaint = Complaint.objects.get()
        talks(complaint, committed)
    page.goto(link)
    agrees(page, look)
    for step in (
        At(committed.carol, "The letter gave reasons.", goes_to="a SEND link governor"),
        At(committed.gil, "The governor heard both.", goes_to="three heads and governors"),
    ):
        ends(complaint, step)
        page.goto(link)
        asks_on(page, step, look)
    panel = hears(complaint, committed)
    last = At(panel[0], "The three would have asked you.", goes_to="the local authority")
    ends(complaint, last)
    page.goto(link)
    asks_on(page, last, look)
    with transaction.atomic(), wall_open():
        actions.tell_authority(
            stage=make.latest_stage(complaint), reasons="The SEND team.", by=committed.cleo
        )
    page.goto(link)
    expect(page.get_by_text("There is no further stage here")).to_be_visible()
    look()
    with transaction.atomic(), wall_open():
        actions.close(
            complaint=complaint, ending="elsewhere", words="Thank you.", by=committed.cleo
        )
    page.goto(link)
    expect(page.get_by_text("it has gone through every stage here")).to_be_visible()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.get_by_role("link", name="Add something")).to_have_count(0)
    look()

    assert faults == []
    assert window.complaints == []


def asks(page: Page, look) -> None:
    press(page, "Continue")
    has_problem(page, "Choose what the complaint is about", at="What the cluster decided")
    look()
    page.get_by_label("What the cluster decided or did").check()
    press(page, "Continue")
    page.get_by_label("Oak School").check()
    look()
    press(page, "Continue")
    page.get_by_label("None of these").check()
    look()
    press(page, "Continue")
    press(page, "Continue")
    has_problem(page, "Enter what went wrong", at="What went wrong")
    page.get_by_label("What went wrong").fill(WORDS)
    look()
    press(page, "Continue")
    page.get_by_label("Your name").fill("Pat Parent")
    look()
    press(page, "Go on to check your answers")
    heading(page, "Check your answers")
    expect(page.get_by_text(WORDS)).to_be_visible()
    look()
    press(page, "Send my complaint")


def adds(page: Page, look) -> None:
    follow(page, "Add something to your complaint")
    look()
    page.get_by_label("What do you want to add?").fill("The letter came late.")
    press(page, "Add this to my complaint")
    is_told(page, "is added to your complaint")
    expect(page.get_by_text("The letter came late.")).to_be_visible()


def talks(complaint: Complaint, world: World) -> None:
    actions.write_note(
        stage=make.latest_stage(complaint),
        note=ConversationNote(
            held_on=today(), how="telephone", people="The parent", text="We talked about it."
        ),
        agreed_aloud=False,
        by=world.carol,
    )


def agrees(page: Page, look) -> None:
    follow(page, "Read it and say whether you agree")
    look()
    page.get_by_label("Yes, it says what was said").check()
    press(page, "Send my answer")
    is_told(page, "Your answer to the note is kept")
    expect(page.get_by_text("Agreed", exact=True)).to_be_visible()


@dataclass
class At:
    """How a stage ends, and where the parent then takes it."""

    handler: User
    reasons: str
    goes_to: str


def ends(complaint: Complaint, step: At) -> None:
    with transaction.atomic(), wall_open():
        make.ended_stage(complaint, by=step.handler, reasons=step.reasons)


def asks_on(page: Page, step: At, look) -> None:
    """Reads the outcome, and asks for the next stage."""
    look()
    follow(page, "Read the outcome of stage")
    expect(page.get_by_text(step.reasons)).to_be_in_viewport()
    page.get_by_role("button", name="Ask for the next stage").click()
    look()
    press(page, "Ask for the next stage")
    is_told(page, "has gone to the next stage")
    expect(page.get_by_text(f"It is with {step.goes_to}")).to_be_visible()
    look()


def hears(complaint: Complaint, world: World) -> list[User]:
    """Three who had nothing to do with it are named to the appeal."""
    with transaction.atomic(), wall_open():
        stage = make.latest_stage(complaint)
        panel = []
        for name in ("Govan Elm", "Gita Ash", "Hedy Ash"):
            person = make.person(name)
            make.post(person, world.schools[f"{name.split()[1]}"], Post.Kind.GOVERNOR)
            actions.name_handler(stage=stage, person=person, by=world.cleo)
            panel.append(person)
    return panel
