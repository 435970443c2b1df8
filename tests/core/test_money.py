import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import money
from core.errors import DomainError
from core.money import BadAmount, format_pounds, parse_pence, split_terms

PENCE = st.integers(min_value=0, max_value=money.LARGEST_PENCE)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1,250.00", 1250_00),
        ("1250", 1250_00),
        ("1,250", 1250_00),
        ("1250.5", 1250_50),
        (" £ 99 ", 99_00),
        ("£\N{NO-BREAK SPACE}99.01\n", 99_01),
        ("\N{ZERO WIDTH SPACE}99\N{ZERO WIDTH NO-BREAK SPACE}", 99_00),
        ("0", 0),
        ("0.07", 7),
        ("007", 7_00),
        ("12,345,678.90", 12_345_678_90),
        ("99999999.99", money.LARGEST_PENCE),
    ],
)
def test_amounts_as_people_type_them(text, pence):
    assert parse_pence(text) == pence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", money.ENTER_POUNDS),
        ("   ", money.ENTER_POUNDS),
        ("£", money.ENTER_POUNDS),
        ("££5", money.ENTER_POUNDS),
        ("a thousand", money.ENTER_POUNDS),
        ("NaN", money.ENTER_POUNDS),
        ("inf", money.ENTER_POUNDS),
        ("1e5", money.ENTER_POUNDS),
        ("0x10", money.ENTER_POUNDS),
        ("1_000", money.ENTER_POUNDS),
        ("1 250", money.ENTER_POUNDS),
        ("€50", money.ENTER_POUNDS),
        ("=1+1", money.ENTER_POUNDS),
        ("5.", money.ENTER_POUNDS),
        (".50", money.ENTER_POUNDS),
        ("1.2.3", money.ENTER_POUNDS),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", money.ENTER_POUNDS),
        ("\N{ARABIC-INDIC DIGIT FIVE}0", money.ENTER_POUNDS),
        ("-5", money.NOT_BELOW_ZERO),
        ("\N{MINUS SIGN}5.00", money.NOT_BELOW_ZERO),
        ("£-5", money.NOT_BELOW_ZERO),
        ("-£5", money.NOT_BELOW_ZERO),
        ("1250,00", money.PENCE_AFTER_A_STOP),
        ("1.250,00", money.PENCE_AFTER_A_STOP),
        ("1,25", money.PENCE_AFTER_A_STOP),
        ("1.250", money.TWO_DECIMALS),
        ("1,250.001", money.TWO_DECIMALS),
        ("1250p", money.POUNDS_NOT_PENCE),
        ("50 pence", money.POUNDS_NOT_PENCE),
        ("12,50,000", money.COMMAS_EVERY_THREE),
        ("0,500", money.COMMAS_EVERY_THREE),
        ("1250,", money.COMMAS_EVERY_THREE),
        ("1,2500", money.COMMAS_EVERY_THREE),
        ("100000000", money.TOO_LARGE),
        ("99,999,999,999", money.TOO_LARGE),
        ("9" * 100_000, money.TOO_LARGE),
        ("x" * 100_000, money.ENTER_POUNDS),
    ],
)
def test_an_unclear_amount_is_refused_with_what_to_do(text, sentence):
    with pytest.raises(BadAmount) as refusal:
        parse_pence(text)

    assert str(refusal.value) == sentence


def test_a_bad_amount_is_both_a_refusal_and_a_value_error():
    assert issubclass(BadAmount, DomainError)
    assert issubclass(BadAmount, ValueError)


@given(st.text(max_size=80))
def test_any_text_is_an_amount_in_range_or_a_refusal(text):
    try:
        pence = parse_pence(text)
    except BadAmount:
        pence = None

    assert pence is None or 0 <= pence <= money.LARGEST_PENCE


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0.00"),
        (7, "£0.07"),
        (1250_00, "£1,250.00"),
        (-5_00, "\N{MINUS SIGN}£5.00"),
        (-1, "\N{MINUS SIGN}£0.01"),
        (123_456_789_01, "£123,456,789.01"),
    ],
)
def test_pounds_are_shown_with_commas_and_two_decimals(pence, text):
    assert format_pounds(pence) == text


@given(PENCE)
def test_what_is_shown_reads_back_as_the_same_amount(pence):
    assert parse_pence(format_pounds(pence)) == pence


def test_a_thousand_pounds_over_three_terms():
    assert split_terms(1000_00, 3) == [333_33, 333_33, 333_34]


@pytest.mark.parametrize(
    ("pence", "parts", "split"),
    [(0, 3, [0, 0, 0]), (2, 3, [0, 0, 2]), (5_00, 1, [5_00]), (11, 3, [3, 3, 5])],
)
def test_the_last_term_takes_the_pence_left_over(pence, parts, split):
    assert split_terms(pence, parts) == split


@given(PENCE, st.integers(min_value=1, max_value=12))
def test_parts_add_up_to_the_whole_and_differ_only_at_the_end(pence, parts):
    split = split_terms(pence, parts)

    assert (sum(split), len(split)) == (pence, parts)
    assert set(split[:-1]) <= {pence // parts}
    assert 0 <= split[-1] - pence // parts < parts


@pytest.mark.parametrize(("pence", "parts"), [(100, 0), (100, -1), (-1, 3)])
def test_a_split_over_no_terms_or_of_less_than_nothing_is_refused(pence, parts):
    with pytest.raises(DomainError):
        split_terms(pence, parts)
