"""Dates as people write them, as far as they are known."""

from calendar import month_name


def say_day(date: str) -> str:
    """A date with all that is known of it: "29 November 2013", "March 2013", "2013"; "" of none.

    Parameters
    ----------
    date
        As ISO 8601 writes it (``2013-11-29``, ``2013-03`` or ``2013``), or "".
    """
    year, *rest = date.split("-")
    words = [month_name[int(month)] for month in rest[:1]]
    return " ".join([*(str(int(day)) for day in rest[1:]), *words, year])


def say_month(date: str) -> str:
    """As `say_day`, without the day: "March 2013" of a day in it."""
    return say_day(date[:7])
