"""The shape of the house, held by tests: the map, the rules, and who may read what from where."""

import ast
import weakref
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field, ForeignKey, Model
from django.db.models import signals as model_signals
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from core.access import Access
from tests.harness import code
from tests.harness.urls import patterns

# What a file of an app may be called. Anything else is named below, with its reason.
USUAL = {
    "urls",
    "views",
    "tasks",
    "actions",
    "queries",
    "forms",
    "emails",
    "documents",
    "access",
    "models",
    "apps",
    "migrations",
    "management",
    "templatetags",
    "__init__",
}
UNUSUAL = {
    "accounts": {
        "adapters": "what allauth asks",
        "checks": "what `check --deploy` refuses",
        "grants": "the one module around django-guardian",
        "kept": "what a signed-out person typed",
        "middleware": "keeps typed text, asks for the second step",
        "requests": "the type of a signed-in request",
        "sessions": "which step of signing in is owed",
    },
    "clusters": {
        "deadlines": "closing times",
        "halfterms": "half terms from terms",
        "imports": "clusters from a list",
        "presets": "how known clusters work",
        "rulebook": "the rules in groups and in words",
        "schoolyears": "school years and their terms",
    },
    "funding": {"imports": "what a cluster brings with it, from a file"},
    "schools": {"imports": "the national register"},
    "complaints": {"procedures": "the stages of known complaints procedures"},
    "reports": {
        "demo": "the demonstration",
        "demo_urls": "the demonstration's addresses",
        "frame": "navigation and for whom one acts",
        "search": "what a person finds by words",
        "impact": "what a cluster's money did, in figures that tell of no child",
    },
}
# Rules that need the rules of higher apps: who may know of a message is whoever may know of what
# it is about.
RULED_ELSEWHERE = {"core.outgoingmail": "reports"}
# Models that hold nothing about a person.
NOT_PERSONAL = {
    "core.job",
    "schools.localauthority",
    "schools.trust",
    "schools.school",
    "schools.schoollink",
    "schools.trustmembership",
    "clusters.cluster",
    "complaints.procedurestage",
    "clusters.rules",
    "clusters.membership",
    "clusters.schoolterm",
    "clusters.paneldate",
    "funding.applicantschool",
    "funding.fund",
    "funding.ledgerline",
    "panels.meeting",
    "panels.conflict",  # a view: it stores nothing
}
# Numbers in addresses that count nothing: the year in which a school year begins.
PLAIN_NUMBERS = {"first_year"}


def name_of(model: type[Model]) -> str:
    return model._meta.label_lower


def test_the_map_is_the_apps_in_their_order():
    ours = [label for label in settings.INSTALLED_APPS if label in code.MAP]

    assert tuple(ours) == code.MAP


def test_foreign_keys_point_only_up_the_map():
    rank = {label: place for place, label in enumerate(code.MAP)}

    down = {
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in code.own_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and name_of(field.related_model) != settings.AUTH_USER_MODEL.lower()
        and rank.get(field.related_model._meta.app_label, -1) > rank[model._meta.app_label]
    }

    assert down == set()


def test_every_package_is_on_the_map_of_imports():
    linter = code.settings_of_project()["tool"]["importlinter"]
    packages = {
        path.parent.name for path in code.PROJECT.glob("*/__init__.py") if path.parent.name
    } - {"tests"}
    layers = linter["contracts"][0]["layers"]

    assert linter["contracts"][0]["type"] == "layers"
    assert set(layers) == set(linter["root_packages"]) == packages
    assert layers == ["config", *reversed(code.MAP)]


def test_every_file_of_an_app_is_of_a_usual_kind_or_named_with_its_reason():
    found = {
        app: {
            path.stem
            for path in (code.PROJECT / app).iterdir()
            if path.suffix == ".py" or (path / "__init__.py").exists()
        }
        for app in code.MAP
        if app != "core"  # core is what the others lean on: no domain, so no usual files
    }

    assert {app: names - USUAL for app, names in found.items() if names - USUAL} == {
        app: set(names) for app, names in UNUSUAL.items()
    }


def test_rows_are_read_for_somebody_in_views_documents_emails_and_tasks():
    ruled = {model.__name__ for model in code.own_models() if hasattr(model, "access_rule")}
    faults = [
        f"{path.relative_to(code.PROJECT)}:{line}: {written}"
        for app in code.MAP
        for path in code.modules_of(app, *code.DOORS)
        for line, written in code.bare_reads(path.read_text(), ruled)
    ]

    assert faults == [], (
        "Read these with `.for_user(user, verb)`, or hand the model to `core.loading.load(...)`: "
        "only the model's rule in access.py decides who gets which rows, and a bare `.objects` "
        "read forgets to ask it.\n" + "\n".join(faults)
    )


@pytest.mark.parametrize(
    "written",
    [
        "AgendaItem.objects.all()",
        "AgendaItem.objects.get(pk=pk)",
        "AgendaItem.objects.filter(pk=pk).exclude(number=1)",
        "AgendaItem.objects.count()",
        "AgendaItem.objects.select_related('check_row').get(pk=pk)",
        "AgendaItem._default_manager.exists()",
        "AgendaItem.objects.with_verbs(user, 'read').first()",
        "get_object_or_404(AgendaItem, pk=pk)",
        "render(list(AgendaItem.objects.order_by('pk')))",
    ],
)
def test_the_lint_finds_a_bare_read(written):
    assert len(code.bare_reads(written, {"AgendaItem"})) == 1


