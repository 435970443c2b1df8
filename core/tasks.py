from celery import shared_task

from core import jobs, mail


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="core.send_waiting_mail")
def send_waiting_mail() -> None:
    for waiting in mail.waiting()[:200]:
        mail.deliver(waiting.pk)


@shared_task(name="core.deliver_mail")
def deliver_mail(mail_id: int) -> None:
    mail.deliver(mail_id)
