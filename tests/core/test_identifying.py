import csv
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifying import KINDS, MESSAGES, birthdays, blocking, find, mark, names, numbers
from core.identifying.folding import fold
from tests.shared_data import for_each, shared_data

TODAY = date(2026, 11, 20)

# Made for these tests; the check letters and digits are right and belong to nobody.
UPN = "U999123456789"
TEMPORARY_UPN = "U99912345678K"
NHS_NUMBER = "9990000018"


def told(text):
    return [(finding.kind, finding.text) for finding in find(text, today=TODAY)]


def kinds(text):
    return [kind for kind, _ in told(text)]


def with_check_letter(rest):
    """A UPN made from its last twelve places, by the published weights, apart from our code."""
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    values = [letters.index(place) if place in letters else int(place) for place in rest]
    return letters[sum(v * w for v, w in zip(values, range(2, 14), strict=True)) % 23] + rest


def test_the_numbers_of_these_tests_are_right_by_the_published_check():
    assert with_check_letter(UPN[1:]) == UPN
    assert with_check_letter(TEMPORARY_UPN[1:]) == TEMPORARY_UPN
    weighed = sum(int(d) * w for d, w in zip(NHS_NUMBER[:9], range(10, 1, -1), strict=True))
    assert 11 - weighed % 11 == int(NHS_NUMBER[9])


@pytest.mark.parametrize(
    "written",
    [
        UPN,
        UPN.lower(),
        TEMPORARY_UPN,
        TEMPORARY_UPN.lower(),
        "U 999 1234 56 789",
        "U-9991-2345-6789",
        "U/999/1234/56/789",
        "U.999.1234.56.789",
        "U 9 9 9 1 2 3 4 5 6 7 8 9",
        "U999123\n456789",
        "U999\N{NO-BREAK SPACE}1234\N{THIN SPACE}56789",
        "U999\N{ZERO WIDTH SPACE}1234\N{SOFT HYPHEN}56789",
        "U999\N{EN DASH}1234\N{NON-BREAKING HYPHEN}56789",
        "\N{FULLWIDTH LATIN CAPITAL LETTER U}999123456789",
        "U\N{ARABIC-INDIC DIGIT NINE}99123456789",
        "U999123456\N{MATHEMATICAL BOLD DIGIT SEVEN}89",
    ],
)
def test_a_upn_is_found_however_it_is_written(written):
    assert told(f"The record ({written}) says so.") == [("upn", written)]


def test_a_upn_is_found_where_it_touches_other_words():
    assert kinds(f"UPN{UPN}") == ["upn"]
    assert kinds(f"upn:{UPN};next") == ["upn"]
    assert kinds(f"{UPN}, {TEMPORARY_UPN}") == ["upn", "upn"]


def test_a_upn_with_a_wrong_check_letter_is_told_only_where_it_is_called_one():
    wrong = "J" + UPN[1:]

    assert kinds(f"Invoice {wrong}") == []
    assert kinds(f"UPN: {wrong}") == ["upn"]
    assert kinds(f"unique pupil number {wrong}") == ["upn"]


@given(st.text("0123456789", min_size=12, max_size=12))
def test_of_the_23_letters_one_makes_a_upn(rest):
    letters = [letter for letter in numbers.UPN_LETTERS if numbers.valid_upn(letter + rest)]

    assert [letter + rest for letter in letters] == [with_check_letter(rest)]


