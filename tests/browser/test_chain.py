"""The whole chain, from an application to what came of it, by the people whose chain it is.

Each goes by what stands on their own pages, from their first screen on.
"""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from clusters.models import Office
from core.models import OutgoingMail
from schools.models import Post
from tests import factories as make
from tests.browser.conftest import Browse
from tests.browser.walking import Seen, Walker
from tests.wall import wall_open
from tests.world import World

TITLE = "Speech sounds every morning"
WHY = "Two terms of daily practice have not closed the gap."
REASONS = "The plan fits the need and starts soon."
CONDITION = "Say after one term how it goes."
WORKED = "Short games with the same adult every day."
NOTE = "Costs are right, nothing is missing."
# What the room knows and a silent observer does not.
OF_THE_ROOM = (WHY, REASONS, CONDITION, NOTE, "Enough people", "Item 1: awarded")

Kind = Office.Kind


@dataclass
class West:
    """A cluster of two schools in which nothing has happened yet."""

    people: dict[str, User]


@pytest.fixture
def west(committed: World) -> West:
    with transaction.atomic(), wall_open():
        return _west()


def _west() -> West:
    of = make.authority("Westshire")
    beech, larch = make.school("Beech School", of=of), make.school("Larch School", of=of)
    cluster = make.cluster("West", beech, larch, of=of, head_signs=True)
    posts = {
        "senco": ("Sena Beech", beech, Post.Kind.SENCO),
        "head": ("Hugo Beech", beech, Post.Kind.HEADTEACHER),
        "observer": ("Olga Beech", beech, Post.Kind.GOVERNOR),
        "chair": ("Chloe Larch", larch, Post.Kind.HEADTEACHER),
    }
    people = {key: make.person(name) for key, (name, _, _) in posts.items()}
    for key, (_, school, kind) in posts.items():
        make.post(people[key], school, kind)
    people["cluster SENCO"] = make.person("Lena Lead")
    people["finance officer"] = make.person("Finn Finance")
    people["governor"] = make.person("Gita Governor")
    for key, kind in (
        ("chair", Kind.CHAIR),
        ("observer", Kind.MEMBER),
        ("cluster SENCO", Kind.CLUSTER_SENCO),
        ("finance officer", Kind.FINANCE_OFFICER),
        ("governor", Kind.LINK_GOVERNOR),
    ):
        make.office(people[key], cluster, kind)
    make.panel_date(cluster)
    make.terms_ahead(cluster)
    make.fund(cluster, by=people["finance officer"])
    OutgoingMail.objects.all().delete()
    return West(people)


def test_seven_people_take_an_application_from_a_draft_to_its_impact(west: West, browse: Browse):
    seen = Seen()

    def meet(key: str) -> Walker:
        walker = Walker(browse(west.people[key]), key, seen)
        walker.home()
        return walker

    senco = meet("senco")
    reference = writes(senco)
    head = meet("head")
    signs_and_submits(head)
    lead = meet("cluster SENCO")
    finds_ready(lead, reference)
    puts_on_agenda(lead, reference)
    chair, observer = meet("chair"), meet("observer")
    answers(chair, reference)
    starts_the_meeting(lead)
    awards(chair, observer, reference)
    publishes(chair)
    knows_that_it_is_published(observer)
    reads_the_letter(senco, west, reference)
    finance = meet("finance officer")
    releases(finance)
    finds_it_paid(senco)
    evaluates(senco, reference)
    signs_the_evaluation(head)
    sees_the_impact(meet("governor"))

    assert seen.faults == {}
    assert len(seen.kinds) > 30  # the control: pages were looked at


def writes(senco: Walker) -> str:
    """Section by section, then asks the headteacher to sign."""
    page = senco.page
    senco.goes_on("Start an application", "Start an application")
    page.get_by_label("What is it for?").fill(TITLE)
    page.get_by_label("West").check()
    page.get_by_label("One pupil").check()
    senco.presses("Start the application", TITLE, "Your draft is started")
    reference = page.locator(".govuk-caption-l").inner_text()
    senco.follows("What it is for", "What it is for")
    page.get_by_label("Primary need").select_option("Speech, language and communication needs")
    page.get_by_label("2 terms").check()
    page.get_by_label("Autumn, from").check()
    senco.presses("Save and go back to the list", TITLE, "Saved")
    senco.follows("The pupil", "The pupil", exact=True)
    page.get_by_label("Year group").select_option("Year 2")
    page.get_by_label("SEN support").check()
    senco.presses("Add this pupil", "The pupil", "is on the application")
    senco.presses("Done: back to the application", TITLE)
    senco.follows("Why, and what you will do", "Why, and what you will do")
    page.get_by_label("Why is more needed").fill(WHY)
    page.get_by_label("What will you do with the money?").fill("A trained assistant, daily.")
    senco.presses("Save and go back to the list", TITLE, "Saved")
    senco.follows("What it costs", "What it costs")
    page.get_by_label("What does it pay for?").fill("Teaching assistant")
    page.get_by_label("Cost").fill("1,200")
    senco.presses("Add this cost", "What it costs", "The cost is saved")
    senco.presses("Done: back to the application", TITLE)
    hopes(senco)
    says_what_the_family_says(senco)
    senco.presses("Ask your headteacher to sign", TITLE, "Your headteacher is told")
    return reference


