"""A parent complains without an account and follows it by a private link."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from complaints import actions, queries
from complaints.models import (
    LINK_LASTS,
    Complaint,
    ComplaintLink,
    ComplaintStage,
    ComplaintWords,
    Concerned,
    Contact,
    ConversationNote,
    NoteAnswer,
)
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from tests import factories as make
from tests.harness.browsing import Browser


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()
    yield
    cache.clear()


def fill(world) -> tuple[Client, str]:
    """The whole form, up to what it sends to."""
    client = Client()
    form = f"/complain/{world.north.cluster.public_id}/"
    oak = world.schools["Oak"]
    assert client.get(form).status_code == 200
    for step, answers in (
        ("about", {"about": "cluster"}),
        ("school", {"school": oak.urn}),
        ("people", {"people": ["cluster_senco"]}),
        ("words", {"words": "Nobody told us why.", "reference": ""}),
        ("you", {"name": "Pat Parent", "email": "pat@home.example", "telephone": "", "child": ""}),
    ):
        assert client.get(form + step).status_code == 200
        answered = client.post(form + step, answers)
        assert answered.status_code == 302, answered.content.decode()
    assert "Nobody told us why." in client.get(form + "check").content.decode()
    return client, client.post(form + "check").headers["Location"]


def test_the_form_makes_one_complaint_and_gives_its_link(world):
    client, where = fill(world)

    made = Complaint.objects.get()
    page = client.get(where).content.decode()
    assert (made.about, made.school, made.recorded_by) == ("cluster", world.schools["Oak"], None)
    assert [row.text for row in ComplaintWords.objects.all()] == ["Nobody told us why."]
    assert [row.name for row in Contact.objects.all()] == ["Pat Parent"]
    assert {row.person for row in Concerned.objects.all()} == {world.carol}
    assert made.reference in page
    assert f"http://testserver{where}" in page
    assert f"http://testserver{where}" not in client.get(where).content.decode()  # shown once


def test_answers_leave_the_session_once_they_are_sent(world):
    client, _ = fill(world)

    assert [key for key in client.session if "complaint of" in key] == []


def test_a_question_is_not_skipped(world):
    form = f"/complain/{world.north.cluster.public_id}/"

    answered = Client().get(form + "check")

    assert answered.headers["Location"] == form + "about"


def test_the_secret_of_a_link_is_in_no_table(world, case):
    hashes = set(ComplaintLink.objects.values_list("token_hash", flat=True))

    assert case.token not in hashes
    assert queries.hash_of(case.token) in hashes
    lines = [str(line.detail) for line in AuditLine.objects.all()]
    assert [line for line in lines if case.token in line] == []


def test_a_link_opens_its_own_complaint_and_no_other(world, case):
    other, _ = make.complaint(world.north.cluster, world.schools["Oak"], words="Another matter.")

    page = Client().get(f"/complaint/{case.token}/").content.decode()

    assert "Nobody said why." in page
    assert "Another matter." not in page
    assert other.reference not in page


def test_a_note_of_another_complaint_is_not_there(world, case):
    other, token = make.complaint(world.north.cluster, world.schools["Oak"])
    note = note_on(other, world.carol)

    assert Client().get(f"/complaint/{case.token}/notes/{note.public_id}").status_code == 404
    assert Client().get(f"/complaint/{token}/notes/{note.public_id}").status_code == 200


def note_on(complaint: Complaint, by, **facts) -> ConversationNote:
    facts = {"held_on": timezone.localdate(), "how": "meeting", "people": "Parent"} | facts
    return actions.write_note(
        stage=make.latest_stage(complaint),
        note=ConversationNote(text="We talked about the letter.", **facts),
        agreed_aloud=False,
        by=by,
    )


def test_a_link_that_does_not_work_is_like_none(world, case):
    answered = Client().get("/complaint/nothing/")
    actions.renew_link(complaint=case.complaint, by=world.carol)
    ended = Client().get(f"/complaint/{case.token}/")

    assert (answered.status_code, ended.status_code) == (404, 404)
    assert answered.content.count(b"\n") == ended.content.count(b"\n")


def test_a_link_works_for_a_while_after_the_end(world, case, monkeypatch):
    make.ended_stage(case.complaint, by=world.carol)
    actions.close(complaint=case.complaint, ending="satisfied", by=world.ben)

    def answers_at(moment) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return Client().get(f"/complaint/{case.token}/").status_code

    case.complaint.refresh_from_db()
    end = case.complaint.closed_at
    assert [answers_at(end + LINK_LASTS), answers_at(end + LINK_LASTS + timedelta(1))] == [200, 404]


def test_the_page_is_kept_nowhere_and_found_by_no_search(world, case):
    answered = Client().get(f"/complaint/{case.token}/")

    assert answered.headers["Cache-Control"] == "no-store, private"
    assert answered.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in answered.content.decode()


def test_too_many_wrong_links_stop_the_right_one_too(world, case):
    client = Client()
    for number in range(30):
        client.get(f"/complaint/wrong{number}/")

    assert client.get(f"/complaint/{case.token}/").status_code == 429


def test_too_many_complaints_from_one_place_are_stopped_and_nothing_typed_is_lost(world):
    for _ in range(10):
        fill(world)
    client = Client()
    form = f"/complain/{world.north.cluster.public_id}/"
    for step, answers in (
        ("about", {"about": "cluster"}),
        ("school", {"school": world.schools["Oak"].urn}),
        ("people", {"people": ["none"]}),
        ("words", {"words": "The eleventh.", "reference": ""}),
        ("you", {"name": "Pat Parent"}),
    ):
        client.post(form + step, answers)

    assert client.post(form + "check").status_code == 429
    assert Complaint.objects.count() == 10
    assert "The eleventh." in client.get(form + "check").content.decode()


def test_the_next_stage_is_asked_for_after_an_outcome_and_in_time(world, case):
    with pytest.raises(DomainError, match="no outcome yet"):
        actions.ask_next(complaint=case.complaint)
    make.ended_stage(case.complaint, by=world.carol)

    Client().post(f"/complaint/{case.token}/next")

    kinds = [row.kind for row in ComplaintStage.objects.filter(complaint=case.complaint)]
    assert kinds == ["discussion", "governor"]


def test_after_the_time_staff_can_still_open_the_next_stage(world, case, monkeypatch):
    outcome = make.ended_stage(case.complaint, by=world.carol)
    late = timezone.now() + (outcome.ask_by - timezone.localdate()) + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    with pytest.raises(DomainError, match="has passed"):
        actions.ask_next(complaint=case.complaint)

    actions.open_next(stage=make.latest_stage(case.complaint), by=world.carol)

    assert make.latest_stage(case.complaint).kind == "governor"


def test_a_note_is_agreed_once(world, case):
    note = note_on(case.complaint, world.carol)
    client = Client()
    url = f"/complaint/{case.token}/notes/{note.public_id}"

    empty = client.post(url, {"agreed": "no", "words": ""})
    client.post(url, {"agreed": "no", "words": "It was on Monday."})
    again = client.post(url, {"agreed": "yes", "words": ""})

    assert "Say what is not right" in empty.content.decode()
    assert "answered already" in again.content.decode()
    assert [(row.agreed, row.words) for row in NoteAnswer.objects.all()] == [
        (False, "It was on Monday.")
    ]


def test_a_complaint_goes_through_all_four_stages(world, case):
    north, complaint = world.north, case.complaint
    for by in (world.carol, case.lin):
        make.ended_stage(complaint, by=by)
        actions.ask_next(complaint=complaint)
    stage = make.latest_stage(complaint)
    for person in (case.govan, case.gita, case.hedy):
        actions.name_handler(stage=stage, person=person, by=world.cleo)
    make.ended_stage(complaint, by=case.hedy, kind="partly", will_do="Write to them.")
    actions.ask_next(complaint=complaint)
    actions.tell_authority(
        stage=make.latest_stage(complaint), reasons="The SEND team, today.", by=world.cleo
    )
    with pytest.raises(DomainError, match="no further stage"):
        actions.ask_next(complaint=complaint)
    actions.close(complaint=complaint, ending="elsewhere", by=case.hedy)

    page = Client().get(f"/complaint/{case.token}/").content.decode()
    assert "it has gone through every stage here" in page
    assert "The SEND team, today." in page
    assert north.cluster.name in page
    with pytest.raises(DomainError, match="has ended"):
        actions.add_words(complaint=complaint, text="More.", by=None)


def test_mails_only_link_and_each_has_a_link_of_its_own(world, case):
    make.ended_stage(case.complaint, by=world.carol, reasons="Because of the canary.")
    actions.ask_next(complaint=case.complaint)

    to_parent = OutgoingMail.objects.filter(address="pat@home.example")
    told = {mail.address for mail in OutgoingMail.objects.exclude(address="pat@home.example")}
    assert [mail.subject for mail in to_parent.order_by("pk")] == [
        f"Your complaint {case.complaint.reference}",
        f"There is news of your complaint {case.complaint.reference}",
    ]
    assert len({mail.link for mail in to_parent}) == 2
    assert told == {who.email for who in (world.carol, world.ben, world.gil, case.lin)}
    everything = " ".join(mail.body + mail.subject for mail in OutgoingMail.objects.all())
    for secret in ("canary", "Pat", "Nobody said", "/complaint/"):
        assert secret not in everything


def test_where_nobody_handles_a_stage_those_who_can_name_somebody_are_told(world):
    OutgoingMail.objects.all().delete()
    make.complaint(world.north.cluster, world.schools["Oak"], concerned=["cluster_senco", "chair"])

    told = {mail.address: mail.subject for mail in OutgoingMail.objects.all()}

    assert set(told) == {world.dana.email, world.cleo.email}
    assert all(subject.startswith("A complaint needs somebody") for subject in told.values())


def test_a_line_is_all_that_others_see(world, case):
    page = Browser(world.cleo).get(f"/complaints/{case.complaint.public_id}/")

    assert page.status == 200
    assert case.complaint.reference in page.text
    for secret in ("Nobody said why.", "Pat Parent", "Oak School"):
        assert secret not in page.text


def test_whoever_takes_it_down_sees_the_link_once(world):
    client_page = Browser(world.cleo)
    answers = {
        "about": "cluster",
        "school": world.schools["Oak"].urn,
        "people": ["none"],
        "words": "Told on the telephone.",
        "name": "Pat Parent",
    }
    url = f"/complaints/record/{world.north.cluster.public_id}"

    page = client_page.post(url, answers)

    assert page.status == 302
    assert page.location.startswith("/complaints/")


def test_a_person_that_it_is_about_gets_nothing_of_it(world, case):
    actions.name_concerned(
        complaint=case.complaint, person=world.ben, why=Concerned.Why.ABOUT, by=world.carol
    )

    page = Browser(world.ben).get(f"/complaints/{case.complaint.public_id}/")
    listed = Browser(world.ben).get("/complaints/")

    assert page.status == 404
    assert case.complaint.reference not in listed.text
