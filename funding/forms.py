"""The sections of an application, one topic a page."""

from typing import Any

from django import forms
from django.db.models import Q

from clusters.models import PanelDate
from core.checked import CheckedTextForm
from core.forms import BaseForm, BaseModelForm, LongTextField, MoneyField
from core.templatetags.show import weekday
from funding.models import Application, ApplicationPupil
from pupils.models import Need
from schools.models import School


class PanelChoice(forms.ModelChoiceField):
    def label_from_instance(self, panel_date: PanelDate) -> str:  # type: ignore[override]
        closes = weekday(panel_date.closes_at)
        return f"{panel_date.cluster}, {weekday(panel_date.held_on)} (closes {closes})"


class StartForm(BaseForm):
    """Which school, which panel, and what for."""

    school = forms.ModelChoiceField(
        label="Your school", queryset=School.objects.none(), widget=forms.RadioSelect
    )
    panel_date = PanelChoice(
        label="Which panel is it for?",
        queryset=PanelDate.objects.none(),
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


class RequestForm(CheckedTextForm):
    amount_pence = MoneyField(label="How much do you ask for?", called="the amount you ask for")
    need = forms.ChoiceField(
        label="Primary need",
        choices=[("", "Choose a need"), *Need.choices],
        help_text="As you record it in the school census.",
    )
    panel_date = PanelChoice(
        label="Which panel is it for?",
        queryset=PanelDate.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the panel"},
    )
    checked = ("title",)
    submit_label = "Save and go back to the list"

    class Meta:
        model = Application
        fields = ["title", "need", "amount_pence", "panel_date"]
        labels = {"title": "What is it for?"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The panel it is for, and those of the same cluster that still take applications."""
        super().__init__(*args, **kwargs)
        chosen = PanelDate.objects.filter(pk=self.instance.panel_date_id)
        open_ones = PanelDate.objects.for_user(self.user, "apply_to").filter(
            cluster_id=self.instance.cluster_id
        )
        self.fields["panel_date"].queryset = PanelDate.objects.filter(  # type: ignore[attr-defined]
            Q(pk__in=chosen) | Q(pk__in=open_ones)
        ).select_related("cluster")


class ReasonsForm(CheckedTextForm):
    why = LongTextField(
        label="Why does the pupil need more than your school can give?",
        max_words=500,
        help_text="What you have tried, for how long, and what changed. Never use a name.",
    )
    plan = LongTextField(
        label="What will you do with the money?",
        max_words=300,
        help_text="Who will do what, how often and for how many weeks.",
    )
    checked = ("why", "plan")
    submit_label = "Save and go back to the list"

    class Meta:
        model = Application
        fields = ["why", "plan"]


class PupilForm(BaseModelForm):
    submit_label = "Add this pupil"

    class Meta:
        model = ApplicationPupil
        fields = ["year_group", "provision"]
        widgets = {"provision": forms.RadioSelect}


SECTIONS: dict[str, type[CheckedTextForm]] = {"request": RequestForm, "reasons": ReasonsForm}
