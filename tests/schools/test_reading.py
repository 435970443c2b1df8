from datetime import date

import pytest

from core.errors import DomainError
from schools.imports.reading import read_register
from schools.imports.table import Broken, Record, read_table
from tests.schools.registers import FULL, SCHOOL, write
from tests.shared_data import for_each, shared_data

REAL = [path for path in [shared_data("gias_4las_cp1252_2025-07-17.csv")] if path]
HEADER = ",".join(SCHOOL)
OAK = "200001,901,Northshire,Oak School,Open"


@pytest.fixture
def register(tmp_path):
    """Reads a register written as given: text in UTF-8, or bytes."""

    def read(content):
        path = tmp_path / "register.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_register(path)

    return read


def names(register):
    return {row.urn: row.values["name"] for row in register.rows}


def problems(register):
    return {problem.line: problem.reason for problem in register.broken}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("quoted", [True, False])
def test_every_encoding_gives_the_same_names(tmp_path, encoding, quoted):
    named = {**SCHOOL, "EstablishmentName": "St Thomas à Becket 180°, North"}

    found = read_register(write(tmp_path / "register.csv", named, quoted=quoted, encoding=encoding))

    assert names(found) == {"200001": "St Thomas à Becket 180°, North"}


def test_a_full_row_is_read_whole_and_its_head_is_not(tmp_path):
    found = read_register(write(tmp_path / "register.csv", FULL))

    assert (found.broken, found.has_trusts) == ([], True)
    assert dict(found.rows[0].values) == {
        "name": "Oak School",
        "status": "open",
        "establishment_number": "0042",
        "type": "Community school",
        "phase": "Primary",
        "opened_on": date(1994, 9, 1),
        "closed_on": None,
        "low_age": 4,
        "high_age": 11,
        "number_on_roll": 105,
        "ukprn": "10000001",
        "street": "Green Lane",
        "town": "Oakham, North",
        "postcode": "ZZ1 1AA",
        "federation": "",
    }
    assert "Lastname" not in repr(found)


def test_the_four_needed_columns_and_a_status_are_enough_in_any_order(register):
    found = register(
        "LA (name),EstablishmentStatus (code),URN,EstablishmentName,LA (code)\n"
        "Northshire,2,200001,Oak School,901\n"
    )

    assert sorted(found.fields) == ["name", "status"]
    assert [(row.urn, row.values["status"]) for row in found.rows] == [("200001", "closed")]
    assert not found.has_trusts


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Open", "open"),
        ("Open, but proposed to close", "closing"),
        ("Proposed to open", "proposed"),
        ("Closed", "closed"),
    ],
)
def test_each_status_of_the_register(tmp_path, status, expected):
    row = {**SCHOOL, "EstablishmentStatus (name)": status}

    found = read_register(write(tmp_path / "register.csv", row))

    assert found.rows[0].values["status"] == expected


@pytest.mark.parametrize("written", ["01-09-2024", "01/09/2024", "1/9/2024"])
def test_days_come_before_months(tmp_path, written):
    found = read_register(write(tmp_path / "register.csv", {**FULL, "OpenDate": written}))

    assert found.rows[0].values["opened_on"] == date(2024, 9, 1)


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    formula = {**SCHOOL, "EstablishmentName": '=HYPERLINK("http://example.org","Oak")'}

    found = read_register(write(tmp_path / "register.csv", formula))

    assert names(found) == {"200001": '=HYPERLINK("http://example.org","Oak")'}


