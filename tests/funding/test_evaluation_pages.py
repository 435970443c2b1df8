"""The pages of evaluations, in each of their states."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from clusters.models import Rules
from funding import actions, queries
from funding.models import Award, Evaluation, OutcomeReached, Progress
from tests import factories as make

TODAY = timezone.localdate()


@pytest.fixture
def award(world) -> Award:
    """Elm's, of which the first half is paid."""
    make.fund(world.north.cluster, by=world.fay)
    made = make.award(world.north.items["elm"].application, by=world.dana)
    actions.release(instalment=made.instalments.get(number=1), by=world.fay)
    return made


@pytest.fixture
def url(award) -> str:
    return f"/evaluations/{award.evaluation.public_id}/"


@pytest.fixture
def as_(client, sign_in, world):
    return lambda name: sign_in(client, world.people[name])


def words(response) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def day(name: str, value) -> dict[str, int]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def due_in(award: Award, days: int) -> None:
    Evaluation.objects.filter(award=award).update(due_on=TODAY + timedelta(days=days))


def test_the_senco_writes_it_part_by_part_and_sends_it(as_, url, award):
    elsa = as_("elsa")
    assert "12 things are missing" in words(elsa.get(url))
    assert "only £625.00 of it has been paid so far" in words(elsa.get(f"{url}write/money"))

    _fill(elsa, url)

    shown = words(elsa.get(url))
    assert "missing" not in shown
    assert "You did not spend £25.00." in shown
    elsa.post(f"{url}send")
    shown = words(elsa.get(url))
    assert "does not change any more" in shown
    assert "£25.00 is to come back." in shown
    assert OutcomeReached.objects.get().result == "met"


def _fill(elsa, url):
    helped = {"intervention": "reading", "led_by": "ta", "sessions_delivered": "20"}
    elsa.post(
        f"{url}write/help", helped | day("actual_from_on", TODAY) | day("actual_to_on", TODAY)
    )
    reached = {"actual_1": "88", "result_1": "met"} | day("on_1", TODAY)
    elsa.post(f"{url}outcomes", reached)
    elsa.post(f"{url}write/money", {"spent_pence": "600"})
    elsa.post(f"{url}write/views", {"pupils_view": "Likes it", "staff_view": "Reads more"})
    learnt = {"next_step": "stop", "avoided": "neither", "may_share": "True"}
    elsa.post(f"{url}write/learnt", learnt | {"what_worked": "Each day"})


def test_whoever_sends_it_while_the_help_goes_on_is_told_to_wait(as_, url, award):
    warning = "If it goes on, wait until it has ended"
    _fill(as_("elsa"), url)

    late = Evaluation.objects.filter(award=award)
    late.update(due_on=TODAY + timedelta(days=28))
    assert warning not in words(as_("elsa").get(url))
    late.update(due_on=TODAY + timedelta(days=29))
    assert warning in words(as_("elsa").get(url))


def test_what_is_half_answered_is_said_beside_it_and_nothing_is_lost(as_, url):
    answer = as_("elsa").post(f"{url}outcomes", {"actual_1": "88 points"})

    shown = words(answer)
    assert "Choose if outcome 1 was met" in shown
    assert "Enter the day on which you measured outcome 1" in shown
    assert b'value="88 points"' in answer.content


def test_a_name_is_found_before_it_is_kept(as_, url):
    answer = as_("elsa").post(f"{url}write/learnt", {"what_worked": "Emily liked it"})

    assert "looks like a first name" in words(answer)


def test_no_more_is_spent_than_was_granted(as_, url):
    answer = as_("elsa").post(f"{url}write/money", {"spent_pence": "1250.01"})

    assert "must be £1,250.00 or less" in words(answer)


def test_more_may_be_spent_than_was_paid_so_far_and_nothing_comes_back(as_, world, award, url):
    page = as_("elsa").post(f"{url}write/money", {"spent_pence": "1,000.00"}, follow=True)

    assert "£1,000.00 was spent: only £625.00 has been paid so far" in words(page)
    assert "only £625.00 of it has been paid so far" in words(as_("elsa").get(f"{url}write/money"))
    now = queries.evaluation_of(award)
    assert (now.spent_pence, now.unspent, now.to_return) == (100_000, 0, 0)


def test_the_help_did_not_end_before_it_was_granted(as_, url):
    long_ago = {"actual_from_on_2": "2019", "actual_to_on_2": "2020"}
    days = {f"actual_{end}_on_{box}": "1" for end in ("from", "to") for box in (0, 1)}

    answer = as_("elsa").post(f"{url}write/help", days | long_ago)

    assert "The end must be on or after " in words(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"score_before": "80"}, "Enter both scores, or both ages, or all four."),
        ({}, "Enter both scores, or both ages, or all four."),
        ({"months_before": "8.11", "months_after": "9:07"}, "with a colon, like 8:11"),
        ({"months_before": "8:12", "months_after": "9:07"}, "with a colon, like 8:11"),
        ({"score_before": "8", "score_after": "90"}, "from 40 to 160"),
    ],
)
def test_results_that_cannot_be_are_refused(as_, url, typed, said):
    tested = day("before_on", TODAY - timedelta(days=100)) | day("after_on", TODAY)
    answer = as_("elsa").post(f"{url}progress", {"measure": "reading", **tested, **typed})

    assert said in words(answer)
    assert Progress.objects.count() == 0


