"""What pages and actions ask about applications."""

from funding.models import Application


def missing_from(application: Application) -> list[str]:
    """What a draft still lacks, as things to do. Its page and `submit` ask this one place."""
    things = {
        "add the pupil": application.pupils.exists(),
        "choose the primary need": application.need,
        "enter the amount you ask for": application.amount_pence,
        "say why the pupil needs more than the school can give": application.why.strip(),
        "say what you will do with the money": application.plan.strip(),
    }
    return [thing for thing, there in things.items() if not there]
