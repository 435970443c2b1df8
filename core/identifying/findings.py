from dataclasses import dataclass, field

UPN = "upn"
NHS_NUMBER = "nhs_number"
DATE_OF_BIRTH = "date_of_birth"
POSTCODE = "postcode"
TELEPHONE = "telephone"
EMAIL = "email"
FIRST_NAME = "first_name"

# In order: where two overlap, the earlier kind is told.
KINDS = (UPN, NHS_NUMBER, DATE_OF_BIRTH, EMAIL, TELEPHONE, POSTCODE, FIRST_NAME)
BLOCKING = frozenset({UPN, NHS_NUMBER, DATE_OF_BIRTH})

MESSAGES = {
    UPN: (
        "This looks like a unique pupil number (UPN). "
        "Remove it: a pupil is known here by a code alone."
    ),
    NHS_NUMBER: (
        "This looks like an NHS number. Remove it: a pupil is known here by a code alone."
    ),
    DATE_OF_BIRTH: (
        "This looks like a date of birth. Remove it. "
        "If it is the date of something else, write the month and year only, like March 2019."
    ),
    POSTCODE: (
        "This looks like a postcode. "
        "Remove it, or confirm that it does not say where a child lives."
    ),
    TELEPHONE: "This looks like a telephone number. Remove it, or confirm that it is needed here.",
    EMAIL: "This looks like an email address. Remove it, or confirm that it is needed here.",
    FIRST_NAME: (
        "This looks like a first name. Write “the pupil” instead, "
        "or confirm that it is not the name of a child."
    ),
}


@dataclass(frozen=True)
class Finding:
    kind: str
    start: int
    end: int
    # Never in a repr, so that a log or a traceback cannot carry what was found.
    text: str = field(repr=False)
