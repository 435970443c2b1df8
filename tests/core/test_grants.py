"""Grants on one record: live until their moment, for their verb, and never above a recusal."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from accounts import grants
from accounts.models import User
from core import access
from core.tenancy import tenants_of
from funding.models import Application, ApplicationGrant
from panels import actions
from panels.models import AgendaItem, AgendaItemGrant
from pupils.models import Pupil
from schools.models import Post
from tests import factories as make


def invite(world, who: User, item: AgendaItem, **when: timedelta) -> AgendaItemGrant:
    return grants.give(
        AgendaItemGrant,
        "read",
        item,
        to=who,
        by=world.cleo,
        why="Speech therapist",
        until=timezone.now() + timedelta(**(when or {"days": 1})),
    )


def verbs_on(who: User, item: AgendaItem) -> set[str]:
    verbs = type(access.rule_for(AgendaItem)).verbs()
    return {verb for verb in verbs if who.has_perm(f"panels.{verb}_agendaitem", item)}


def test_an_invitation_opens_one_item_once_its_guest_has_answered(world):
    item, other = world.north.items["own"], world.north.items["elm"]
    invite(world, world.nora, item)

    assert verbs_on(world.nora, item) == {"see_line", "see_school", "answer", "expect_papers"}
    make.free(world.nora, item)

    assert verbs_on(world.nora, item) == {
        "see_line",
        "see_school",
        "answer",
        "expect_papers",
        "read",
    }
    assert verbs_on(world.nora, other) == set()
    assert tenants_of(world.nora) == ({world.north.cluster.pk}, set())


def test_the_end_of_a_grant_needs_no_job(world):
    item = world.north.items["own"]
    grant = invite(world, world.nora, item)
    make.free(world.nora, item)

    grants.end(grant)

    assert verbs_on(world.nora, item) == set()
    assert tenants_of(world.nora) == (set(), set())
    assert AgendaItemGrant.objects.get() == grant


@pytest.mark.parametrize(
    ("until", "live"), [({"seconds": -1}, False), ({"seconds": 0}, False), ({"hours": 1}, True)]
)
def test_until_is_the_moment_at_which_it_is_over(world, until, live):
    grant = invite(world, world.nora, world.north.items["own"], **until)

    assert AgendaItemGrant.objects.live().filter(pk=grant.pk).exists() is live


def test_given_again_it_is_prolonged_and_says_the_new_reason(world):
    item = world.north.items["own"]
    first = invite(world, world.nora, item, seconds=-1)

    again = invite(world, world.nora, item, days=2)

    assert again.pk == first.pk
    assert AgendaItemGrant.objects.live().get() == again


def test_a_grant_is_for_its_verb(world):
    invite(world, world.nora, world.north.items["own"])
    item = world.north.items["elm"]
    grants.give(
        AgendaItemGrant,
        "note",
        item,
        to=world.nora,
        by=world.cleo,
        why="",
        until=timezone.now() + timedelta(days=1),
    )

    assert verbs_on(world.nora, item) == set()


def test_a_declared_interest_beats_an_invitation(world):
    item = world.north.items["own"]
    invite(world, world.nora, item)
    make.free(world.nora, item)

    actions.declare_interest(check=item.check_row, kind="relative", detail="", by=world.nora)

    assert verbs_on(world.nora, item) == {"see_line", "see_school", "observe"}


def test_a_post_at_the_school_beats_an_invitation(world):
    item = world.north.items["own"]
    invite(world, world.nora, item)
    make.free(world.nora, item)

    make.post(world.nora, world.schools["Oak"], Post.Kind.GOVERNOR)

    assert verbs_on(world.nora, item) == {"see_line", "see_school", "observe"}


def test_an_invitation_gives_a_conflicted_member_nothing(world):
    """Ben chairs the panel and heads Oak."""
    item = world.north.items["own"]
    before = verbs_on(world.ben, item)

    invite(world, world.ben, item)

    assert verbs_on(world.ben, item) == before
    of_the_line = {"see_line", "see_school", "observe"}
    assert before == of_the_line | {"read_agenda", "turn_to", "hand_over"}


def test_without_the_recusal_the_invitation_would_have_opened_the_papers(world):
    """The control: what the same grant is worth to somebody free."""
    item = world.north.items["own"]
    invite(world, world.yan, item)
    make.free(world.yan, item)

    assert "read" in verbs_on(world.yan, item)


def test_a_shared_draft_opens_until_its_moment_and_no_longer(world):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    post = make.post(world.nora, world.schools["Oak"], Post.Kind.TEACHER)
    give = {"to": world.nora, "by": world.olive, "why": "Helps to write it"}
    verbs = ("read", "write", "submit")

    def may() -> set[str]:
        return {v for v in verbs if world.nora.has_perm(f"funding.{v}_application", draft)}

    soon = timezone.now() + timedelta(hours=1)
    grant = grants.give(ApplicationGrant, "write", draft, until=soon, **give)
    while_live = may()
    post.ends_on = timezone.localdate() - timedelta(days=1)
    post.save()
    without_the_post = may()
    post.ends_on = None
    post.save()
    grants.end(grant)

    assert (while_live, without_the_post) == ({"read", "write"}, set())
    assert may() == set()
    assert not Pupil.objects.for_user(world.nora).exists()
    assert not Application.objects.for_user(world.nora).exists()


def sources() -> list[Path]:
    apps_and_tests = [app.path for app in apps.get_app_configs()]
    ours = {Path(path) for path in apps_and_tests if Path(path).parent == settings.BASE_DIR}
    ours.add(settings.BASE_DIR / "config")
    return sorted(file for folder in ours for file in folder.rglob("*.py"))


def imports(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def of_guardian(text: str) -> set[str]:
    return {module for module in imports(text) if module.split(".")[0] == "guardian"}


def test_guardian_is_asked_in_one_module_and_never_for_an_answer():
    """Its checker says yes to superusers and knows no recusal."""
    used = {
        str(file.relative_to(settings.BASE_DIR)): found
        for file in sources()
        if "migrations" not in file.parts and (found := of_guardian(file.read_text()))
    }

    assert used == {"accounts/grants.py": {"guardian.models.UserObjectPermissionBase"}}


def test_a_module_that_asked_guardian_would_be_found():
    text = "from guardian.shortcuts import get_objects_for_user\nimport guardian.core\n"

    assert of_guardian(text) == {"guardian.shortcuts.get_objects_for_user", "guardian.core"}
    assert len(sources()) > 50
