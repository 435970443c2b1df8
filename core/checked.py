"""Forms in which staff write about a child: what identifies one is found before it is kept."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from django import forms
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from core import identifying
from core.forms import BaseForm, BaseModelForm

KEEP = "keep_words"
# Letters shown on each side of a find, so that the writer sees where it stands.
AROUND = 60
MUST_GO = "A UPN, an NHS number or a date of birth has to be removed all the same."


class _Checked(forms.BaseForm):
    """Looks through the texts named in `checked`.

    A UPN, an NHS number or a date of birth is refused. A postcode, telephone number, email
    address or likely first name is refused at the same time, until the writer ticks the box that
    says they do not identify a child. What was found is marked under its field.
    """

    checked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(set(found) - set(identifying.blocking(found)) for found in self.found.values()):
            self.fields[KEEP] = forms.BooleanField(
                label="I have checked these words. They do not identify a child.",
                required=False,
                help_text=MUST_GO if any(map(identifying.blocking, self.found.values())) else "",
            )

    @cached_property
    def found(self) -> dict[str, list[identifying.Finding]]:
        """What was found in each text as it was typed."""
        if not self.is_bound:
            return {}
        return {name: identifying.find(self._typed(name)) for name in self.checked}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        confirmed = cleaned.pop(KEEP, False)
        for name, found in self.found.items():
            for finding in identifying.blocking(found) if confirmed else found:
                self.add_error(name, _sentence(finding))
        return cleaned

    @cached_property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper  # type: ignore[misc]
        for place, name in reversed(list(enumerate(self.fields, start=1))):
            if self.found.get(name):
                helper.layout.fields.insert(place, Marked(name))
        return helper

    def _typed(self, name: str) -> str:
        return self.data.get(self.add_prefix(name)) or ""


class CheckedTextForm(_Checked, BaseModelForm):
    """A model form whose texts are looked through."""


class CheckedForm(_Checked, BaseForm):
    """A form without a model whose texts are looked through."""


class Marked:
    """Under a field in error, the words around what was found in it, marked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        findings = form.found.get(self.name)
        if not findings or self.name not in form.errors:
            return ""
        chunks = identifying.mark(form._typed(self.name), findings)
        return render_to_string("core/_found.html", {"chunks": _shortened(chunks)})


def _shortened(chunks: list[tuple[str, str | None]]) -> list[tuple[str, bool]]:
    """The chunks, each with whether it is marked; of long stretches between, their two ends."""
    shown = []
    for place, (words, kind) in enumerate(chunks):
        if kind is None and len(words) > 2 * AROUND:
            head = words[:AROUND] if place else ""
            tail = words[-AROUND:] if place < len(chunks) - 1 else ""
            words = f"{head}…{tail}"
        shown.append((words, kind is not None))
    return shown


def _sentence(finding: identifying.Finding) -> str:
    return f"“{finding.text}”: {identifying.MESSAGES[finding.kind]}"
