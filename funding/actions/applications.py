"""What a school does with its applications. Submitting is `panels.actions.submit`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Sum
from django.utils import timezone

from accounts import grants
from accounts.grants import Grant
from clusters.models import Membership, PanelDate
from core import audit
from core.edits import require_same, values_of
from core.errors import DomainError
from funding import emails
from funding.actions.awarding import unreserve
from funding.actions.funds import show_balances
from funding.models import (
    ApplicantSchool,
    Application,
    ApplicationGrant,
    ApplicationPupil,
    Authorship,
    CostLine,
    HopedOutcome,
    Signature,
    StatusChange,
)
from funding.queries import digest_of, missing_from, signature_on
from pupils.models import Pupil
from schools.models import School

COST = ("what", "amount_pence")
OUTCOME = ("what", "measure", "baseline", "target", "by_when")
PUPIL = ("year_group", "provision")
GONE = (
    "Somebody removed this while you wrote. Copy your words, go back to the list and add it again."
)
Row = TypeVar("Row", bound=Model)
LONGEST_SHARE = timedelta(days=366)


@transaction.atomic
def start_application(
    *, school: School, panel_date: PanelDate, title: str, kind: str, by: Any
) -> Application:
    """A draft of this school for one panel of a cluster to which the school belongs."""
    cluster_id = panel_date.cluster_id
    if cluster_id is None:
        raise DomainError("That panel is the authority’s. Apply to your cluster’s panel.")
    if not Membership.objects.live().filter(school=school, cluster_id=cluster_id).exists():
        raise DomainError(f"{school} is not a member of that cluster. Choose another panel.")
    if not panel_date.is_open:
        raise DomainError("That panel has closed. Choose a later one.")
    application = Application.objects.create(
        cluster_id=cluster_id, school=school, panel_date=panel_date, title=title, kind=kind
    )
    ApplicantSchool.objects.create(cluster_id=cluster_id, application=application, school=school)
    record_author(application=application, person=by)
    set_status(application, Application.Status.DRAFT, by=by)
    audit.record(by=by, verb="started", subject=application)
    return application


@transaction.atomic
def save_draft(
    *, application: Application, fields: Iterable[str], by: Any, version: str = ""
) -> Application:
    """Keeps the named fields alone, so that two people in two sections lose nothing; whoever
    wrote any of it is an author from then on. Saved unchanged, nothing changes."""
    names = list(fields)
    if not _changes(application, _require_open(application), names, version=version):
        return application
    application.save(update_fields=[*names, "changed_at"])
    _edited(application, "wrote", by=by)
    return application


def add_cost(*, application: Application, what: str, amount_pence: int, by: Any) -> CostLine:
    line = CostLine(application=application, what=what, amount_pence=amount_pence)
    return save_cost(line=line, by=by)


@transaction.atomic
def save_cost(*, line: CostLine, by: Any, version: str = "") -> CostLine:
    """Adds or changes a line; the amount asked is always the sum of the lines, in pence."""
    application = line.application
    _require_open(application)
    if line.pk and not _changes(line, _as_it_is(line), COST, version=version):
        return line
    verb = "changed a cost" if line.pk else "added a cost"
    line.cluster_id = application.cluster_id
    line.save()
    _add_up(application)
    _edited(application, verb, by=by)
    return line


@transaction.atomic
def remove_cost(*, line: CostLine, by: Any) -> None:
    _require_open(line.application)
    line.delete()
    _add_up(line.application)
    _edited(line.application, "removed a cost", by=by)


@transaction.atomic
def save_outcome(*, outcome: HopedOutcome, by: Any, version: str = "") -> HopedOutcome:
    """Adds or changes one; a new one takes the first free number."""
    application = outcome.application
    _require_open(application)
    if outcome.pk and not _changes(outcome, _as_it_is(outcome), OUTCOME, version=version):
        return outcome
    if outcome.pk is None:
        taken = set(application.outcomes.values_list("number", flat=True))
        free = [number for number in range(1, HopedOutcome.MOST + 1) if number not in taken]
        if not free:
            raise DomainError("There are four outcomes already. Change or remove one of them.")
        outcome.number, outcome.cluster_id = free[0], application.cluster_id
    outcome.save()
    _edited(application, "wrote an outcome", by=by)
    return outcome


@transaction.atomic
def remove_outcome(*, outcome: HopedOutcome, by: Any) -> None:
    _require_open(outcome.application)
    outcome.delete()
    _edited(outcome.application, "removed an outcome", by=by)


@transaction.atomic
def ask_to_sign(*, application: Application, by: Any) -> Application:
    """Puts it before the school's heads, who are told by email that something waits."""
    application = _current(application)
    if not by.has_perm("funding.ask_to_sign_application", application):
        raise DomainError("It is with the headteacher already, or it has been submitted.")
    _require_whole(application)
    change = set_status(application, Application.Status.TO_SIGN, by=by)
    audit.record(by=by, verb="asked to sign", subject=application)
    emails.to_sign(application=application, change=change)
    return application