def test_a_line_break_in_quotation_marks_is_part_of_the_name(register):
    found = register(
        f'{HEADER}\r\n200001,901,Northshire,"Oak\r\nSchool",Open\r\n'
        "200002,901,Northshire,Elm School,Open\r\n200003,901,Northshire,Ash School,Shut\r\n"
    )

    assert names(found) == {"200001": "Oak School", "200002": "Elm School"}
    assert list(problems(found)) == [5]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("20001,901,Northshire,Oak,Open", "the URN “20001” is not six digits"),
        ("", None),
        (",,,,", None),
        ("200001,901,Northshire,Oak", "it has 4 fields where the header has 5"),
        ("200001,901,Northshire,Oak, School,Open", "it has 6 fields where the header has 5"),
        ('200001,901,Northshire,"Oak,Open', "it has 4 fields where the header has 5"),
        ('200001,901,"Northshire,Oak,Open', "it has 3 fields where the header has 5"),
        ("200001,901,Northshire,,Open", "EstablishmentName: it is empty"),
        (
            "200001,North,Northshire,Oak,Open",
            "LA (code): “North” is not an authority's code of three digits",
        ),
        (
            "200001,901,,Oak,Shut",
            "LA (name): it is empty; EstablishmentStatus (name): “Shut” is not a status we know",
        ),
        (
            f"200001,901,Northshire,{'Oak ' * 60},Open",
            "EstablishmentName: “Oak Oak Oak Oak Oak Oak Oak Oa…” is longer than 200 characters",
        ),
        ("200001,901,Northshire,Oak\0,Open", "it holds a character that cannot be read"),
        ("200002,901,Northshire,Oak,Open", "the URN 200002 is on line 2 already"),
    ],
)
def test_a_broken_row_is_named_by_line_and_reason_and_stops_nothing(register, line, reason):
    around = "200002,901,Northshire,Elm School,Open", '200003,901,Northshire,"Ash School",Open'

    found = register("\n".join([HEADER, around[0], " " * 5000, line, around[1]]) + "\n")

    assert names(found) == {"200002": "Elm School", "200003": "Ash School"}
    assert problems(found) == ({4: reason} if reason else {})


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("OpenDate", "31-02-2020", "“31-02-2020” is not a date such as 01-09-2025"),
        ("OpenDate", "2020-02-01", "“2020-02-01” is not a date such as 01-09-2025"),
        ("StatutoryLowAge", "four", "“four” is not a whole number up to 99"),
        ("StatutoryHighAge", "111", "“111” is not a whole number up to 99"),
        ("NumberOfPupils", "-5", "“-5” is not a whole number up to 100000"),
        ("NumberOfPupils", "²", "“²” is not a whole number up to 100000"),
        ("UKPRN", "100000012", "“100000012…” is longer than 8 characters"),
    ],
)
def test_a_value_that_cannot_be_is_named_by_its_column(tmp_path, column, value, reason):
    found = read_register(
        write(tmp_path / "register.csv", {**FULL, column: value}, encoding="utf-8")
    )

    assert problems(found) == {2: f"{column}: {reason}"}


def test_a_byte_that_windows_1252_lacks_breaks_its_own_row_alone(register):
    found = register(
        f"{HEADER}\n200001,901,Northshire,Oak \x81,Open\n".encode("latin-1")
        + "200002,901,Northshire,École,Open\n".encode("cp1252")
    )

    assert names(found) == {"200002": "École"}
    assert problems(found) == {2: "it holds a character that cannot be read"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"PK\x03\x04\x14\x00", "is a zip file or an Excel workbook"),
        ("URN,LA (code)".encode("utf-16"), "is saved as UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        (f"{HEADER}\n".encode(), "has a header and no schools"),
        (
            b"name,age\nOak,4\n",
            "lacks the columns URN, LA (code), LA (name), EstablishmentName, "
            "EstablishmentStatus (name)",
        ),
        (b"URN;LA (code)\n1;2\n", "is not a download of Get Information about Schools"),
        (b"URN,LA (code),LA (name),EstablishmentName\n", "lacks the columns EstablishmentStatus"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(register, content, sentence):
    with pytest.raises(DomainError) as refusal:
        register(content)

    assert sentence in str(refusal.value)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(DomainError, match=r"There is no file .*none\.csv\. Check the name"):
        read_register(tmp_path / "none.csv")
    with pytest.raises(DomainError, match="cannot be read"):
        read_register(tmp_path)


def test_an_inch_mark_in_an_unquoted_value_joins_nothing(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a,b\n1,6" rule\n2,plain\n3,7" rule\n')

    assert list(read_table(path).records(["b", "absent"])) == [
        Record(2, {"b": '6" rule'}),
        Record(3, {"b": "plain"}),
        Record(4, {"b": '7" rule'}),
    ]


def test_an_unclosed_quotation_mark_spoils_one_record(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('"a","b"\n"1","one\n"2","two"\n"3,"three"\n"4","four"\n')

    found = list(read_table(path).records(["b"]))

    assert found[1:] == [
        Record(3, {"b": "two"}),
        Broken(4, "it has 1 field where the header has 2"),
        Record(5, {"b": "four"}),
    ]


@for_each("path", REAL)
def test_the_real_download_is_read_without_a_problem(path):
    found = read_register(path)

    assert (len(found.rows), found.broken, found.has_trusts) == (661, [], False)
    assert {name for name in names(found).values() if not name.isascii()} == {
        "St Thomas à Becket Catholic Secondary School, A Voluntary Academy",
        "St Thomas à Becket Church of England Aided Primary School",
        "North Star 82°",
        "North Star 180°",
        "North Star 240°",
        "North Star 265°",
    }
