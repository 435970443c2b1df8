"""The rules of a cluster beside those of its preset."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from clusters import actions, presets, rulebook
from clusters.forms import ChoosePresetForm, RulesForm
from clusters.models import Rules
from clusters.queries import calendar
from clusters.views.setup import MANAGES, managed
from core.errors import DomainError
from core.loading import load
from core.templatetags.show import plural


@require_safe
def index(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    preset = rulebook.preset_of(cluster.rules)
    beside = rulebook.beside_preset(cluster, preset)
    sections = [
        (section, [beside[field] for field in section.fields]) for section in rulebook.SECTIONS
    ]
    return render(
        request,
        "clusters/rules.html",
        {
            "cluster": cluster,
            "preset": preset,
            "sections": sections,
            "differing": sum(rule.differs for rule in beside.values()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, cluster_id: str, key: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    section = rulebook.section(key)
    if section is None:
        raise Http404
    rules = load(
        Rules.objects.select_related("cluster"),
        request.user,
        "change",
        reason=MANAGES,
        cluster=cluster,
    )
    form = RulesForm(
        request.POST or None, instance=rules, section=section, preset=rulebook.preset_of(rules)
    )
    saved = None
    if form.is_valid():
        try:
            saved = actions.save_rules(cluster=cluster, values=form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
    if saved is not None:
        messages.success(
            request,
            format_html(
                'The rules on {} are saved. <a href="{}">Back to the set-up list</a>.',
                section.title.lower(),
                reverse("clusters:setup", args=[cluster.public_id]),
            ),
        )
        _warn_of_old_closings(request, cluster, saved)
        return redirect("clusters:rules", cluster.public_id)
    context = {"cluster": cluster, "form": form, "section": section}
    return render(request, "clusters/change_rules.html", context)


def _warn_of_old_closings(request: HttpRequest, cluster: object, rules: Rules) -> None:
    kept = calendar.panels_by_old_rule(cluster, rules)  # type: ignore[arg-type]
    if kept:
        messages.warning(
            request,
            f"{plural(len(kept), 'panel')} in the calendar {'keep' if len(kept) > 1 else 'keeps'} "
            "the closing time that schools were told. To use the new rule for one, open it in the "
            "calendar and save it again.",
        )


@require_http_methods(["GET", "HEAD", "POST"])
def choose_preset(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    form = ChoosePresetForm(request.POST or None, initial={"preset": cluster.rules.preset})
    if form.is_valid():
        return redirect("clusters:apply_preset", cluster.public_id, form.cleaned_data["preset"])
    return render(
        request,
        "clusters/form.html",
        {
            "cluster": cluster,
            "form": form,
            "back_url": reverse("clusters:rules", args=[cluster.public_id]),
            "back_label": "Back to the rules",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def apply_preset(request: HttpRequest, cluster_id: str, key: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    if key not in presets.PRESETS:
        raise Http404
    preset = presets.PRESETS[key]
    if request.method == "POST":
        try:
            rules = actions.apply_preset(cluster=cluster, preset=key, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("clusters:rules", cluster.public_id)
        messages.success(request, f"{cluster} now has the rules of {preset.label}.")
        _warn_of_old_closings(request, cluster, rules)
        return redirect("clusters:rules", cluster.public_id)
    changes = [rule for rule in rulebook.beside_preset(cluster, preset).values() if rule.differs]
    context = {"cluster": cluster, "preset": preset, "changes": changes}
    return render(request, "clusters/apply_preset.html", context)
