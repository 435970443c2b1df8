from celery import shared_task

from core.jobs import job_task
from panels import actions


@shared_task(name="panels.settle_conflicts")
def settle_conflicts() -> None:
    """Writes down what the facts say for every meeting that still has something to publish."""
    actions.settle_all()


@job_task("panels.make_pack", finishes_itself=True)
def make_pack(meeting_id: int, person_id: int, ahead: int) -> None:
    """Asks the rule again for the person, so that a conflict found meanwhile holds."""
    actions.make_pack(meeting_id=meeting_id, person_id=person_id, ahead=bool(ahead))


@shared_task(name="panels.make_due_packs")
def make_due_packs() -> None:
    """The packs of the meetings that are near, where something changed or none was made."""
    actions.make_due_packs()


@shared_task(name="panels.remind")
def remind() -> None:
    """Writes to those for whom something waits before a meeting."""
    actions.remind()
