"""The kinds of answer the product asks for that Django has no field for."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.core.exceptions import ValidationError

from core import money

DJANGO_REQUIRED = str(forms.Field.default_error_messages["required"])
MONTHS = [f"{date(2000, number, 1):%B}".lower() for number in range(1, 13)]


class CountedTextarea(forms.Textarea):
    """A text box that counts its words as one types."""

    template_name = "core/widgets/counted.html"

    def __init__(self, *, max_words: int) -> None:
        super().__init__({"class": "govuk-textarea"})
        self.max_words = max_words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["max_words"] = self.max_words
        attrs = context["widget"]["attrs"]
        # Set here: the template pack has a counter of its own, started by this class.
        attrs["class"] += " govuk-js-character-count"
        described = attrs.get("aria-describedby", ""), f"{attrs.get('id')}-info"
        attrs["aria-describedby"] = " ".join(described).strip()
        return context


class LongTextField(forms.CharField):
    """Several lines of text. With `max_words` the page counts as one types."""

    widget = forms.Textarea

    def __init__(self, *, max_words: int | None = None, rows: int = 5, **kwargs: Any) -> None:
        self.max_words = max_words
        self.rows = rows
        if max_words:
            kwargs["widget"] = CountedTextarea(max_words=max_words)
        super().__init__(**kwargs)

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
        if not text:
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
        if str(self.error_messages["required"]) == DJANGO_REQUIRED:
            self.error_messages["required"] = f"Enter {called}"

    def clean(self, value: Any) -> date | None:
        if self.disabled:
            return value
        typed = [str(part or "").strip() for part in (value or ("", "", ""))]
        for box in self.fields:
            box.widget.errors = []
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [name for name, part in zip(self.BOXES, typed, strict=True) if not part]
        if missing:
            raise self._wrong(f"must include {' and '.join(missing)}", missing)
        found = self._read(typed)
        self.run_validators(found)
        return found

    def compress(self, data_list: list[Any]) -> date | None:
        return self._read([str(part) for part in data_list]) if data_list else None

    def _read(self, typed: list[str]) -> date:
        day, month, year = typed
        if not re.fullmatch("[0-9]{4}", year):
            raise self._wrong("must have a year of 4 figures, like 2026", ["a year"])
        try:
            return date(int(year), _month_number(month), _number(day))
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
    word = typed.lower().rstrip(".")
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    return found[0] if len(word) >= 3 and len(found) == 1 else _number(typed)


def _number(typed: str) -> int:
    """int() alone also takes other alphabets' digits, signs and underscores."""
    if not re.fullmatch("[0-9]{1,2}", typed):
        raise ValueError("a day or a month has one or two figures")
    return int(typed)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
