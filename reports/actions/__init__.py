"""The writes of this app: annual reports, and mail that did not arrive."""

from reports.actions.annual import (
    NO_FIGURES,
    NOT_THE_NEWEST,
    TASK,
    WRITERS_ONLY,
    ask_for_version,
    begin_report,
    cancel_version,
    has_been_made,
    job_of,
    make_due_reports,
    make_version,
    release,
    save_words,
)
from reports.actions.lost_mail import (
    DEALT_WITH,
    NOT_AGAIN,
    send_again,
    settle_mail,
)

__all__ = [
    "DEALT_WITH",
    "NOT_AGAIN",
    "NOT_THE_NEWEST",
    "NO_FIGURES",
    "TASK",
    "WRITERS_ONLY",
    "ask_for_version",
    "begin_report",
    "cancel_version",
    "has_been_made",
    "job_of",
    "make_due_reports",
    "make_version",
    "release",
    "save_words",
    "send_again",
    "settle_mail",
]
