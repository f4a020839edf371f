"""The chapter on sources: the pages behind the register, by publisher and year, and every one."""

from html import escape

import pandas as pd

from sharing.dates import say_day
from sharing.descriptor import read_descriptor
from sharing.paths import DATA
from sharing.prose import begin, cite, say_count
from sharing.results import Findings

OWN = "The authors of this book"
UNKNOWN, NO_DATE = "Publisher not known", "no date"
SEEDS = (
    "saved-350m-in-one-year",
    "procurement-highest-2017",
    "under-100k-majority",
    "most-efficient-sector",
    "tca-largest-750k",
)
COASTLINE = ("Coastline of the map", "Natural Earth", "Public domain")


def know_sources(found: Findings) -> pd.DataFrame:
    """The pages dated by the edition's year, and in the newest edition those without a date.

    Returns
    -------
    The register's sources with ``year`` (nan where no date is known), by publisher and title.
    """
    register = found.register
    year = pd.to_numeric(register.sources.published_on.str[:4], errors="coerce")
    undated = year.isna() & found.edition.knows_undated(register.reports)
    known = register.sources.assign(year=year)[(year <= found.edition.year) | undated]
    known = known.assign(publisher=known.publisher.where(known.publisher != "", UNKNOWN))
    return known.sort_values(
        ["publisher", "title"], key=lambda column: column.str.lower(), kind="stable"
    )


def answer_sources(sources: pd.DataFrame) -> str:
    """How many pages there are, from how many publishers, and the largest of these."""
    if sources.empty:
        return "**No page is known to this edition.**"
    counts = sources.publisher[sources.publisher != UNKNOWN].value_counts()
    undated = int(sources.year.isna().sum())
    told = f"**{begin(say_count(len(sources), 'public page'))} stand behind the register.**"
    if len(counts):
        told += (
            f" They come from {say_count(len(counts), 'publisher')}. No publisher stands behind "
            f"more than {counts.iloc[0]} of them."
        )
    return f"{told} No date is known for {undated:,}." if undated else told


def count_publishers(sources: pd.DataFrame, most: int) -> pd.DataFrame:
    """The publishers of most pages, as a table to read."""
    named = sources[sources.publisher != UNKNOWN]
    groups = named.groupby("publisher").year
    counts = groups.agg(Pages="size", First="min", Last="max").reset_index()
    counts = counts.sort_values(["Pages", "publisher"], ascending=[False, True]).head(most)
    years = [_say_years(row.First, row.Last) for row in counts.itertuples()]
    return pd.DataFrame(
        {"Publisher": counts.publisher, "Pages": counts.Pages, "Years": years}
    ).reset_index(drop=True)


def count_years(sources: pd.DataFrame) -> pd.DataFrame:
    """Pages by year: ``year`` and ``count``; years without a page are left out."""
    counts = sources.year.dropna().astype(int).value_counts().sort_index()
    return pd.DataFrame({"year": counts.index, "count": counts.to_numpy()})


def title_years(counts: pd.DataFrame) -> str:
    """The headline of the number of pages by year."""
    if counts.empty:
        return "No page has a date"
    most = counts.loc[counts["count"].idxmax()]
    return f"The year with the most pages is {most.year}, with {most['count']}"


def describe_years(counts: pd.DataFrame) -> str:
    """The alternative text of the number of pages by year."""
    told = [f"{row[0]}: {row[1]}" for row in counts[["year", "count"]].to_numpy()]
    return "; ".join(told) + "." if told else "No dated pages."


def list_seeds(found: Findings) -> str:
    """The five news pages that the book began from, as a list in Markdown."""
    claims = found.register.claims.set_index("claim_id")
    return "\n".join(f"- {cite(claims.loc[seed])}" for seed in SEEDS if seed in claims.index)


def list_others() -> pd.DataFrame:
    """The data that others made: what, by whom, under which licence, as a table to read."""
    rows = [
        (table["title"], source["citation"], licence["name"])
        for table in read_descriptor()["resources"]
        for source in table["sources"]
        for licence in table["licenses"]
        if source["producer"] != OWN
    ]
    if (DATA / "reference" / "coastline.json").exists():
        rows.append(COASTLINE)
    return pd.DataFrame(rows, columns=["Table", "From", "Licence"])


def write_list(sources: pd.DataFrame) -> str:
    """Every page with its link, folded by the first letter of its publisher, as HTML."""
    letters = sources.publisher.str[0].str.upper()
    letters = letters.where(letters.str.fullmatch("[A-Z]") & (sources.publisher != UNKNOWN), "#")
    return "\n".join(
        _write_letter(letter, sources[letters == letter]) for letter in sorted(letters.unique())
    )


def _write_letter(letter: str, sources: pd.DataFrame) -> str:
    items = "".join(_write_source(row) for row in sources.itertuples())
    name = "Others" if letter == "#" else letter
    count = say_count(len(sources), "page")
    return (
        f'<details class="sources"><summary>{name} <small>{count}</small></summary>'
        f"<ul>{items}</ul></details>"
    )


def _write_source(row: tuple) -> str:
    title = escape(row.title or row.url or row.source_id)
    if row.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(row.url)}">{title}</a>'
    details = f"{escape(row.publisher)}, {say_day(row.published_on) or NO_DATE}"
    return f'<li id="{escape(row.source_id)}">{title} <small>{details}</small></li>'


def _say_years(first: float, last: float) -> str:
    if pd.isna(first):
        return NO_DATE
    return f"{first:.0f}" if first == last else f"{first:.0f} to {last:.0f}"
