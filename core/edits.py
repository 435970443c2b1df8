"""One page open twice: a later save never wipes what somebody saved meanwhile.

A form that changes what stands carries the version of its fields as they were when the page was
made. The action compares it under the row's lock and refuses with `ChangedMeanwhile`; the form then
keeps what was typed, shows what stands now beside it, and carries the new version, so that whoever
saves again does so knowingly.

    class ReasonsForm(EditForm, CheckedTextForm): …
    actions.save_draft(…, version=form.version)
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from django import forms
from django.db.models import Model
from django.template.loader import render_to_string

from core.errors import DomainError
from core.fields import MoneyField
from core.money import format_pounds
from core.templatetags.show import day, moment

VERSION = "version"
# The `to_field_name` of the choices among other records.
NAMED_BY = ("public_id", "starts_on")


class ChangedMeanwhile(DomainError):
    """Somebody else, or the same person in another tab, saved these fields first."""

    def __init__(self, now: Mapping[str, Any], at: datetime | None = None) -> None:
        when = f" The newest change was saved at {moment(at)}." if at else ""
        super().__init__(
            "This was changed while you wrote, by somebody else or by you on another page."
            f"{when} What you typed is still here and not saved. Compare it with what stands now, "
            "then save again."
        )
        self.now = dict(now)


def values_of(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """Stored values by field. A browser ends lines its own way, which is no change. Another record
    stands for itself by what a page may name it by: a row's number would tell how many there are.
    """
    found = {name: _named(getattr(row, name)) for name in fields}
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in found.items()
    }


def _named(value: Any) -> Any:
    if not isinstance(value, Model):
        return value
    return next(getattr(value, name) for name in NAMED_BY if hasattr(value, name))


def version_of(values: Mapping[str, Any]) -> str:
    said = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def require_same(
    version: str,
    *,
    now: Mapping[str, Any],
    typed: Mapping[str, Any],
    at: datetime | None = None,
) -> None:
    """Refuses to overwrite what is not as it was on the page; what says the same may be saved.

    Without a version, as from code, there was no page to compare with.
    """
    if version and now != typed and version != version_of(now):
        raise ChangedMeanwhile(now, at)


class EditForm(forms.BaseForm):
    """A form over what stands already. Comes first among the bases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What stands, before what was typed goes onto the instance.
        version = version_of(self.standing())
        self.fields[VERSION] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=version
        )
        self.beside: dict[str, str] = {}

    def standing(self) -> dict[str, Any]:
        """The fields' values on the row; once the form is clean, as typed."""
        return values_of(self.instance, self._meta.fields)  # type: ignore[attr-defined]

    def typed(self) -> dict[str, Any]:
        return self.standing()

    @property
    def version(self) -> str:
        return self.cleaned_data.get(VERSION, "")

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)  # type: ignore[misc]
        if isinstance(error, ChangedMeanwhile):
            typed = self.typed()
            again = self.data.copy()  # type: ignore[attr-defined]
            again[self.add_prefix(VERSION)] = version_of(error.now)
            self.data = again
            self.beside = {
                name: _shown(self.fields[name], value)
                for name, value in error.now.items()
                if name in self.fields and value != typed.get(name)
            }

    def laid_out(self, layout: Layout) -> Layout:
        """With what stands now under each field that says something else."""
        parts: list[Any] = []
        for part in layout.fields:
            parts.append(part)
            names = getattr(part, "fields", [])
            parts += [Beside(self.beside[name]) for name in names if name in self.beside]
        return Layout(*parts)

    @cached_property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper  # type: ignore[misc]
        helper.layout = self.laid_out(helper.layout)
        return helper


class Beside:
    """Under a field, what stands now in its place."""

    def __init__(self, words: str) -> None:
        self.words = words

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        return render_to_string("core/_beside.html", {"words": self.words})


def _shown(field: forms.Field, value: Any) -> str:
    """A stored value as the page says it."""
    if value in (None, ""):
        return "Nothing"
    if isinstance(field, forms.ModelChoiceField):
        rows: Any = field.queryset
        chosen = rows.filter(**{field.to_field_name or "pk": value}).first()
        return field.label_from_instance(chosen) if chosen else "Something not offered any more"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(str(value), str(value))
    if isinstance(field, MoneyField):
        return format_pounds(value)
    return day(value) if isinstance(value, date) else str(value)
