"""The sections of an application, one topic a page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from clusters.models import PanelDate, SchoolTerm
from core.checked import CheckedForm, CheckedTextForm
from core.edits import EditForm
from core.forms import BaseForm, BaseModelForm, DateField, LongTextField, MoneyField
from core.templatetags.show import day, moment, plural, weekday
from funding.models import Application, ApplicationPupil, CostLine, HopedOutcome
from pupils.models import Need, Provision, YearGroup, is_taught_at
from schools.models import School

FURTHEST = timedelta(days=3 * 366)


class PanelChoice(forms.ModelChoiceField):
    def label_from_instance(self, panel_date: PanelDate) -> str:  # type: ignore[override]
        closes = moment(panel_date.closes_at)
        return f"{panel_date.cluster}, {weekday(panel_date.held_on)} (closes {closes})"


class TermChoice(forms.ModelChoiceField):
    def label_from_instance(self, school_term: SchoolTerm) -> str:  # type: ignore[override]
        return f"{school_term.name}, from {day(school_term.starts_on)}"


class StartForm(CheckedForm):
    """Which school, which panel, and what for."""

    school = forms.ModelChoiceField(
        label="Your school",
        queryset=School.objects.none(),
        to_field_name="urn",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your school"},
    )
    panel_date = PanelChoice(
        label="Which panel is it for?",
        queryset=PanelDate.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the panel"},
    )
    kind = forms.ChoiceField(
        label="Who is it for?",
        choices=Application.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one pupil or a group"},
    )
    title = forms.CharField(
        label="What is it for?",
        max_length=100,
        help_text="A few words for the agenda, without a name: “Reading support each morning”.",
        error_messages={"required": "Enter what it is for"},
    )
    checked = ("title",)
    submit_label = "Start the application"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.for_user(self.user, "apply")
        panels = PanelDate.objects.for_user(self.user, "apply_to").select_related("cluster")
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["panel_date"].queryset = panels  # type: ignore[attr-defined]
        only = list(schools[:2])
        if len(only) == 1:
            self.fields["school"].initial = only[0]


class RequestForm(EditForm, CheckedTextForm):
    need = forms.ChoiceField(
        label="Primary need",
        choices=[("", "Choose a need"), *Need.choices],
        help_text="As you record it in the school census.",
        required=False,
    )
    second_need = forms.ChoiceField(
        label="Second need (optional)", choices=[("", "None"), *Need.choices], required=False
    )
    terms = forms.TypedChoiceField(
        label="For how many terms?",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    first_term = TermChoice(
        label="Which term does it start in?",
        queryset=SchoolTerm.objects.none(),
        to_field_name="starts_on",
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    panel_date = PanelChoice(
        label="Which panel is it for?",
        queryset=PanelDate.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the panel"},
    )
    checked = ("title",)
    submit_label = "Save and go back to the list"

    class Meta:
        model = Application
        fields = ["title", "need", "second_need", "terms", "first_term", "panel_date"]
        labels = {"title": "What is it for?"}
        error_messages = {"title": {"required": "Enter what it is for"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Chosen by what the page shows of them, not by a table's key as a model form would.
        chosen = ("first_term", "panel_date")
        self.initial |= {name: getattr(self.instance, name) for name in chosen}
        if not self.instance.panel_date.is_open:
            self.initial["panel_date"] = self._open_panels().order_by("closes_at").first()
        most = self.instance.cluster.rules.most_terms
        counts = [(number, plural(number, "term")) for number in range(1, most + 1)]
        self.fields["terms"].choices = counts  # type: ignore[attr-defined]
        self.fields["first_term"].queryset = self._terms()  # type: ignore[attr-defined]
        self.fields["panel_date"].queryset = self._panels()  # type: ignore[attr-defined]

    def _terms(self) -> QuerySet[SchoolTerm]:
        """The cluster's terms that have not ended when the first of the panels meets, and the one
        already chosen."""
        meets_on = self._panels().aggregate(first=Min("held_on"))["first"]
        needed = max(filter(None, [meets_on, timezone.localdate()]))
        to_come = Q(cluster_id=self.instance.cluster_id, ends_on__gte=needed)
        return SchoolTerm.objects.filter(to_come | Q(pk=self.instance.first_term_id))

    def _panels(self) -> QuerySet[PanelDate]:
        """The panel it is for, and those of the same cluster that still take applications."""
        wanted = Q(pk=self.instance.panel_date_id) | Q(pk__in=self._open_panels())
        return PanelDate.objects.filter(wanted).select_related("cluster")

    def _open_panels(self) -> QuerySet[PanelDate]:
        open_ones = PanelDate.objects.for_user(self.user, "apply_to")
        return open_ones.filter(cluster_id=self.instance.cluster_id)

    def clean_first_term(self) -> SchoolTerm | None:
        term: SchoolTerm | None = self.cleaned_data["first_term"]
        if term and term.ends_on < timezone.localdate():
            raise forms.ValidationError(f"{term.name} has ended. Choose a later term.")
        return term

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        term, panel = cleaned.get("first_term"), cleaned.get("panel_date")
        if term and panel and term.ends_on < panel.held_on:
            self.add_error(
                "first_term",
                f"{term.name} ends before the panel meets on {day(panel.held_on)}. Choose a later "
                "term.",
            )
        return cleaned


class ReasonsForm(EditForm, CheckedTextForm):
    why = LongTextField(
        label="Why is more needed than your school can give?",
        max_words=500,
        required=False,
        help_text="What you have tried, for how long, and what changed. Never use a name.",
    )
    plan = LongTextField(
        label="What will you do with the money?",
        max_words=300,
        required=False,
        help_text="Who will do what, how often and for how many weeks.",
    )
    checked = ("why", "plan")
    submit_label = "Save and go back to the list"

    class Meta:
        model = Application
        fields = ["why", "plan"]


class ViewsForm(EditForm, CheckedTextForm):
    parents_view = LongTextField(
        label="What do the parents or carers say?",
        max_words=300,
        required=False,
        help_text="In their own words where you can. Never use a name.",
    )
    pupils_view = LongTextField(
        label="What does the pupil say?",
        max_words=300,
        required=False,
        help_text="What they like, what is hard, what they wish for.",
    )
    agreed_by = forms.ChoiceField(
        label="Who agreed to this application?",
        choices=Application.Agreement.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="A record of their agreement.",
    )
    agreed_on = DateField(
        label="When did they agree?", called="the day they agreed", required=False
    )
    checked = ("parents_view", "pupils_view")
    submit_label = "Save and go back to the list"

    class Meta:
        model = Application
        fields = ["parents_view", "pupils_view", "agreed_by", "agreed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == Application.Kind.GROUP:
            self.fields[
                "agreed_by"
            ].help_text = "A record of their agreement. For a group, all of them have agreed."

    def clean_agreed_by(self) -> str:
        who: str = self.cleaned_data["agreed_by"]
        if who == Application.Agreement.YOUNG_PERSON and self.instance.has_a_pupil_under_16:
            raise forms.ValidationError(
                "A pupil below Year 11 is not over 16. Choose a parent or carer."
            )
        return who

    def clean_agreed_on(self) -> date | None:
        day: date | None = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day they agreed must be today or in the past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agreed_by") and "agreed_on" in cleaned and not cleaned["agreed_on"]:
            self.add_error("agreed_on", "Enter the day they agreed")
        if cleaned.get("agreed_on") and not cleaned.get("agreed_by"):
            self.add_error("agreed_by", "Choose who agreed")
        return cleaned


class CostForm(EditForm, CheckedTextForm):
    amount_pence = MoneyField(label="Cost", called="the cost", least=1)
    checked = ("what",)
    submit_label = "Add this cost"

    class Meta:
        model = CostLine
        fields = ["what", "amount_pence"]
        labels = {"what": "What does it pay for?"}
        help_texts = {"what": "One line each: “Teaching assistant, 4 hours a week for 12 weeks”."}
        error_messages = {"what": {"required": "Enter what it pays for"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.submit_label = "Save this cost"


class OutcomeForm(EditForm, CheckedTextForm):
    by_when = DateField(label="By when?", called="the day it should be reached")
    checked = ("what", "measure", "baseline", "target")
    submit_label = "Save this outcome"

    class Meta:
        model = HopedOutcome
        fields = ["what", "measure", "baseline", "target", "by_when"]
        labels = {
            "what": "What will be different for the pupil?",
            "measure": "How will you measure it?",
            "baseline": "Where does it stand now?",
            "target": "Where should it be?",
        }
        help_texts = {
            "what": "“Reads a short book aloud to an adult.”",
            "measure": "“Standardised reading test”, “sessions attended a week”.",
        }

    def clean_by_when(self) -> date:
        day: date = self.cleaned_data["by_when"]
        if day <= timezone.localdate():
            raise forms.ValidationError("The day it should be reached must be still to come")
        if day > timezone.localdate() + FURTHEST:
            raise forms.ValidationError(
                "The day it should be reached must be within three years from today"
            )
        term = self.instance.application.first_term
        if term and day < term.starts_on:
            raise forms.ValidationError(
                f"The day it should be reached must be after {term.name} starts, which you chose "
                "for the help"
            )
        return day


class SendBackForm(CheckedForm):
    words = LongTextField(
        label="What should change before you sign?",
        max_words=200,
        error_messages={"required": "Enter what should change"},
    )
    checked = ("words",)
    submit_label = "Send it back"


class ShareForm(BaseForm):
    email = forms.EmailField(
        label="Your colleague’s work email address",
        help_text="They need a post at your school here. Your headteacher gives it.",
        error_messages={"required": "Enter their email address"},
    )
    until = DateField(
        label="Until which day?", called="the last day", help_text="At most a year from today."
    )
    submit_label = "Share the draft"


class PupilForm(EditForm, BaseModelForm):
    """Expects an instance with its application. Without SEN provision there is no need to fund."""

    submit_label = "Add this pupil"

    class Meta:
        model = ApplicationPupil
        fields = ["year_group", "provision"]
        widgets = {"provision": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a year group"), *YearGroup.choices]
        self.fields["year_group"].choices = choices  # type: ignore[attr-defined]
        self.fields["provision"].choices = [  # type: ignore[attr-defined]
            choice for choice in Provision.choices if choice[0] != Provision.NONE
        ]
        if self.instance.pk:
            self.submit_label = "Save this pupil"

    def clean_year_group(self) -> str:
        chosen: str = self.cleaned_data["year_group"]
        school = self.instance.application.school
        if not is_taught_at(chosen, school):
            raise forms.ValidationError(
                f"The register says that {school} is for ages {school.low_age} to "
                f"{school.high_age}. Check the year group."
            )
        return chosen


SECTIONS: dict[str, type[CheckedTextForm]] = {
    "request": RequestForm,
    "reasons": ReasonsForm,
    "views": ViewsForm,
}
