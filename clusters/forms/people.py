"""Who is to hold an office or a post, and from when."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from clusters.forms.fields import SHORT, TINY, PersonChoiceField, SchoolChoiceField
from core.forms import BaseForm, DateField
from schools.models import Post, School


class ChooseKindForm(BaseForm):
    """What somebody is to be; the page after this one asks who, and the rest."""

    POST = "post"

    kind = forms.ChoiceField(
        label="What will they be?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they will be"},
    )
    submit_label = "Continue"
    label_is_heading = True

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            *offices,
            (self.POST, "SENCO, head or another post at one of the schools"),
        ]


class ChooseSchoolForm(BaseForm):
    school = SchoolChoiceField(
        label="At which school?",
        empty_label="Choose a school",
        error_messages={"required": "Choose a school"},
    )
    submit_label = "Continue"
    label_is_heading = True

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class WhoForm(BaseForm):
    """A person we know, or a name and an email address."""

    person = PersonChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Somebody you already work with here",
        empty_label="Nobody in this list",
    )
    name = forms.CharField(
        required=False,
        max_length=150,
        label="Or somebody else: their full name",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        label="Their work email address",
        help_text="We send an invitation there, unless they have an account already.",
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, known: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = User.objects.for_user(self.user, "place")
        field: Any = self.fields["person"]
        field.queryset = known.filter(pk__in=allowed.values("pk"))
        if not field.queryset.exists():
            del self.fields["person"]
            self.fields["name"].label = "Full name"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        typed = found.get("name") or found.get("email") or "email" in self.errors
        if found.get("person") and typed:
            self.add_error(
                "person", "Choose a person here or enter a name and an address below, not both"
            )
        elif not found.get("person") and "person" not in self.errors:
            if not found.get("name"):
                self.add_error("name", "Enter their full name")
            if not found.get("email") and "email" not in self.errors:
                self.add_error("email", "Enter their work email address")
        return found

    WHO = ("person", "name", "email")

    @property
    def who(self) -> dict[str, Any]:
        """Who it is, by the names that the actions know."""
        return {field: self.cleaned_data.get(field) for field in self.WHO}

    @property
    def held(self) -> dict[str, Any]:
        """Everything else that was filled in."""
        return {field: value for field, value in self.cleaned_data.items() if field not in self.WHO}


class GiveOfficeForm(WhoForm):
    starts_on = DateField(label="First day", called="the first day")
    ends_on = DateField(label="Last day, if it is known", called="the last day", required=False)
    days_a_week = forms.DecimalField(
        label="Days a week",
        required=False,
        min_value=0,
        max_value=5,
        max_digits=2,
        decimal_places=1,
        widget=forms.TextInput(TINY | {"inputmode": "decimal"}),
        error_messages={
            "invalid": "Enter days a week as a number, like 1 or 0.5",
            "min_value": "Enter between 0 and 5 days a week",
            "max_value": "Enter between 0 and 5 days a week",
            "max_decimal_places": "Enter days a week with one decimal place, like 2.5",
            "max_digits": "Enter days a week as a number, like 1 or 0.5",
        },
    )
    phase = forms.CharField(
        label="For one phase only",
        help_text="For example “Primary”, where another person has the other schools.",
        required=False,
        max_length=20,
        widget=forms.TextInput(SHORT),
    )
    base_school = SchoolChoiceField(
        label="School where they are based for this office",
        help_text="Leave it empty where there is none.",
        required=False,
        empty_label="No school",
    )
    employer_school = SchoolChoiceField(
        label="School that employs them for this office", required=False, empty_label="No school"
    )
    submit_label = "Give this office"

    FOR_CLUSTER_SENCO = ("days_a_week", "phase")

    def __init__(
        self, *args: Any, schools: QuerySet[School], is_cluster_senco: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in ("base_school", "employer_school"):
            self.fields[field].queryset = schools
        if not is_cluster_senco:
            for field in self.FOR_CLUSTER_SENCO:
                del self.fields[field]


class CoverForm(WhoForm):
    starts_on = DateField(label="First day of cover", called="the first day")
    ends_on = DateField(label="Last day of cover", called="the last day")
    submit_label = "Name this cover"


class GivePostForm(WhoForm):
    kind = forms.ChoiceField(
        label="What is their post?",
        choices=Post.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose their post"},
    )
    starts_on = DateField(label="First day", called="the first day")
    ends_on = DateField(label="Last day, if it is known", called="the last day", required=False)
    submit_label = "Give this post"
