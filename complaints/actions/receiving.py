"""What the person who complains does, by the public form, their private link, or aloud."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, Office
from complaints import emails
from complaints.actions.opening import make_link, open_stage, send_link
from complaints.models import (
    Complaint,
    ComplaintStage,
    ComplaintWords,
    Concerned,
    Contact,
    ConversationNote,
    NoteAnswer,
)
from complaints.procedures import chosen_by, plan_at
from complaints.queries import case_of, ended
from core import audit
from core.errors import DomainError
from schools.models import Post, School


@dataclass(frozen=True)
class Complainant:
    name: str
    email: str = ""
    telephone: str = ""
    child: str = ""


@transaction.atomic
def receive(
    *,
    cluster: Cluster,
    about: str,
    school: School,
    words: str,
    complainant: Complainant,
    reference: str = "",
    concerned: Iterable[str] = (),
    by: User | None,
) -> tuple[Complaint, str]:
    """Takes a complaint down and opens its first stage; the complaint, and its link's secret.

    `concerned` are the offices and posts whose holders it is about; `reference` is that of the
    decision it is about, as the letter quotes it. One that fits nothing changes nothing, so that
    nobody learns by it what there is.
    """
    complaint = Complaint.objects.create(
        cluster=cluster,
        about=about,
        school=school,
        application=case_of(cluster, reference),
        procedure=chosen_by(cluster, about).procedure,
        recorded_by=by,
    )
    Contact.objects.create(
        cluster=cluster,
        complaint=complaint,
        name=complainant.name,
        email=complainant.email,
        telephone=complainant.telephone,
        child=complainant.child,
    )
    people = _holders(cluster, school, set(concerned))
    Concerned.objects.bulk_create(
        Concerned(
            cluster=cluster, complaint=complaint, person_id=person, why=Concerned.Why.ABOUT, by=by
        )
        for person in sorted(people)
    )
    audit.record(by=by, verb="received a complaint", subject=complaint)
    stage = open_stage(complaint, 1, by)
    ComplaintWords.objects.create(
        cluster=cluster, complaint=complaint, stage=stage, text=words, by=by
    )
    send_link(complaint, by)
    return complaint, make_link(complaint, by)


def _holders(cluster: Cluster, school: School, kinds: set[str]) -> set[int]:
    """Who holds one of these offices in the cluster, or posts at the school, today. A school may
    have several heads, and nobody outside need know which of them is meant."""
    if Post.Kind.HEADTEACHER in kinds:
        kinds = kinds | set(Post.HEADS)
    offices = Office.objects.live().filter(cluster=cluster, kind__in=kinds)
    posts = Post.objects.live().filter(school=school, kind__in=kinds)
    return {row.person_id for rows in (offices, posts) for row in rows}


@transaction.atomic
def add_words(*, complaint: Complaint, text: str, by: User | None) -> ComplaintWords:
    """Something more that the person who complains wants to say."""
    complaint = _open(complaint)
    stage = ComplaintStage.objects.filter(complaint=complaint).order_by("-number")[0]
    words = ComplaintWords.objects.create(
        cluster_id=complaint.cluster_id, complaint=complaint, stage=stage, text=text, by=by
    )
    audit.record(by=by, verb="added to a complaint", subject=complaint)
    emails.words_added(stage=stage, words=words)
    return words


@transaction.atomic
def ask_next(*, complaint: Complaint, by: None = None) -> ComplaintStage:
    """The next stage, asked for by the private link within its time."""
    complaint = _open(complaint)
    stage = ComplaintStage.objects.filter(complaint=complaint).order_by("-number")[0]
    outcome = ended(stage)
    if outcome is None:
        raise DomainError("This stage has no outcome yet. You can ask for the next one after it.")
    if plan_at(complaint, stage.number + 1) is None:
        raise DomainError("There is no further stage here. The page says where you can go next.")
    if outcome.ask_by is None or timezone.localdate() > outcome.ask_by:
        raise DomainError(
            "The time to ask for the next stage has passed. Add what kept you from asking to your "
            "complaint, and the people who handle it can still open the next stage."
        )
    opened = open_stage(complaint, stage.number + 1, by)
    audit.record(by=by, verb="asked for the next stage", subject=complaint, stage=opened.number)
    return opened


@transaction.atomic
def answer_note(
    *, note: ConversationNote, agreed: bool, words: str = "", by: User | None
) -> NoteAnswer:
    """Whether the person who complains agrees with a note of a conversation, once."""
    note = (
        ConversationNote.objects.select_for_update(of=("self",))
        .select_related("stage")
        .get(pk=note.pk)
    )
    complaint = _open(note.stage.complaint)
    if NoteAnswer.objects.filter(note=note).exists():
        raise DomainError("This note has been answered already.")
    if not agreed and not words.strip():
        raise DomainError("Say what is not right in the note.", field="words")
    answer = NoteAnswer.objects.create(
        cluster_id=note.cluster_id, note=note, agreed=agreed, words=words, by=by
    )
    audit.record(by=by, verb="answered a note", subject=complaint, agreed=agreed)
    emails.note_answered(note=note)
    return answer


def _open(complaint: Complaint) -> Complaint:
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.closed_at is not None:
        raise DomainError("This complaint has ended, so nothing can be added to it.")
    return complaint