@pytest.mark.parametrize(
    "written",
    [
        NHS_NUMBER,
        "999 000 0018",
        "999-000-0018",
        "999.000.0018",
        "999\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}0018",
        "999\N{ZERO WIDTH SPACE}000\N{ZERO WIDTH SPACE}0018",
        "\N{FULLWIDTH DIGIT NINE}990000018",
    ],
)
def test_an_nhs_number_is_found_however_it_is_written(written):
    assert told(f"See {written} for this.") == [("nhs_number", written)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NHS 99 90 00 00 18", ["nhs_number"]),
        ("NHS: 9 9 9 0 0 0 0 0 1 8", ["nhs_number"]),
        ("NHS no. 999 000 0019", ["nhs_number"]),  # called one, so a slip does not hide it
        ("scores of 99 90 00 00 18", []),
        ("order 9990000019", []),
        ("filler 1111111111", []),
        ("99900000181", []),
    ],
)
def test_ten_figures_are_an_nhs_number_by_their_check_or_by_name(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "written",
    [
        "12/05/2015",
        "12/5/2015",
        "12.05.2015",
        "12-05-2015",
        "12 05 2015",
        "12 / 05 / 2015",
        "12/05/15",
        "12.05.15",
        "2015-05-12",
        "2015/05/12",
        "05/13/2015",
        "12 May 2015",
        "12th May 2015",
        "12th of May 2015",
        "12 may, 2015",
        "12-May-15",
        "12May2015",
        "May 12, 2015",
        "MAY 12th 2015",
        "3 Sept 2019",
        "12\N{NO-BREAK SPACE}May\N{NO-BREAK SPACE}2015",
        "12\N{FRACTION SLASH}05\N{FRACTION SLASH}2015",
        "12/\N{ZERO WIDTH SPACE}05/2015",
        "\N{FULLWIDTH DIGIT ONE}2/05/2015",
        "12\N{EN DASH}05\N{EN DASH}2015",
    ],
)
def test_a_date_that_makes_somebody_a_pupil_is_found_however_it_is_written(written):
    assert told(f"In our records {written} is given.") == [("date_of_birth", written)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("20/11/2023", ["date_of_birth"]),  # three today
        ("21/11/2023", []),
        ("21/11/2000", ["date_of_birth"]),  # 25, and 26 tomorrow
        ("20/11/2000", []),
        ("12/05/2026", []),
        ("01/12/2026", []),
        ("31/02/2015", []),
        ("29/02/2016", ["date_of_birth"]),
    ],
)
def test_ages_from_three_to_twenty_five_count(day, found):
    assert kinds(f"Seen {day}.") == found


@pytest.mark.parametrize(
    "text",
    [
        "DOB 12/05/2025",
        "DOB: 12/05/25",
        "dob\n12.5.25",
        "D.O.B. 12/05/2025",
        "d.o.b: Monday 12 May 2025",
        "D/O/B 120525",
        "dob 12052025",
        "date of birth is 12 May 2025",
        "Date of Birth: 2025-05-12",
        "birth date 12/05/1984",
        "birthdate: 12/05/1984",
        "birthday 12/05/2025",
        "was born in Oaktown on 12/05/2025",
        "born 12.5.25",
        "12/05/2025 (DOB)",
        "12/05/2025, date of birth",
        "12 May 2025 is his birthday",
        "DOB20250512",
    ],
)
def test_a_date_called_one_of_birth_is_found_whatever_its_year(text):
    assert kinds(text) == ["date_of_birth"]


