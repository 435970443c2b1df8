"""What a school does with its applications. Submitting is `panels.actions.submit`."""

from typing import Any

from django.db import transaction

from clusters.models import Membership, PanelDate
from core import audit
from core.errors import DomainError
from funding.models import ApplicantSchool, Application, ApplicationPupil, Authorship, StatusChange
from pupils.models import Pupil
from schools.models import School


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
def save_draft(*, application: Application, by: Any) -> Application:
    """Keeps the changed fields; whoever wrote any of it is an author from then on."""
    _require_open(application)
    application.save()
    record_author(application=application, person=by)
    audit.record(by=by, verb="wrote", subject=application)
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
        pupil=pupil,
        code=pupil.code,
        year_group=year_group,
        provision=provision,
    )
    record_author(application=application, person=by)
    audit.record(by=by, verb="added a pupil", subject=application, pupil=pupil.pk)
    return added


@transaction.atomic
def remove_pupil(*, pupil: ApplicationPupil, by: Any) -> None:
    """Takes a pupil off a draft; the code stays with the school."""
    _require_open(pupil.application)
    audit.record(by=by, verb="removed a pupil", subject=pupil.application, pupil=pupil.pupil_id)
    pupil.delete()


def record_author(*, application: Application, person: Any) -> None:
    """Authorship makes a conflict, so each hand that wrote is kept, once."""
    Authorship.objects.get_or_create(
        cluster_id=application.cluster_id,
        application=application,
        person=person,
        part=Authorship.Part.WROTE,
    )


def set_status(application: Application, status: str, *, by: Any, words: str = "") -> None:
    """Moves the application on and writes its history. `words` are for the school to read."""
    application.status = status
    application.save()
    StatusChange.objects.create(
        cluster_id=application.cluster_id,
        application=application,
        status=status,
        by=by,
        words=words,
    )


def _require_open(application: Application) -> None:
    current = Application.objects.select_for_update().get(pk=application.pk)
    if not current.is_editable:
        raise DomainError(
            "This application has been submitted, so it cannot be changed. Ask the cluster SENCO "
            "to return it if something is wrong."
        )