@transaction.atomic
def sign(*, application: Application, digest: str, by: Any) -> Signature:
    """The head signs what they read: `digest` is that of the page they had before them."""
    application = _current(application)
    if not by.has_perm("funding.sign_application", application):
        raise DomainError("It is signed already, or it has been submitted. Open it to see which.")
    _require_whole(application)
    if digest != digest_of(application):
        raise DomainError(
            "Somebody changed the application while you read it. Read it again, then sign."
        )
    signature = Signature.objects.create(
        cluster_id=application.cluster_id, application=application, person=by, digest=digest
    )
    record_author(application=application, person=by, part=Authorship.Part.SIGNED)
    set_status(application, Application.Status.SIGNED, by=by)
    audit.record(by=by, verb="signed", subject=application)
    emails.signed(application=application, signature=signature)
    return signature


@transaction.atomic
def send_back(*, application: Application, words: str, by: Any) -> Application:
    """The head does not sign it yet, and says why."""
    application = _current(application)
    if not by.has_perm("funding.sign_application", application):
        raise DomainError("It is signed already, or it has been submitted. Open it to see which.")
    change = set_status(application, Application.Status.DRAFT, by=by, words=words)
    audit.record(by=by, verb="sent back", subject=application)
    emails.sent_back(application=application, change=change)
    return application


@transaction.atomic
def share_draft(*, application: Application, colleague: Any, until: datetime, by: Any) -> Grant:
    """A colleague at the school may read and write the draft until a moment, never submit it."""
    if not by.has_perm("funding.share_application", application):
        raise DomainError("Only your school’s SENCO or headteacher shares a draft.")
    if until <= timezone.now():
        raise DomainError("Choose a day that is still to come.", field="until")
    if until > timezone.now() + LONGEST_SHARE:
        raise DomainError("Choose a day within a year from today.", field="until")
    if colleague == by:
        raise DomainError("You write it already. Enter a colleague’s address.", field="email")
    if not colleague.has_perm("schools.work_at_school", application.school):
        raise not_a_colleague(application.school)
    if colleague.has_perm("schools.apply_school", application.school):
        raise DomainError(
            f"{colleague} writes it already, as every SENCO and head of {application.school} does.",
            field="email",
        )
    grant = grants.give(
        ApplicationGrant,
        "write",
        application,
        to=colleague,
        by=by,
        why="Writes the draft with the school",
        until=until,
    )
    audit.record(by=by, verb="shared", subject=application, person=colleague.pk)
    emails.shared(application=application, colleague=colleague)
    return grant


def not_a_colleague(school: School) -> DomainError:
    """The same whether the address is nobody's here or that of somebody elsewhere."""
    return DomainError(
        f"Nobody with a post at {school} has that address. Ask your headteacher to give them a "
        "post, then share the draft.",
        field="email",
    )


@transaction.atomic
def end_share(*, application: Application, grant: ApplicationGrant, by: Any) -> None:
    if not by.has_perm("funding.share_application", application):
        raise DomainError("Only your school’s SENCO or headteacher ends this.")
    grants.end(grant)
    audit.record(by=by, verb="ended a share", subject=application, person=grant.user_id)


@transaction.atomic
def withdraw(*, application: Application, by: Any) -> Application:
    """Takes it back. Nothing is lost: it can be read, and it keeps its history."""
    application = _current(application)
    if not by.has_perm("funding.withdraw_application", application):
        raise DomainError("It cannot be withdrawn any more: the panel has decided on it.")
    set_status(application, Application.Status.WITHDRAWN, by=by)
    unreserve(application=application, by=by)
    show_balances(application=application)
    audit.record(by=by, verb="withdrew", subject=application)
    return application