@pytest.mark.parametrize(
    "text",
    [
        "tested on 12/05/2025 and again on 12 May 2026",
        "The pupil was born abroad. The review on 12/05/2026 agreed this.",
        "In section 2.4.12 of the plan",
        "on 3 May 15 pupils attended",
        "scores of 10 11 12 and 12 13 14",
        "May 2015, 12 May and 2015 alone",
        "the financial years 2015/16 and 2016/17",
        "ratio 12/05 and room 2015",
        "reference 12052015",
    ],
)
def test_other_dates_and_figures_are_no_dates_of_birth(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lives at ZE99 1AA", [("postcode", "ZE99 1AA")]),
        ("lives at ze991aa.", [("postcode", "ze991aa")]),
        ("W1A-1HQ and EC1A 1BB", [("postcode", "W1A-1HQ"), ("postcode", "EC1A 1BB")]),
        ("ring 01632 960123", [("telephone", "01632 960123")]),
        ("ring (01632) 960 123 2pm", [("telephone", "01632) 960 123")]),
        ("ring 07700900123", [("telephone", "07700900123")]),
        ("ring +44 (0)7700 900123", [("telephone", "+44 (0)7700 900123")]),
        ("ring 020-7946-0123", [("telephone", "020-7946-0123")]),
        ("mail senco@oak.example.uk.", [("email", "senco@oak.example.uk")]),
        ("mail Senco.Oak+1 @ oak-school.example", [("email", "Senco.Oak+1 @ oak-school.example")]),
        ("amelia.oak@oak.example", [("email", "amelia.oak@oak.example")]),
    ],
)
def test_ways_to_reach_somebody_are_told(text, found):
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amelia said this.", ["Amelia"]),
        ("amelia said this", ["amelia"]),
        ("AMELIA SAID THIS", ["AMELIA"]),
        ("Amelia-Rose’s reading age", ["Amelia", "Rose"]),
        ("Zoë and Zoe\N{COMBINING DIAERESIS}", ["Zoë", "Zoe\N{COMBINING DIAERESIS}"]),
        ("A\N{ZERO WIDTH SPACE}melia can", ["A\N{ZERO WIDTH SPACE}melia"]),
        ("with Łukasz (Oliver) and/or Noah", ["Łukasz", "Oliver", "Noah"]),
        ("Jack finds reading hard", ["Jack"]),
        ("Rose needs help", ["Rose"]),
        ("We saw that Rose Oak can read.", ["Rose"]),
        ("we helped Grace, Will and May with reading", ["Grace", "Will", "May"]),
        ("Grace said so. Will struggles.", ["Grace", "Will"]),
        ("Grace's attendance", ["Grace"]),
        ("sat with Summer in class", ["Summer"]),
        ("May enjoys maths", ["May"]),
        ("Year 4: Muhammad, Aisha, Jakub", ["Muhammad", "Aisha", "Jakub"]),
    ],
)
def test_likely_first_names_are_told(text, found):
    assert told(text) == [("first_name", name) for name in found]


