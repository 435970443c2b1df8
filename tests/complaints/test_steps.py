"""The line of stages says what is over, what is going on, and nothing of what will not come."""

from django.test import Client

from complaints import actions, queries
from tests import factories as make
from tests.harness.browsing import Browser


def line(case) -> list[tuple[str, str]]:
    case.complaint.refresh_from_db()
    stages = queries.told_to_complainant(case.complaint)
    return [(step["name"], step["state"]) for step in queries.steps(case.complaint, stages)]


def test_a_stage_with_its_outcome_is_done_and_the_next_may_come(world, case):
    before = line(case)
    make.ended_stage(case.complaint, by=world.carol)

    assert before[0] == ("Cluster SENCO and chair", "current")
    assert line(case) == [
        ("Cluster SENCO and chair", "done"),
        ("SEND link governor", ""),
        ("Appeal panel", ""),
        ("Local authority", ""),
    ]


def test_a_complaint_that_is_closed_has_no_stage_to_come(world, case):
    make.ended_stage(case.complaint, by=world.carol)
    actions.close(complaint=case.complaint, ending="satisfied", by=world.carol)

    assert line(case) == [("Cluster SENCO and chair", "done")]
    page = Client().get(f"/complaint/{case.token}/").content.decode()
    assert "To come" not in page


def test_who_is_named_to_a_stage_is_said_to_handle_it_beside_the_others(world, case):
    url = f"/complaints/{case.complaint.public_id}/handler"
    browser = Browser(world.carol)

    form = browser.get(url).text
    done = browser.post(url, {"person": case.hedy.public_id}).messages

    others = " and ".join(
        one.name for one in queries.handling(make.latest_stage(case.complaint)) if one != case.hedy
    )
    assert f"Whoever you name handles it beside {others}, not in their place." in form
    assert done == (f"Hedy Ash handles this stage now, beside {others}. We told them by email.",)