@transaction.atomic
def add_pupil(
    *, application: Application, year_group: str, provision: str, by: Any
) -> ApplicationPupil:
    """Makes a code for the pupil and puts them on the application."""
    _require_open(application)
    if application.kind == Application.Kind.PUPIL and application.pupils.exists():
        raise DomainError("This application is for one pupil, who is already on it.")
    pupil = Pupil.objects.create(
        school_id=application.school_id, year_group=year_group, provision=provision, made_by=by
    )
    added = ApplicationPupil.objects.create(
        cluster_id=application.cluster_id,
        application=application,
        school_id=pupil.school_id,
        pupil=pupil,
        code=pupil.code,
        year_group=year_group,
        provision=provision,
    )
    _edited(application, "added a pupil", by=by, pupil=pupil.pk)
    return added


@transaction.atomic
def save_pupil(*, pupil: ApplicationPupil, by: Any, version: str = "") -> ApplicationPupil:
    """Puts the year group or the provision right; the code stays the same."""
    _require_open(pupil.application)
    if not _changes(pupil, _as_it_is(pupil), PUPIL, version=version):
        return pupil
    pupil.save(update_fields=[*PUPIL])
    Pupil.objects.filter(pk=pupil.pupil_id).update(
        year_group=pupil.year_group, provision=pupil.provision
    )
    _edited(pupil.application, "changed a pupil", by=by, pupil=pupil.pupil_id)
    return pupil


@transaction.atomic
def remove_pupil(*, pupil: ApplicationPupil, by: Any) -> None:
    """Takes a pupil off a draft; the code stays with the school."""
    _require_open(pupil.application)
    pupil.delete()
    _edited(pupil.application, "removed a pupil", by=by, pupil=pupil.pupil_id)


def record_author(
    *, application: Application, person: Any, part: str = Authorship.Part.WROTE
) -> None:
    """Authorship makes a conflict, so each hand that wrote or signed is kept, once."""
    Authorship.objects.get_or_create(
        cluster_id=application.cluster_id, application=application, person=person, part=part
    )


def set_status(application: Application, status: str, *, by: Any, words: str = "") -> StatusChange:
    """Moves the application on and writes its history. `words` are for the school to read."""
    application.status = status
    application.save(update_fields=["status", "submitted_at", "changed_at"])
    return StatusChange.objects.create(
        cluster_id=application.cluster_id,
        application=application,
        status=status,
        by=by,
        words=words,
    )


def _current(application: Application) -> Application:
    """The row as it is now, locked until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def _edited(application: Application, verb: str, *, by: Any, **detail: Any) -> None:
    """Every change names its author and takes a signed application back to a draft: the signature
    was for other words. Where a signature covers it as it stands now, it is signed."""
    record_author(application=application, person=by)
    audit.record(by=by, verb=verb, subject=application, **detail)
    current = _current(application)
    current.save(update_fields=["changed_at"])
    if current.status == Application.Status.RETURNED:
        return
    status = Application.Status.SIGNED if signature_on(current) else Application.Status.DRAFT
    if current.status != status:
        set_status(current, status, by=by)


def _changes(typed: Row, current: Row, names: Iterable[str], *, version: str) -> bool:
    """Whether it says something else than what stands, which nobody changed since `version`."""
    names = list(names)
    now, new = values_of(current, names), values_of(typed, names)
    at = current.changed_at if isinstance(current, Application) else None
    require_same(version, now=now, typed=new, at=at)
    return now != new


def _as_it_is(row: Row) -> Row:
    """A part as it is now, under its application's lock."""
    current = type(row)._default_manager.filter(pk=row.pk).first()
    if current is None:
        raise DomainError(GONE)
    return current


def _add_up(application: Application) -> None:
    application.amount_pence = application.cost_lines.aggregate(sum=Sum("amount_pence"))["sum"]
    application.save(update_fields=["amount_pence", "changed_at"])


def _require_whole(application: Application) -> None:
    lacking = missing_from(application)
    if lacking:
        raise DomainError("Still missing: " + "; ".join(lacking) + ".")


def _require_open(application: Application) -> Application:
    current = _current(application)
    if not current.is_editable:
        raise DomainError(
            "This application has been submitted, so it cannot be changed. Ask the cluster SENCO "
            "to return it if something is wrong."
        )
    return current
