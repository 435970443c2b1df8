from celery import shared_task

from core.jobs import job_task
from reports import actions


@job_task("reports.make_annual_report", finishes_itself=True)
def make_annual_report(cluster_id: int, report_id: int, person_id: int) -> None:
    """Asks the rule again for the person; nobody is the schedule."""
    actions.make_version(cluster_id=cluster_id, report_id=report_id, person_id=person_id)


@shared_task(name="reports.make_due_reports")
def make_due_reports() -> None:
    """The reports of the academic year that ended, where none is made."""
    actions.make_due_reports()
