"""Small files in the form of the national register's downloads, with invented schools."""

import csv
import io
from pathlib import Path

SCHOOL = {
    "URN": "200001",
    "LA (code)": "901",
    "LA (name)": "Northshire",
    "EstablishmentName": "Oak School",
    "EstablishmentStatus (name)": "Open",
}
FULL = {
    **SCHOOL,
    "EstablishmentNumber": "0042",
    "TypeOfEstablishment (name)": "Community school",
    "OpenDate": "01-09-1994",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "NumberOfPupils": "105",
    "Trusts (code)": "",
    "Trusts (name)": "",
    "Federations (name)": "",
    "UKPRN": "10000001",
    "Street": "Green Lane",
    "Town": "Oakham, North",
    "Postcode": "ZZ1 1AA",
    "HeadTitle (name)": "Dr",
    "HeadFirstName": "Firstname",
    "HeadLastName": "Lastname",
}
LINK = {
    "URN": "200001",
    "LinkURN": "200002",
    "LinkName": "Elm Academy",
    "LinkType": "Successor",
    "LinkEstablishedDate": "01-09-2024",
}


def write(path: Path, *rows: dict[str, str], quoted: bool = True, encoding: str = "cp1252") -> Path:
    """One line for each row under the header of the first one."""
    text = io.StringIO()
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    table = csv.DictWriter(text, rows[0], quoting=style, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
