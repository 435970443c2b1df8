"""What the pages of this app read."""

from reports.queries.first_screen import (
    MOST,
    Standing,
    clusters_to_see,
    coming_meetings,
    drafts_of,
    open_panels,
    set_ups_of,
    standing,
    standing_of,
    to_check,
    to_sign,
    told_lately,
    what_to_expect,
    with_others,
)
from reports.queries.lost_mail import cluster_of, every_mail, lost_counts, lost_mail

__all__ = [
    "MOST",
    "Standing",
    "cluster_of",
    "clusters_to_see",
    "coming_meetings",
    "drafts_of",
    "every_mail",
    "lost_counts",
    "lost_mail",
    "open_panels",
    "set_ups_of",
    "standing",
    "standing_of",
    "to_check",
    "to_sign",
    "told_lately",
    "what_to_expect",
    "with_others",
]
