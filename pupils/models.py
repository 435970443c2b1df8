"""Pupils under a code that the system makes. There is no field for a name, date of birth, UPN or
postcode, and there never is one: the key stays in the school."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.access import RuledManager
from core.ids import new_public_id
from schools.models import School


class YearGroup(models.TextChoices):
    N1 = "N1", "Nursery 1"
    N2 = "N2", "Nursery 2"
    R = "R", "Reception"
    Y1 = "1", "Year 1"
    Y2 = "2", "Year 2"
    Y3 = "3", "Year 3"
    Y4 = "4", "Year 4"
    Y5 = "5", "Year 5"
    Y6 = "6", "Year 6"
    Y7 = "7", "Year 7"
    Y8 = "8", "Year 8"
    Y9 = "9", "Year 9"
    Y10 = "10", "Year 10"
    Y11 = "11", "Year 11"
    Y12 = "12", "Year 12"
    Y13 = "13", "Year 13"
    Y14 = "14", "Year 14"


# How old pupils are when a year begins; those of a nursery may be a year younger.
AGE_AT_START = {group: age for age, group in enumerate(YearGroup, start=2)}
STARTING, STAYING_ON = 5, 16


def is_taught_at(year_group: str, school: School) -> bool:
    """Unless the register's ages rule the year group out. They are no hard edge for those who
    start school, or stay on after 16."""
    age = AGE_AT_START[YearGroup(year_group)]
    if school.low_age is not None:
        early = 1 if school.low_age <= STARTING else 0
        if age < school.low_age - early:
            return False
    if school.high_age is not None:
        late = 1 if school.high_age >= STAYING_ON else 0
        return age + 1 <= school.high_age + late
    return True


class Provision(models.TextChoices):
    """SEN provision as the school census codes it."""

    NONE = "N", "No special educational need"
    SUPPORT = "K", "SEN support"
    PLAN = "E", "EHC plan"


class Need(models.TextChoices):
    """SEN type of need as the school census codes it (COLLECT code set, 2024/25)."""

    SPLD = "SPLD", "Specific learning difficulty"
    MLD = "MLD", "Moderate learning difficulty"
    SLD = "SLD", "Severe learning difficulty"
    PMLD = "PMLD", "Profound and multiple learning difficulty"
    SLCN = "SLCN", "Speech, language and communication needs"
    ASD = "ASD", "Autistic spectrum disorder"
    SEMH = "SEMH", "Social, emotional and mental health"
    HI = "HI", "Hearing impairment"
    VI = "VI", "Vision impairment"
    MSI = "MSI", "Multi-sensory impairment"
    PD = "PD", "Physical disability"
    DS = "DS", "Down syndrome"
    OTH = "OTH", "Other difficulty or disability"
    NSA = "NSA", "SEN support but no specialist assessment of type of need"


class Pupil(models.Model):
    """One child of one school, known here only by a code."""

    access_rule = "pupils.access.PupilAccess"
    personal = "pseudonymised child; erased by the retention rule of the application"

    public_id = models.CharField(
        "pupil code", max_length=10, unique=True, default=new_public_id, editable=False
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year_group = models.CharField(max_length=2, choices=YearGroup)
    provision = models.CharField("SEN provision", max_length=1, choices=Provision)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "id"], name="pupil_of_school"),
        ]

    def __str__(self) -> str:
        return f"Pupil {self.code}"

    @property
    def code(self) -> str:
        """The code in two groups, as it is read aloud: K7QFM-2WPXR."""
        return f"{self.public_id[:5]}-{self.public_id[5:]}".upper()
