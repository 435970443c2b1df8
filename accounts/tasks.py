from celery import shared_task

from accounts import actions


@shared_task(name="accounts.forget_old_entries")
def forget_old_entries() -> None:
    actions.forget_old_entries()
