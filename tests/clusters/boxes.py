"""Dates as the forms post them: a day, a month and a year."""

from datetime import date


def boxes(field: str, day: date) -> dict[str, int]:
    return {f"{field}_0": day.day, f"{field}_1": day.month, f"{field}_2": day.year}