def hopes(senco: Walker) -> None:
    page = senco.page
    senco.follows("What you hope to reach", "What you hope to reach")
    page.get_by_label("What will be different").fill("Asks for help in a sentence")
    page.get_by_label("How will you measure it?").fill("Count in a morning")
    page.get_by_label("Where does it stand now?").fill("2")
    page.get_by_label("Where should it be?").fill("8")
    senco.day("By when?", "1", "7", str(timezone.localdate().year + 1))
    senco.presses("Save this outcome", "What you hope to reach", "The outcome is saved")
    senco.presses("Done: back to the application", TITLE)


def says_what_the_family_says(senco: Walker) -> None:
    page, words = senco.page, "What the family and the pupil say"
    senco.follows(words, words)
    page.get_by_label("What do the parents or carers say?").fill("They want to help at home.")
    page.get_by_label("What does the pupil say?").fill("Likes the small group.")
    page.get_by_label("A parent or carer").check()
    senco.day("When did they agree?", "1", "9", str(timezone.localdate().year - 1))
    senco.presses("Save and go back to the list", TITLE, "Saved")


def signs_and_submits(head: Walker) -> None:
    head.follows(TITLE, TITLE)
    head.finds(WHY)
    head.presses("Sign this application", TITLE, "You signed it")
    head.goes_on("Go on to submit", "Submit to the panel of")
    head.presses("Submit to the", TITLE, "is submitted")


def finds_ready(lead: Walker, reference: str) -> None:
    lead.follows("1 application to check", "To check")
    lead.follows(reference, TITLE)
    lead.never_sees(WHY)
    lead.presses("I have no interest", TITLE, "You said that you have no interest")
    lead.finds(WHY)
    lead.page.get_by_label("Note for the panel").fill(NOTE)
    lead.presses("It is ready for the panel", TITLE, "It is ready for the panel")


def puts_on_agenda(lead: Walker, reference: str) -> None:
    lead.follows("Put it on one", "Meetings")
    lead.presses("Start the agenda", "Panel of", "The meeting has its agenda")
    lead.presses(f"Put on the agenda application {reference}", "Panel of", "is on the agenda")


def answers(chair: Walker, reference: str) -> None:
    chair.home()
    chair.follows("1 item waits for your answer", "Panel of")
    chair.follows(reference, TITLE)
    chair.never_sees(WHY, NOTE)
    chair.presses("I have no interest", TITLE, "You said that you have no interest")
    chair.finds(WHY)
    chair.finds(NOTE)


def starts_the_meeting(lead: Walker) -> None:
    lead.goes_on("Start the meeting", "Who is here?")
    lead.presses("Start the meeting", "Panel of", "The meeting has started")


def awards(chair: Walker, observer: Walker, reference: str) -> None:
    """The observer's page stands open beside the chair's all the while."""
    watches(observer, reference)
    before = observer.page.locator("main").inner_text()
    expect(chair.page.get_by_role("button", name="Award £1,200.00")).to_be_visible()
    chair.goes_on("Award £1,200.00", "Record an award")
    chair.page.get_by_label("Reasons").fill(REASONS)
    chair.page.get_by_label("Conditions").fill(CONDITION)
    chair.presses("Record the award", "Panel of", "Item 1: awarded £1,200.00")
    chair.finds("All items are decided")
    with observer.page.expect_response("**/room"):  # it asks once more
        pass
    assert observer.page.locator("main").inner_text() == before
    observer.never_sees(*OF_THE_ROOM)
    observer.follows("Back to the agenda", "Panel of")
    observer.follows(reference, TITLE)
    observer.finds("You are a silent observer")
    observer.never_sees(*OF_THE_ROOM)


def watches(observer: Walker, reference: str) -> None:
    observer.turns_to("Meetings", "Meetings")
    observer.page.get_by_role("main").get_by_role("link").first.click()
    observer.sees("Panel of")
    observer.follows(reference, TITLE)
    observer.finds("You are a silent observer")
    observer.never_sees(*OF_THE_ROOM)
    observer.page.go_back()
    observer.follows("Room view", f"Beech School: {TITLE}")
    observer.finds("Olga Beech (own school)")


