from celery import shared_task

from complaints import actions


@shared_task(name="complaints.remind")
def remind() -> None:
    """Writes to those who handle a stage that is nearly over its clock."""
    actions.remind()
