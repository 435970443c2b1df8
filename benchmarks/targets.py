"""The pages to ask for, a line each, with a session of whom they are asked for by."""

from collections.abc import Iterator

import django

django.setup()

from django.db import transaction  # noqa: E402 - the models need Django set up
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from clusters.models import Cluster, Membership  # noqa: E402
from core.tenancy import tenant  # noqa: E402
from funding import actions as funding  # noqa: E402
from funding.models import Application  # noqa: E402
from panels.models import AgendaItem, Meeting  # noqa: E402
from tests.accounts.signing_in import sign_in  # noqa: E402


def session_of(key: str, cluster: Cluster) -> str:
    person = User.objects.get(email=f"{key}.{cluster.name.lower()}@schools.example")
    return str(sign_in(Client(), person).session.session_key)


def draft_of(cluster: Cluster) -> Application:
    """A new draft of the first school's SENCO, for the page that saves."""
    person = User.objects.get(email=f"senco_0.{cluster.name.lower()}@schools.example")
    date = Meeting.objects.filter(cluster=cluster).order_by("-panel_date__held_on")[0].panel_date
    school = Application.objects.filter(cluster=cluster).order_by("pk")[0].school
    return funding.start_application(
        school=school,
        panel_date=date,
        title="A draft to be saved",
        kind=Application.Kind.PUPIL,
        by=person,
    )


def targets(cluster: Cluster) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, path, session, goal, and whether it is a form to save."""
    meetings = list(Meeting.objects.filter(cluster=cluster).order_by("panel_date__held_on"))
    coming = [one for one in meetings if one.started_at is None]
    item = (
        AgendaItem.objects.filter(meeting=coming[0]).select_related("check_row").order_by("pk")[5]
    )
    senco, chair = session_of("cluster_senco", cluster), session_of("chair", cluster)
    applicant = session_of("senco_0", cluster)
    own = item.application
    writer = session_of("senco_5", cluster)
    draft = draft_of(cluster)
    yield "Staff list, 25 of them a page", "/checks/", senco, "3", ""
    yield "One record: the check, staff", f"/checks/{item.check_row.public_id}/", senco, "3", ""
    yield (
        "One record: the application, its school",
        f"/applications/{own.public_id}/",
        writer,
        "3",
        "",
    )
    yield "Panel page: one item, its chair", f"/items/{item.public_id}/", chair, "3", ""
    meeting = f"/meetings/{coming[0].public_id}/"
    yield "Panel table, 20 items, the chair", meeting, chair, "", ""
    if len(coming) > 1:
        large = f"/meetings/{coming[1].public_id}/"
        yield "Panel table, 50 items, the chair", large, chair, "4", ""
        yield "Panel table, 50 items, a member", large, session_of("senco_2", cluster), "4", ""
    yield "First screen, cluster SENCO", "/", senco, "", ""
    yield "First screen, a school's SENCO", "/", applicant, "", ""
    yield "Dashboard: impact", f"/impact/{cluster.public_id}/", chair, "4", ""
    yield "Applicant's own list", "/applications/", applicant, "2", ""
    yield (
        "Save: a draft's plan",
        f"/applications/{draft.public_id}/write/reasons",
        applicant,
        "2",
        "saves",
    )
    yield "Search for a title", "/search/?q=reading", senco, "", ""
    yield "Evaluations, staff", "/evaluations/", senco, "", ""
    yield "Awards, finance officer", "/awards/", session_of("finance_officer", cluster), "", ""


if __name__ == "__main__":
    for cluster in Cluster.objects.filter(name__in=["Small", "Large"]).order_by("-name"):
        schools = Membership.objects.filter(cluster=cluster).values_list("school_id", flat=True)
        with transaction.atomic(), tenant(clusters=[cluster.pk], schools=schools):
            for line in targets(cluster):
                print(cluster.name, *line, sep="\t")
