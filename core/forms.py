"""Every form that a person fills in: its look, its fields, and how it says what is wrong.

A form states its fields, labels and required messages ("Enter a name"); the look follows from the
fields, and `submit_label` names the button by what it does:

    class InviteForm(BaseForm):
        name = forms.CharField(label="Full name", error_messages={"required": "Enter a name"})
        role = forms.ChoiceField(label="Role", choices=..., widget=forms.RadioSelect)
        starts_on = DateField(label="When do they start?", called="the start date")
        submit_label = "Send the invitation"

A page of one form extends `core/form.html`; a form inside another page is
`{% include "core/_form.html" %}` with `core/_error_summary.html` above the heading. A form in each
row of a table is written by hand as plain inputs: never crispy, which costs milliseconds a row.
A view shows what an action refused with `form.refuse(error)`.

A date is posted as `starts_on_0` (day), `starts_on_1` (month) and `starts_on_2` (year).
"""

from functools import cached_property
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import conditional_escape

from core.errors import DomainError
from core.fields import DJANGO_REQUIRED, DateField, LongTextField, MoneyField

__all__ = ["BaseForm", "BaseModelForm", "DateField", "LongTextField", "MoneyField"]

EMAIL_FORM = "Enter an email address in the correct format, like name@school.example"
NOT_OFFERED = "Choose one of the options on the page"


class _Look:
    """What both bases share. `user` narrows choices; a form that needs none ignores it."""

    submit_label = "Continue"
    # One question on a page: its label is the page's heading.
    label_is_heading = False

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, user: AbstractBaseUser | None = None, **kwargs: Any) -> None:
        # allauth's forms have taken their user before they come here.
        self.user = user or getattr(self, "user", None)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _drop_blank_radio(field)

    def full_clean(self) -> None:
        for field in self.fields.values():
            _word_errors(field)
        super().full_clean()  # type: ignore[misc]

    def refuse(self, error: DomainError) -> None:
        """Show what an action refused, beside its field when the form has it."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, str(error))  # type: ignore[attr-defined]

    def __getitem__(self, name: str) -> forms.BoundField:
        """The template pack prints labels and hints as they are, so they are escaped here."""
        bound: forms.BoundField = super().__getitem__(name)  # type: ignore[misc]
        bound.label = conditional_escape(bound.label)
        bound.help_text = conditional_escape(bound.help_text)
        return bound

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(*(self._layout(name) for name in self.fields))
        helper.form_tag = False
        helper.disable_csrf = True
        helper.label_size = helper.legend_size = Size.SMALL
        return helper

    def _layout(self, name: str) -> Field:
        field = self.fields[name]
        layout = _field_layout(name, field)
        if self.label_is_heading:
            layout.add_context(
                label_size=Size.for_label(Size.LARGE),
                legend_size=Size.for_legend(Size.LARGE),
                label_tag="h1",
                legend_tag="h1",
            )
        return layout


class BaseForm(_Look, forms.Form):
    pass


class BaseModelForm(_Look, forms.ModelForm):
    pass


def _field_layout(name: str, field: forms.Field) -> Field:
    widget = field.widget
    if isinstance(field, LongTextField):
        return Field.textarea(name, rows=field.rows)
    if isinstance(widget, forms.Textarea):
        return Field.textarea(name, rows=5)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return Field.checkboxes(name)
    if isinstance(widget, forms.RadioSelect):
        return Field.radios(name)
    return Field(name)


def _drop_blank_radio(field: forms.Field) -> None:
    """A model's choices begin with "---------", which means nothing as a radio button."""
    if isinstance(field.widget, forms.RadioSelect) and not isinstance(
        field, forms.ModelChoiceField
    ):
        choices = list(field.choices)  # type: ignore[attr-defined]
        if field.required:
            choices = [choice for choice in choices if choice[0] not in ("", None)]
        field.choices = choices  # type: ignore[attr-defined]


def _word_errors(field: forms.Field) -> None:
    """Put plain words where a form left Django's own."""
    messages = field.error_messages
    if str(messages["required"]) == DJANGO_REQUIRED:
        messages["required"] = _enter(field)
    if isinstance(field, forms.EmailField):
        messages.setdefault("invalid", EMAIL_FORM)
    if isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = NOT_OFFERED


def _enter(field: forms.Field) -> str:
    label = str(field.label or "an answer")
    if label.endswith("?"):
        return f"Answer “{label}”"
    verb = "Choose" if isinstance(field, forms.ChoiceField) else "Enter"
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to go on"
    return f"{verb} {_within_sentence(label)}"


def _within_sentence(label: str) -> str:
    """ "Full name" as "full name"; "URN" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
