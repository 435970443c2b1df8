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

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size
from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape
from django.utils.text import Truncator

from core import money
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User

DJANGO_REQUIRED = str(forms.Field.default_error_messages["required"])
EMAIL_FORM = "Enter an email address in the correct format, like name@school.example"
NOT_OFFERED = "Choose one of the options on the page"
MONTHS = [f"{date(2000, number, 1):%B}".lower() for number in range(1, 13)]


class _Look:
    """What both bases share. `user` narrows choices; a form that needs none ignores it."""

    submit_label = "Continue"
    # One question on a page: its label is the page's heading.
    label_is_heading = False

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
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

    @cached_property
    def helper(self) -> FormHelper:
        for field in self.fields.values():
            # The template pack prints these as they are.
            field.label = conditional_escape(field.label) if field.label else field.label
            field.help_text = conditional_escape(field.help_text) if field.help_text else ""
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
        return Field.textarea(name, rows=field.rows, max_words=field.max_words)
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


class LongTextField(forms.CharField):
    """Several lines of text. With `max_words` the page counts as one types."""

    widget = forms.Textarea

    def __init__(self, *, max_words: int | None = None, rows: int = 5, **kwargs: Any) -> None:
        self.max_words = max_words
        self.rows = rows
        super().__init__(**kwargs)
        if max_words and not self.help_text:
            # The template pack fails on a counted field without a help text.
            self.help_text = "Short sentences are fine."

    def validate(self, value: str) -> None:
        super().validate(value)
        used = len((value or "").split())
        if self.max_words and used > self.max_words:
            raise ValidationError(
                f"Use {self.max_words} words or fewer. You have used {used}.", code="max_words"
            )


class MoneyInput(forms.TextInput):
    template_name = "core/widgets/money.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            {
                "class": "govuk-input govuk-input--width-10",
                "inputmode": "decimal",
                "autocomplete": "off",
                "spellcheck": "false",
                **(attrs or {}),
            }
        )


class MoneyField(forms.CharField):
    """Pounds as people write them; the value is whole pence.

    `called` names the amount in errors: "the amount asked for". `least` and `most` are pence.
    """

    widget = MoneyInput

    def __init__(
        self,
        *,
        called: str = "the amount",
        least: int = 0,
        most: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.called, self.least, self.most = called, least, most
        super().__init__(**kwargs)
        if str(self.error_messages["required"]) == DJANGO_REQUIRED:
            self.error_messages["required"] = f"Enter {called}"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return money.parse_pence(text)
        except money.BadAmount as bad:
            raise ValidationError(str(bad), code="invalid") from bad

    def run_validators(self, value: Any) -> None:
        """Only the bounds: a CharField's own validators are about text."""
        if value in self.empty_values:
            return
        if value < self.least:
            raise ValidationError(
                f"{_sentence(self.called)} must be {money.format_pounds(self.least)} or more",
                code="least",
            )
        if self.most is not None and value > self.most:
            raise ValidationError(
                f"{_sentence(self.called)} must be {money.format_pounds(self.most)} or less",
                code="most",
            )

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds without the sign, which stands before the box; typed text as typed."""
        return money.format_pounds(value).replace("£", "") if isinstance(value, int) else value


class DateInput(DateInputWidget):
    """Three boxes: day, month, year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for box, keyboard in zip(self.widgets, ("numeric", "text", "numeric"), strict=True):
            box.attrs |= {"inputmode": keyboard, "autocomplete": "off"}

    def decompress(self, value: date | datetime | None) -> tuple[int | None, ...]:
        return (value.day, value.month, value.year) if value else (None, None, None)


class DateField(forms.MultiValueField):
    """A date in three boxes; the month may be a word.

    `called` names the date in errors: "the start date".
    """

    widget = DateInput
    BOXES = ("a day", "a month", "a year")

    def __init__(self, *, called: str = "the date", **kwargs: Any) -> None:
        self.called = called
        # A model field's own widget is one box; ours is three.
        kwargs.pop("widget", None)
        boxes = [forms.CharField(required=False, max_length=20) for _ in self.BOXES]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        if self.disabled:
            return value  # type: ignore[no-any-return]
        typed = [str(part or "").strip() for part in (value or ("", "", ""))]
        for box in self.fields:
            box.widget.errors = []
        if not any(typed):
            return self._nothing()
        missing = [name for name, part in zip(self.BOXES, typed, strict=True) if not part]
        if missing:
            raise self._wrong(f"must include {' and '.join(missing)}", missing)
        found = self._read(typed)
        self.run_validators(found)
        return found

    def compress(self, data_list: list[Any]) -> date | None:
        return self._read([str(part) for part in data_list]) if data_list else None

    def _nothing(self) -> None:
        if self.required:
            worded = str(self.error_messages["required"])
            default = worded == DJANGO_REQUIRED or worded.startswith("Answer “")
            raise ValidationError(f"Enter {self.called}" if default else worded, code="required")

    def _read(self, typed: list[str]) -> date:
        day, month, year = typed
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._wrong("must have a year of 4 figures, like 2026", ["a year"])
        try:
            return date(int(year), _month_number(month), int(day))
        except ValueError as unreal:
            raise self._wrong("must be a real date, like 14 5 2026") from unreal

    def _wrong(self, what: str, boxes: list[str] | None = None) -> ValidationError:
        """The error, marked on the boxes that it is about; on all three when none is named."""
        words = f"{_sentence(self.called)} {what}"
        for name, box in zip(self.BOXES, self.fields, strict=True):
            if name in (boxes or []):
                box.widget.errors = [words]
        return ValidationError(words, code="invalid")


def _month_number(typed: str) -> int:
    """5, 05, May and Sept are all months."""
    if typed.isascii() and typed.isdigit():
        return int(typed)
    word = typed.lower().rstrip(".")
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    if len(word) < 3 or len(found) != 1:
        raise ValueError(f"{Truncator(typed).chars(20)} is no month")
    return found[0]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
