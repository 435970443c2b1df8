"""Who may see and do what on the panel's side: the silent observer, in one place.

A person is, on a case before a panel (`Check`):

conflicted  some fact or recusal stands between them and the application (`states.conflicted`);
unanswered  they have not said "no interest" yet: a lock, never called a conflict;
free        answered, and no conflict.

Everything about an item asks these, for chairs, administrators and superusers alike. The facts
themselves are one database view (`panels.models.conflict.Conflict`), which the triggers read too.
Each rule is the person's part in the meeting (`roles`) and their state (`states`).
"""

from panels.access.checks import (
    CheckAccess,
    DeclarationAccess,
    QuestionAccess,
)
from panels.access.conflicts import (
    causes_for,
    conflicts_on,
    counted,
    silent_observers,
    still_stands,
    to_strike,
)
from panels.access.items import (
    AgendaItemAccess,
    DecisionAccess,
    DecisionLineAccess,
    MinutesItemAccess,
    PartAccess,
)
from panels.access.meetings import (
    MeetingAccess,
    MinutesAccess,
    PackAccess,
    SeatAccess,
)
from panels.access.people import (
    People,
    attending,
    people_on,
    seats_at,
    silent_officers,
    took_part,
    who_chairs,
    who_will_chair,
)
from panels.access.roles import (
    CHECKING,
    LIFTING,
    RUNNING,
    SITTING,
    tenants_of,
)

__all__ = [
    "CHECKING",
    "LIFTING",
    "RUNNING",
    "SITTING",
    "AgendaItemAccess",
    "CheckAccess",
    "DecisionAccess",
    "DecisionLineAccess",
    "DeclarationAccess",
    "MeetingAccess",
    "MinutesAccess",
    "MinutesItemAccess",
    "PackAccess",
    "PartAccess",
    "People",
    "QuestionAccess",
    "SeatAccess",
    "attending",
    "causes_for",
    "conflicts_on",
    "counted",
    "people_on",
    "seats_at",
    "silent_observers",
    "silent_officers",
    "still_stands",
    "tenants_of",
    "to_strike",
    "took_part",
    "who_chairs",
    "who_will_chair",
]
