"""Fields that several of the forms share."""

from datetime import time
from typing import Any

from django import forms

from accounts.models import User
from core.dates import format_clock
from schools.models import LocalAuthority, School

SHORT = {"class": "govuk-input govuk-input--width-10", "autocomplete": "off"}
TINY = {"class": "govuk-input govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}


class ClockField(forms.TimeField):
    """A time of day as people write it: 2pm, 2.30pm, 14:30."""

    default_error_messages = {"invalid": "Enter a time like 2pm, 2.30pm or 14:30"}
    FORMATS = ("%H:%M", "%H.%M", "%I%p", "%I.%M%p", "%I:%M%p")
    WORDS = {"noon": time(12, 0), "midday": time(12, 0), "midnight": time(0, 0)}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(SHORT))
        super().__init__(input_formats=self.FORMATS, **kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = value.lower().replace(" ", "")
            if value in self.WORDS:
                return self.WORDS[value]
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return format_clock(value) if isinstance(value, time) else value


class AuthorityChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, authority: LocalAuthority) -> str:
        return f"{authority.name} ({authority.code})"


class SchoolChoiceField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=School.objects.none(), to_field_name="urn", **kwargs)

    def label_from_instance(self, school: School) -> str:
        """With the URN, since two schools may share a name."""
        return f"{school.name} ({school.urn})"


class PersonChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        works_at = getattr(person, "works_at", None)
        return f"{person.name}, {works_at}" if works_at else person.name