@pytest.mark.parametrize(
    "written",
    [
        "AgendaItem.objects.for_user(user).filter(pk=pk).first()",
        "AgendaItem.objects.with_verbs(user, 'vote').for_user(user).count()",
        "get_object_or_404(AgendaItem.objects.for_user(user, 'score'), pk=pk)",
        "load(AgendaItem.objects.select_related('check_row'), user, 'vote', pk=pk)",
        "load(AgendaItem, user, 'vote', pk=pk)",
        "OutgoingMail.objects.all()",
    ],
)
def test_the_lint_lets_a_read_for_somebody_pass(written):
    assert code.bare_reads(written, {"AgendaItem"}) == []


@pytest.mark.parametrize("model", code.own_models(), ids=name_of)
def test_every_model_has_a_rule_or_says_why_it_lies_outside(model):
    rule, outside = getattr(model, "access_rule", ""), getattr(model, "outside_access", "")

    assert bool(rule) != bool(outside), "Name a rule in `access_rule`, or why in `outside_access`."
    if rule:
        app = RULED_ELSEWHERE.get(name_of(model), model._meta.app_label)
        assert rule.startswith(f"{app}.access."), f"The rule of {model} belongs in {app}/access.py."
        assert issubclass(import_string(rule), Access)
        assert hasattr(model._default_manager, "for_user")
    else:
        assert len(outside.split()) >= 2, "Say why it lies outside, in words."


def test_every_rule_is_the_rule_of_a_model():
    named = {getattr(model, "access_rule", "") for model in code.own_models()}
    written = {
        f"{app}.access.{node.name}"
        for app in code.MAP
        for path in code.modules_of(app, "access")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Access" for base in node.bases)
    }

    assert written == named - {""}


def test_every_model_says_what_is_personal_or_holds_nothing_personal():
    silent = {name_of(model) for model in code.own_models() if not hasattr(model, "personal")}
    wordless = {
        name_of(model)
        for model in code.own_models()
        if hasattr(model, "personal") and len(model.personal.split()) < 3
    }

    assert silent - NOT_PERSONAL == {
        # Each says why and until when beside the person: `Grant` in accounts/grants.py.
        name_of(model)
        for model in code.own_models()
        if name_of(model).endswith("grant") and not hasattr(model, "personal")
    }
    assert NOT_PERSONAL - silent == set()
    assert wordless == set()


def test_what_holds_nothing_personal_points_at_nobody():
    pointing = {
        f"{name_of(model)}.{field.name}"
        for model in code.own_models()
        if name_of(model) in NOT_PERSONAL and model._meta.managed
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and name_of(field.related_model) == settings.AUTH_USER_MODEL.lower()
    }

    assert pointing == set()


def test_no_app_listens_to_model_signals():
    heard = {
        f"{signal_name}: {receiver.__module__}.{receiver!r}"
        for signal_name in ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed")
        for receiver in _receivers(getattr(model_signals, signal_name))
        if receiver.__module__.partition(".")[0] in {*code.MAP, "config"}
    }
    imported = {
        str(path.relative_to(code.PROJECT))
        for app in (*code.MAP, "config")
        for path in code.all_modules(app)
        if "signals" in path.stem or _imports(path, {"django.db.models.signals", "django.dispatch"})
    }

    assert heard == set()
    assert imported == set(), "Call the action by its name: nobody finds what a signal does."


def _receivers(signal):
    for entry in signal.receivers:
        held = entry[1]
        receiver = held() if isinstance(held, weakref.ReferenceType) else held
        if receiver is not None:
            yield receiver


def _imports(path: Path, modules: set[str]) -> bool:
    return any(
        (isinstance(node, ast.ImportFrom) and node.module in modules)
        or (isinstance(node, ast.Import) and any(name.name in modules for name in node.names))
        for node in ast.walk(ast.parse(path.read_text()))
    )


def test_every_page_says_how_it_may_be_asked():
    silent = {
        pattern.name
        for pattern in patterns(get_resolver())
        if pattern.view.__module__.partition(".")[0] in code.MAP
        and not _states_methods(pattern.view)
    }

    assert silent == set(), (
        "Put `require_safe`, `require_POST` or `require_http_methods` on each: a page that only "
        "reads must not answer what a form sent as though it had taken it."
    )


def test_a_page_that_does_not_say_it_would_be_found():
    assert not _states_methods(lambda request: request)
    assert _states_methods(require_safe(lambda request: request))


def _states_methods(view: Any) -> bool:
    while view is not None:
        if "request_method_list" in view.__code__.co_freevars:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_addresses_carry_no_key_of_a_table():
    """Keys count up over the whole country: two of one's own tell what others did between."""
    numbered = {
        f"{pattern.route}: {name}"
        for pattern in patterns(get_resolver())
        for name, converter in pattern.converters.items()
        if type(converter).__name__ == "IntConverter" and name not in PLAIN_NUMBERS
    }

    assert numbered == set(), "Give the record a public id (core.ids) and use that."


def test_text_columns_are_not_unique_across_tenants_by_accident():
    """What is unique on a tenant's table starts with the tenant, or is a random public id: the
    refusal of a double would else tell what another cluster holds."""
    tenants = [
        model
        for model in code.own_models()
        if model._meta.app_label in {"pupils", "funding", "panels", "complaints", "reports"}
        and model._meta.managed
    ]
    names = {"cluster", "school"}
    single = {
        f"{name_of(model)}.{field.name}"
        for model in tenants
        for field in model._meta.local_fields
        if isinstance(field, Field) and field.unique and not field.primary_key
        if field.name != "public_id" and not field.is_relation
    }
    together = {
        f"{name_of(model)}: {constraint.name}"
        for model in tenants
        for constraint in model._meta.constraints
        if getattr(constraint, "fields", None) and constraint.fields[0] not in names
    }

    assert single == {"complaints.complaintlink.token_hash"}  # of a random secret
    assert together == set()


def test_installed_apps_of_ours_are_all_on_the_map():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).resolve().parent == code.PROJECT
    }

    assert ours == set(code.MAP)
