"""Every change to a cluster that is more than one row's own save."""

from clusters.actions.calendar import (
    PanelPlan,
    PanelsRefused,
    cancel_panel_date,
    move_panel_date,
    save_school_year,
    set_authority_panel,
    set_panel_date,
    set_panel_dates,
)
from clusters.actions.people import (
    Who,
    appoint_officer,
    end_office,
    end_post,
    give_office,
    name_cover,
    place_as_cover,
    place_at_school,
    place_in_office,
)
from clusters.actions.setup import (
    add_school,
    apply_preset,
    create_cluster,
    end_membership,
    rename_cluster,
    save_rules,
)

__all__ = [
    "PanelPlan",
    "PanelsRefused",
    "Who",
    "add_school",
    "apply_preset",
    "appoint_officer",
    "cancel_panel_date",
    "create_cluster",
    "end_membership",
    "end_office",
    "end_post",
    "give_office",
    "move_panel_date",
    "name_cover",
    "place_as_cover",
    "place_at_school",
    "place_in_office",
    "rename_cluster",
    "save_rules",
    "save_school_year",
    "set_authority_panel",
    "set_panel_date",
    "set_panel_dates",
]