@pytest.mark.parametrize("age", ["8:11", "8y11m", "8 years 11 months"])
def test_ages_are_years_and_months(as_, url, age):
    tested = day("before_on", TODAY - timedelta(days=183)) | day("after_on", TODAY)
    typed = {"measure": "reading", "months_before": age, "months_after": "9:11"}
    answer = as_("elsa").post(f"{url}progress", typed | tested, follow=True)

    assert Progress.objects.get().months_before == 107
    assert "8:11 to 9:11 12 months gained 2.0 useful" in words(answer)


def test_an_earlier_second_test_is_refused(as_, url):
    tested = day("before_on", TODAY) | day("after_on", TODAY - timedelta(days=3))
    typed = {"measure": "reading", "score_before": "80", "score_after": "85"}

    answer = as_("elsa").post(f"{url}progress", typed | tested)

    assert "The second test was before the first." in words(answer)


def test_officers_who_see_the_line_are_told_who_reads_it(as_, url):
    answer = as_("fay").get(url)

    assert answer.status_code == 403
    assert "You can see when this evaluation is due" in answer.content.decode()


def test_the_cluster_senco_sends_it_back_and_the_school_reads_why(as_, url, award, world):
    make.evaluation_sent(award, by=world.elsa, spent=62_500)
    carol = as_("carol")
    assert "What is to be changed?" in words(carol.get(url))
    assert "Enter what is to be changed" in words(carol.post(f"{url}send-back", {}))

    carol.post(f"{url}send-back", {"words": "Which test was it?"})

    assert carol.get(url).status_code == 403
    shown = words(as_("elsa").get(url))
    assert "It came back to you with these words Which test was it?" in shown


def test_a_head_signs_on_the_page(as_, url, award, world):
    Rules.objects.filter(cluster=world.north.cluster).update(head_signs=True)
    make.evaluation_sent(award, by=world.elsa, spent=62_500)
    assert "The headteacher signs it next." in words(as_("elsa").get(url))
    sue = as_("sue")
    assert "Evaluation: Elm speech" in words(sue.get("/"))
    assert "Evaluation: Elm speech" in words(sue.get("/to-sign/"))

    sue.post(f"{url}sign")

    assert "Nothing waits for your signature" in words(sue.get("/to-sign/"))
    assert Evaluation.objects.get(award=award).signed_by == world.sue


def test_first_screens_say_what_is_due_late_and_to_come_back(as_, award, world):
    assert "Evaluation: Elm speech" not in words(as_("elsa").get("/"))
    due_in(award, 20)
    assert "To write" in words(as_("elsa").get("/"))
    assert "overdue" not in words(as_("carol").get("/"))
    due_in(award, -3)
    assert "Overdue" in words(as_("elsa").get("/"))
    assert "1 evaluation overdue" in words(as_("carol").get("/"))

    make.evaluation_sent(award, by=world.elsa, spent=60_000)

    assert "overdue" not in words(as_("carol").get("/"))
    assert "£25.00 to come back" in words(as_("fay").get("/"))


def test_the_finance_officer_enters_what_came_back_as_it_stands_there(as_, award, world):
    make.evaluation_sent(award, by=world.elsa, spent=60_000)
    fay = as_("fay")
    assert "Enter that it came back" in words(fay.get(f"/awards/{award.public_id}/"))
    page = BeautifulSoup(fay.get(f"/awards/{award.public_id}/return").content, "html.parser")
    assert page.select_one("[name=amount_pence]")["value"] == "25.00"

    fay.post(f"/awards/{award.public_id}/return", {"amount_pence": "25.00"})

    assert "£25.00 has come back. Nothing is left to do." in words(
        fay.get(f"/awards/{award.public_id}/")
    )
    assert queries.evaluation_of(award).to_return == 0


def test_the_list_filters_and_reminds(as_, award):
    carol = as_("carol")
    due_in(award, -1)
    assert "Overdue" in words(carol.get("/evaluations/?state=overdue"))
    assert "No evaluation like that" in words(carol.get("/evaluations/?state=sent"))

    told = carol.post(f"/evaluations/{award.evaluation.public_id}/remind", follow=True)

    assert "Elm School is told by email, with a link." in words(told)
    assert "No evaluations yet" in words(as_("olive").get("/evaluations/"))


def test_the_application_says_where_its_evaluation_is(as_, award, world):
    address = f"/applications/{award.application.public_id}/"
    assert "Write the evaluation" in words(as_("elsa").get(address))

    make.evaluation_sent(award, by=world.elsa, spent=60_000)

    shown = words(as_("elsa").get(address))
    assert "£25.00 is to come back. Read the evaluation" in shown
    assert "Evaluation Done" in shown
