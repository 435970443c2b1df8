"""The main job by forms and links alone."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.accounts import signing_in
from tests.browser.conftest import Browse
from tests.browser.hands import (
    can_sign_in,
    follow,
    has_problem,
    heading,
    is_told,
    press,
    turn_to,
    type_code,
    type_password,
)
from tests.world import World

WHY = "Two terms of daily practice have not closed the gap."
PLAN = "A trained assistant for four mornings each week, for two terms."


def test_signing_in(committed: World, browse: Browse):
    olive = committed.olive
    can_sign_in(olive)
    page = browse(java_script_enabled=False).page

    page.goto("/applications/")
    type_password(page, olive.email, "something else")
    expect(page.get_by_label("Email address")).to_have_value(olive.email)
    has_problem(page, "password", at="Email address")
    type_password(page, olive.email, signing_in.PASSWORD)
    type_code(page, "000000")
    has_problem(page, "code", at="Code")
    type_code(page, signing_in.code())

    heading(page, "Your school’s applications")


def test_from_an_application_to_a_vote(committed: World, browse: Browse):
    def opened_by(key: str) -> Page:
        page = browse(committed.people[key], java_script_enabled=False).page
        page.goto("/")
        return page

    reference = submits(opened_by("olive"))
    finds_ready(opened_by("dana"), reference)
    puts_on_agenda(opened_by("cleo"), reference)
    votes(opened_by("mia"), reference)


def submits(page: Page) -> str:
    press(page, "Start an application")
    press(page, "Start the application")
    has_problem(page, "Enter what it is for", at="What is it for?")
    page.get_by_label("What is it for?").fill("Speech sounds every morning")
    page.get_by_label("North").check()
    page.get_by_label("One pupil").check()
    press(page, "Start the application")
    heading(page, "Speech sounds every morning")
    asks(page)
    reasons(page)
    adds_pupil(page)
    costs(page)
    hopes(page)
    views(page)
    press(page, "Go on to submit")
    press(page, "Submit to")
    is_told(page, "is submitted")
    return page.locator(".govuk-caption-l").inner_text()


def asks(page: Page) -> None:
    follow(page, "What it is for")
    page.get_by_label("Primary need").select_option("Speech, language and communication needs")
    page.get_by_label("2 terms").check()
    page.get_by_label("Autumn, from").check()
    press(page, "Save and go back to the list")
    is_told(page, "Saved")


def costs(page: Page) -> None:
    follow(page, "What it costs")
    page.get_by_label("What does it pay for?").fill("Teaching assistant")
    page.get_by_label("Cost").fill("12 hundred")
    press(page, "Add this cost")
    has_problem(page, "pounds", at="Cost")
    expect(page.get_by_label("Cost")).to_have_value("12 hundred")
    page.get_by_label("Cost").fill("1,200")
    press(page, "Add this cost")
    is_told(page, "The cost is saved")
    press(page, "Done: back to the application")


def hopes(page: Page) -> None:
    follow(page, "What you hope to reach")
    page.get_by_label("What will be different").fill("Asks for help in a sentence")
    page.get_by_label("How will you measure it?").fill("Count in a morning")
    page.get_by_label("Where does it stand now?").fill("2")
    page.get_by_label("Where should it be?").fill("8")
    fill_date(page, "By when?", "1", "7", str(timezone.localdate().year + 1))
    press(page, "Save this outcome")
    is_told(page, "The outcome is saved")
    press(page, "Done: back to the application")


def views(page: Page) -> None:
    follow(page, "What the family and the pupil say")
    page.get_by_label("What do the parents or carers say?").fill("They want to help at home.")
    page.get_by_label("What does the pupil say?").fill("Likes the small group.")
    page.get_by_label("A parent or carer").check()
    press(page, "Save and go back to the list")
    has_problem(page, "the day they agreed", at="Day")
    fill_date(page, "When did they agree?", "1", "9", str(timezone.localdate().year - 1))
    press(page, "Save and go back to the list")
    is_told(page, "Saved")


def fill_date(page: Page, question: str, *parts: str) -> None:
    group = page.get_by_role("group", name=question)
    for label, part in zip(("Day", "Month", "Year"), parts, strict=True):
        group.get_by_label(label).fill(part)


def reasons(page: Page) -> None:
    """A date of birth is found, and the rest of what was typed is still there."""
    why = page.get_by_label("Why is more needed")
    follow(page, "Why, and what you will do")
    why.fill(f"{WHY} Born 3 May 2018.")
    page.get_by_label("What will you do with the money?").fill(PLAN)
    press(page, "Save and go back to the list")
    has_problem(page, "3 May 2018", at="Why is more needed")
    expect(page.get_by_label("What will you do with the money?")).to_have_value(PLAN)
    why.fill(WHY)
    press(page, "Save and go back to the list")
    is_told(page, "Saved")


def adds_pupil(page: Page) -> None:
    follow(page, "The pupil", exact=True)
    press(page, "Add this pupil")
    has_problem(page, "year group", at="Year group")
    page.get_by_label("Year group").select_option("Year 2")
    page.get_by_label("SEN support").check()
    press(page, "Add this pupil")
    is_told(page, "is on the application")
    press(page, "Done: back to the application")


def finds_ready(page: Page, reference: str) -> None:
    turn_to(page, "To check")
    follow(page, reference)
    expect(page.get_by_text(WHY)).to_have_count(0)
    press(page, "I have no interest")
    expect(page.get_by_text(WHY)).to_be_visible()
    press(page, "Return it to the school")
    has_problem(page, "Enter what the school needs", at="What does the school need")
    page.get_by_label("Note for the panel").fill("Costs are right.")
    press(page, "It is ready for the panel")
    is_told(page, "It is ready for the panel")


def puts_on_agenda(page: Page, reference: str) -> None:
    opens_meeting(page)
    press(page, f"Put on the agenda application {reference}")
    is_told(page, f"{reference} is on the agenda")


def votes(page: Page, reference: str) -> None:
    opens_meeting(page)
    follow(page, reference)
    expect(page.get_by_text(WHY)).to_have_count(0)
    press(page, "I have no interest")
    expect(page.get_by_text(WHY)).to_be_visible()
    press(page, "Save your vote")
    has_problem(page, "Choose for, against or abstain", at="For", exact=True)
    page.get_by_label("4: meets most").check()
    press(page, "Save your score")
    is_told(page, "Your score is saved")
    page.get_by_label("For", exact=True).check()
    press(page, "Save your vote")
    is_told(page, "Your vote is saved")
    page.get_by_label("Add a note for the panel").fill("A clear plan.")
    press(page, "Add this note")
    expect(page.get_by_text("A clear plan.")).to_be_visible()


def opens_meeting(page: Page) -> None:
    turn_to(page, "Meetings")
    page.get_by_role("main").get_by_role("link").first.click()
