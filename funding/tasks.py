from celery import shared_task

from funding import actions


@shared_task(name="funding.remind_of_evaluations")
def remind_of_evaluations() -> None:
    """Writes to the schools whose evaluations are due soon or late."""
    actions.remind_schools()


@shared_task(name="funding.remind")
def remind() -> None:
    """Writes to those for whom an application or a payment waits."""
    actions.remind()
