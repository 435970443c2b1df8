from contextlib import suppress

from celery import shared_task

from core import jobs, mail


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="core.send_waiting_mail")
def send_waiting_mail() -> None:
    mail.deliver_waiting()


@shared_task(name="core.deliver_mail")
def deliver_mail(mail_id: int) -> None:
    with suppress(mail.ServerAway):  # it waits for the next round
        mail.deliver(mail_id)
