"""A cluster, its schools, and the last day of anything dated."""

from typing import Any

from django import forms

from clusters.forms.fields import AuthorityChoiceField
from clusters.forms.rules import preset_choices
from clusters.models import Cluster, Membership
from core.forms import BaseForm, BaseModelForm, DateField
from schools.models import LocalAuthority


class CreateClusterForm(BaseForm):
    name = forms.CharField(
        label="Name of the cluster",
        max_length=120,
        help_text="As your schools know it, for example “Wells cluster”.",
        error_messages={"required": "Enter the cluster's name"},
    )
    authority = AuthorityChoiceField(
        queryset=LocalAuthority.objects.none(),
        label="Local authority",
        help_text="A cluster belongs to one. Its schools may lie in another.",
        empty_label="Choose a local authority",
        error_messages={"required": "Choose a local authority"},
    )
    preset = forms.ChoiceField(
        label="Which set of rules is nearest to yours?",
        help_text="You can change every rule afterwards.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a set of rules to start from"},
    )
    submit_label = "Set up the cluster"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = LocalAuthority.objects.for_user(
            self.user, "add_cluster"
        )
        self.fields["preset"].choices = preset_choices()


class RenameForm(BaseModelForm):
    submit_label = "Change the name"

    class Meta:
        model = Cluster
        fields = ["name"]
        labels = {"name": "Name of the cluster"}
        error_messages = {"name": {"required": "Enter the cluster's name"}}


class AddSchoolForm(BaseForm):
    kind = forms.ChoiceField(
        label="What is this school in the cluster?",
        help_text="A host school employs or houses people who work for the cluster.",
        choices=Membership.Kind.choices,
        initial=Membership.Kind.MEMBER,
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="When does it join?", called="the day on which it joins")
    submit_label = "Add this school"


class EndForm(BaseForm):
    """The last day of a membership, an office or a post."""

    ends_on = DateField(
        label="What is the last day?", called="the last day", help_text="This day included."
    )
