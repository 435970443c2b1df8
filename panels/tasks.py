from celery import shared_task

from panels import actions


@shared_task(name="panels.settle_conflicts")
def settle_conflicts() -> None:
    """Writes down what the facts say for every meeting that still has something to publish."""
    actions.settle_all()