ORDINARY = [
    "Will this help? Will the group run again in May?",
    "May we ask for three terms? The panel meets in May 2027.",
    "Summer term targets; Summer 2 review; data from Autumn, Spring and Summer.",
    "Impact was seen by early Summer and through June and July.",
    "Attendance rose from 82% to 94% by April 2026.",
    "Grace period applies. The grace of time and the hope of joy.",
    "Hope is that the pupil will read with confidence.",
    "We hope to see faith in the process, with patience and good grace.",
    "Mark each step. The mark scheme gives a mark out of 10.",
    "Art Club and Art therapy run on Fridays, and art is loved.",
    "The pupil enjoys Art, Maths and PE.",
    "RAG rated Amber in the Autumn, now Green.",
    "Two targets moved from Red to Amber.",
    "Zones of Regulation: Amber, Green, Blue and Red.",
    "ELSA sessions twice a week; Elsa support goes on.",
    "SALT, CAMHS, EP and NELI advice was followed.",
    "Fred Talk and Fred fingers are used in phonics.",
    "Max 3 terms. Max. cost £6,000.",
    "A max of 12 sessions, with a rich diet of talk, and no bill to pay.",
    "The Sports Grant and the Pupil Premium Grant pay for this.",
    "St George’s and St. Mary's share a TA; so does Saint Peter’s.",
    "Mrs Taylor and Mr Jordan lead the group. Dr Grace advises.",
    "King Edward Infant School and Arthur Road are near.",
    "Thomas Oak Academy and Victoria Park Primary sent staff.",
    "Robin class, Willow Class and Hazel room are upstairs.",
    "The Willow, an Ivy and this Rose are names of groups.",
    "A rose, a daisy and a lily grow in the sensory garden.",
    "The jack was plugged in; penny coins; pearl beads; a robin.",
    "Christmas Eve is a holiday.",
    "How Will We Measure Impact",
    "What May Be Needed",
    "- Will need adult support\n- May need a laptop\n- Hope to reduce hours",
    "1. Will the school match the hours? 2. May we defer?",
    "The pupil will, may and can chase, josh or drew.",
    "KS2 3rd cycle; E1 1st half term; N2 2hr sessions; Y5 2nd review.",
    "Group A1 2x weekly for 30 min, 1:1 with TA, 6 x 45 min.",
    "Reading age 8:11 (was 7:02), standardised score 85, 92, 88, 79, 91.",
    "Scores 10 11 12 13 14 15 16 and 0 1 2 3 4 5 6 7 8 9 10.",
    "07 12 14 15 16 17 were the raw scores, then 01 02 03 04 05.",
    "Year R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 13.",
    "School 926/4056, URN 123456, UKPRN 10012345, fund code 4200-1.",
    "We ask for £1,250.00 of £6,000, that is £416.66, £416.67 and £416.67.",
    "38 weeks × 5 × 30 min ÷ 4 pupils at £14.85 an hour = £352.69.",
    "Assessed on 12/10/2026 and 14 November 2025; next review 03/02/2027.",
    "Panel on Monday 18 January 2027, closing 4 January 2027 at 5pm.",
    "Since September 2014 the Code of Practice (2015) says so.",
    "2025/26 and 2026/27; 2026-27; terms 1-6; ages 10-11.",
    "The Equality Act 2010 and the Children and Families Act 2014 apply.",
    "Two APDR cycles: Sept-Dec 2025 and Jan-Mar 2026.",
    "Meet @ 3.30pm in the hall @ break.",
    "He, she or they; pupil P-7KQ4; TA hours 12.5; ratio gain 2.4.",
    "Boxall, Lexia, Nessy, Conners, WRAT, YARC and SDQ results are attached.",
    "Speech and language targets: listening, turn taking, two key words.",
    "The pupil finds transitions hard and needs a now-and-next board.",
    "Precision teaching daily, 10 minutes, six weeks, 40 to 75 words a minute.",
    "Staff trained in Team Teach, Makaton and attachment.",
    "Parents were met three times and agree with the plan.",
    "From Monday to Friday, before and after lunch, a safe space is offered.",
    "Dear panel, thank you for your time. Yours faithfully",
    "",
    "   \n\t ",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_of_a_senco_are_let_through(text):
    assert told(text) == []


def test_the_ordinary_sentences_run_together_are_let_through_too():
    assert told("\n".join(ORDINARY)) == []


def test_a_name_planted_in_any_ordinary_sentence_is_told():
    """Else a sentence could be let through because nothing is looked for in it."""
    missed = [text for text in ORDINARY if ("first_name", "Amelia") not in told(f"Amelia. {text}")]

    assert missed == []


def births_by_name():
    path = shared_data("baby_names_ew_2020.csv")
    if path is None:
        return []
    with path.open(encoding="utf-8-sig") as file:
        return [(row["name"], int(row["count_2020"])) for row in csv.DictReader(file)]


@for_each("births", [births_by_name()] if births_by_name() else [], ids=["2020"])
@pytest.mark.parametrize(
    ("sentence", "least"),
    [
        ("This term {} finds reading hard.", 0.80),
        ("{} finds reading hard.", 0.80),
        ("{} has made some progress.", 0.75),
        ("this term {lower} finds reading hard", 0.68),
    ],
)
def test_most_children_born_in_a_year_would_be_told_by_name(births, sentence, least):
    told_births = sum(
        count for name, count in births if kinds(sentence.format(name, lower=name.lower()))
    )

    assert told_births / sum(count for _, count in births) >= least


COMMON_NAMES = """
    Olivia Amelia Isla Ava Mia Ivy Lily Oliver George Noah Arthur Harry Leo Muhammad Jack
    Charlie Oscar Jacob Zainab Aisha Mohammed Jakub Zuzanna Niamh Rhys Priya Arjun
"""


@pytest.mark.parametrize("name", COMMON_NAMES.split())
def test_common_names_of_children_are_told(name):
    assert told(f"{name} needs help.") == [("first_name", name)]


def test_only_a_upn_an_nhs_number_and_a_date_of_birth_block():
    text = f"Amelia {UPN} {NHS_NUMBER} born 12/05/2015 at ZE99 1AA, 01632 960123, a@oak.example"
    found = find(text, today=TODAY)

    assert [finding.kind for finding in blocking(found)] == ["upn", "nhs_number", "date_of_birth"]
    assert [finding.kind for finding in found] == [
        "first_name",
        "upn",
        "nhs_number",
        "date_of_birth",
        "postcode",
        "telephone",
        "email",
    ]


def test_every_kind_has_a_sentence_that_says_what_to_do():
    assert set(MESSAGES) == set(KINDS)
    assert all("Remove" in message or "Write" in message for message in MESSAGES.values())


def test_what_was_found_is_not_in_the_repr_of_a_finding():
    assert UPN not in repr(find(UPN, today=TODAY))


def test_marked_text_shows_each_finding_in_its_place():
    text = f"Amelia has {UPN}."

    assert mark(text, find(text, today=TODAY)) == [
        ("Amelia", "first_name"),
        (" has ", None),
        (UPN, "upn"),
        (".", None),
    ]
    assert mark("", []) == []
    assert mark("nothing", []) == [("nothing", None)]


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(UPN, NHS_NUMBER, "12/05/2015", "Amelia", "born", "ZE99 1AA", "St.", "May"),
                *("\N{ZERO WIDTH SPACE}", "\N{COMBINING ACUTE ACCENT}", "ﬁ", "½"),
                *("\n", " ", "@", "0", "-"),
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_findings_lie_in_the_text_in_order_and_marking_loses_nothing(text):
    found = find(text, today=TODAY)

    assert [finding.text for finding in found] == [text[f.start : f.end] for f in found]
    edges = [edge for finding in found for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(finding.start < finding.end for finding in found)
    assert "".join(chunk for chunk, _ in mark(text, found)) == text
    assert [kind for _, kind in mark(text, found) if kind] == [finding.kind for finding in found]


@given(PIECES, st.sampled_from([UPN, NHS_NUMBER, "DOB 12/05/2015"]))
def test_no_text_around_it_hides_what_blocks(text, planted):
    assert blocking(find(f"{text}\n\n\n\n\n{planted}\n\n\n\n\n{text}", today=TODAY))


def patterns():
    return [
        pytest.param(value, id=f"{module.__name__}.{name}")
        for module in (birthdays, names, numbers)
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]


@pytest.mark.parametrize("pattern", patterns())
def test_every_pattern_has_a_longest_match_so_that_work_grows_with_the_text_alone(pattern):
    """From each place a pattern looks at a bounded stretch, however long the text is."""
    shortest, longest = re._parser.parse(pattern.pattern, pattern.flags).getwidth()

    assert 0 < longest <= 700
    assert shortest <= longest


def test_a_pattern_without_a_longest_match_would_be_noticed():
    _, longest = re._parser.parse("[a-z]+@[a-z]+").getwidth()

    assert longest > 700


@pytest.mark.parametrize(
    "unit", ["a", "1", "1 ", "A1 ", "12/05/", "born ", "a@", "0 1-", "\N{COMBINING ACUTE ACCENT}"]
)
def test_long_texts_of_one_sort_are_read_to_the_end(unit):
    text = unit * 5_000 + f". {UPN}"

    assert ("upn", UPN) in told(text)


def test_folding_keeps_the_place_of_every_character():
    text = "e\N{COMBINING ACUTE ACCENT} ﬁ\N{ZERO WIDTH SPACE}½\N{NO-BREAK SPACE}x"

    folded = fold(text)

    assert folded.text == "e fi1/2 x"
    assert len(folded.origins) == len(folded.text) + 1
    assert all(
        character in unicodedata.normalize("NFKD", text[origin]).replace("\N{FRACTION SLASH}", "/")
        for character, origin in zip(folded.text, folded.origins, strict=False)
    )
