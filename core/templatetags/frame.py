"""Tags for the frame of a page and the parts that templates/core/_*.html share."""

from typing import Any

from crispy_forms_gds.templatetags.crispy_forms_gds import field_errors
from django import forms, template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; without a manifest entry its plain address.

    The pages that say that something went wrong must not go wrong themselves.
    """
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def back_link(url: str, words: str = "Back") -> SafeString:
    return format_html(
        '<nav aria-label="Back"><a href="{}" class="govuk-back-link">{}</a></nav>', url, words
    )


@register.simple_tag
def error_links(*bound_forms: forms.BaseForm | None) -> list[dict[str, str]]:
    """Every error of the forms with the id of the input to mend, for the error summary."""
    return [link for form in bound_forms if form for link in _links(form)]


def _links(form: forms.BaseForm) -> list[dict[str, str]]:
    visible = form.visible_fields()
    first = _first_input(visible[0]) if visible else "main"
    links = [{"target": first, "words": str(error)} for error in form.non_field_errors()]
    for bound in visible:
        for target, errors in field_errors(bound):
            target = _first_input(bound) if target == bound.auto_id else target
            links += [{"target": target, "words": str(error)} for error in errors]
    for bound in form.hidden_fields():
        links += [{"target": first, "words": str(error)} for error in bound.errors]
    return links


def _first_input(bound: forms.BoundField) -> str:
    """The id of the input a keyboard should land on: of a group, its first."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"id_{bound.html_name}_1"
    if isinstance(widget, forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return bound.auto_id


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, name: str = "page") -> str:
    """This page's address with another page number, every filter kept."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Any) -> Any:
    """The numbers to offer beside a page, with an ellipsis for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