def publishes(chair: Walker) -> None:
    chair.goes_on("Read the letters and publish", "Outcomes of")
    chair.follows("Read the letter", "Letter for item 1")
    chair.finds(REASONS)
    chair.finds("EHC needs assessment")
    chair.presses("I have read it. It can go out", "Outcomes of")
    chair.presses("Publish 1 outcome", "Outcomes of", "1 outcome published")
    chair.finds("Everything is published")


def knows_that_it_is_published(observer: Walker) -> None:
    """The line says so, as everybody is told now; the papers and the reasons stay shut."""
    observer.page.reload()
    observer.sees(TITLE)
    observer.finds("Awarded: £1,200.00")
    observer.never_sees(WHY, REASONS, NOTE)


def reads_the_letter(senco: Walker, west: West, reference: str) -> None:
    with transaction.atomic():
        mails = OutgoingMail.objects.filter(person=west.people["senco"])
        subjects = list(mails.order_by("pk").values_list("subject", flat=True))
        bodies = "\n".join(mails.values_list("body", flat=True))
    assert any("outcome" in subject.lower() for subject in subjects), subjects
    assert [word for word in (TITLE, REASONS, "Awarded", "1,200") if word in bodies] == []
    senco.home()
    senco.page.get_by_label("Reference, school, name or word").fill(reference.lower())
    senco.presses("Find", TITLE)
    senco.finds("Awarded: £1,200.00 for 2 terms")
    senco.follows("Read the letter", "Letter")
    senco.finds(REASONS)
    senco.finds(CONDITION)


def releases(finance: Walker) -> None:
    finance.turns_to("To release", "Payments to release")
    finance.never_sees(TITLE, WHY, REASONS)
    finance.page.get_by_label("Release part 1 of").check()
    finance.presses("Go on with what you ticked", "Release 1 payment, £600.00?")
    finance.presses("Release £600.00", "Payments to release", "1 payment released: £600.00")


def finds_it_paid(senco: Walker) -> None:
    senco.turns_to("Home", "Waiting for you")
    senco.finds("Paid in the last two months")
    senco.page.get_by_role("table").last.get_by_role("link").click()
    senco.sees("")
    senco.finds("Paid")


def evaluates(senco: Walker, reference: str) -> None:
    page, heading = senco.page, f"Evaluation: {TITLE}"
    senco.turns_to("Evaluations", "Evaluations")
    senco.follows(reference, heading)
    senco.follows("The help that was given", "The help that was given")
    page.get_by_label("What was the money for?").select_option("Speech, language and communication")
    page.get_by_label("Who led it?").select_option("Teaching assistant")
    for question in ("When did it start?", "When did it end?"):
        senco.day(question, *today())
    page.get_by_label("Sessions that took place").fill("40")
    senco.presses("Save and go back to the list", heading, "Saved")
    senco.follows("What was reached", "What was reached")
    page.get_by_label("Outcome 1: where does it stand now?").fill("8 in a morning")
    senco.day("Outcome 1: when did you measure it?", *today())
    page.get_by_label("Met", exact=True).check()
    senco.presses("Save and go back to the list", heading, "Saved")
    senco.follows("The money", "The money")
    page.get_by_label("How much of it did you spend?").fill("600")
    senco.presses("Save and go back to the list", heading, "Saved")
    says_what_was_learnt(senco, heading)
    senco.presses("Send it to the cluster", heading, "The evaluation is sent")


def says_what_was_learnt(senco: Walker, heading: str) -> None:
    page = senco.page
    senco.follows("What people say", "What people say")
    page.get_by_label("What does the pupil say?").fill("I like our sound games.")
    page.get_by_label("What does the teacher or teaching assistant say?").fill("Asks for help.")
    senco.presses("Save and go back to the list", heading, "Saved")
    senco.follows("What you learnt", "What you learnt, and what comes next")
    page.get_by_label("What worked?").fill(WORKED)
    page.get_by_label("Stop: it is no longer needed").check()
    page.get_by_label("Neither").check()
    page.get_by_label("Yes").check()
    senco.presses("Save and go back to the list", heading, "Saved")


def today() -> tuple[str, str, str]:
    day = timezone.localdate()
    return str(day.day), str(day.month), str(day.year)


def signs_the_evaluation(head: Walker) -> None:
    head.home()
    head.follows(f"Evaluation: {TITLE}", f"Evaluation: {TITLE}")
    head.finds(WORKED)
    head.presses("Sign this evaluation", f"Evaluation: {TITLE}", "You signed it")


def sees_the_impact(governor: Walker) -> None:
    """Its figures are those of the months that have ended, so that no single award shows."""
    governor.never_sees(TITLE, WHY, REASONS)
    governor.turns_to("Impact", "Impact")
    governor.finds("No figures yet")
    governor.never_sees(TITLE, "Beech", "600", WORKED)
