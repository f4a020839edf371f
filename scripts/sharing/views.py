"""The tidy frames that figures and tables show, each made from an edition's findings."""

from dataclasses import replace

import pandas as pd

from sharing.descriptor import Table
from sharing.edition import REASONS, Edition, analyse
from sharing.intervals import Interval
from sharing.prose import say_between, say_percent, say_pounds, say_range, say_signed
from sharing.register import Register
from sharing.results import Findings

IN_ANALYSIS = "in the analysis"
MAP_THRESHOLD_GBP = 100_000
WIDEST_PERCENT = 5_000
EFFECTS = ("term", "variable", "level", "percent", "low", "high", "label")
NO_EFFECTS = pd.DataFrame(columns=list(EFFECTS))
SIZES = {"0-1": "One council or none, with other bodies", "unknown": "Unknown number of councils"}
PLAIN = {
    "achieved": "Achieved, not expected",
    "log_population": "Population 2.7 times as large",
    "population_incomplete": "Population partly unknown",
    "years_since_start": "Each year since the start",
    "start_unknown": "Start or date unknown",
    "other_bodies": "With other public bodies",
}


def compare_with_map(share: Interval, on_map: pd.Series | None, year: int) -> pd.DataFrame:
    """The share under the threshold in the register beside the one published for the map.

    Parameters
    ----------
    share
        The register's share.
    on_map
        A row of the published totals, in per cent; "more than" makes it a lower bound. None where
        the edition does not know it yet.
    """
    ours = f"{say_percent(share.estimate)} ({say_range(share, 'share')})" if share.n else "none yet"
    rows = [(f"Our register, {year}", share.estimate, share.low, share.high, ours)]
    if on_map is not None:
        published = float(on_map.value) / 100
        label = f"{'over ' if on_map.qualifier else ''}{say_percent(published)}"
        rows.insert(
            0, (f"National map, {on_map.as_of}", published, float("nan"), float("nan"), label)
        )
    return pd.DataFrame(rows, columns=["of", "share", "low", "high", "label"])


def name_points(table: pd.DataFrame, by: str, saving: pd.Series, names: pd.Series) -> pd.DataFrame:
    """One row per arrangement for `sharing.charts.show_medians`, in the order of savings."""
    points = pd.DataFrame(
        {by: table[by], "saving": saving, "name": table.arrangement_id.map(names)}
    )
    return points.sort_values(["saving", "name"]).reset_index(drop=True)


def label_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """The terms of `sharing.models.read_effects` with a ``label`` that says what is compared."""
    return effects.assign(
        label=[
            _label(variable, level) if level else PLAIN.get(variable, variable)
            for variable, level in zip(effects.variable, effects.level, strict=True)
        ]
    )


def _label(variable: str, level: str) -> str:
    return SIZES.get(level, f"{level} councils") if variable == "partners_group" else level


def tabulate_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """The labelled effects as a table to read."""

    return pd.DataFrame(
        {
            "Partnerships that differ by": effects.label,
            "Difference": effects.percent.map(say_signed),
            "95% interval": [
                f"{say_signed(low)} to {say_signed(high)}"
                if pd.notna(low) and high < WIDEST_PERCENT
                else "rests on too few groups"
                for low, high in zip(effects.low, effects.high, strict=True)
            ],
        }
    )


def tabulate_medians(summary: pd.DataFrame, by: str, heading: str) -> pd.DataFrame:
    """A summary of medians with readable headings and pounds, for a table on a page."""
    return pd.DataFrame(
        {
            heading: summary[by],
            "Median a year": summary["median"].map(say_pounds),
            "95% interval": [
                say_between(low, high) for low, high in zip(summary.low, summary.high, strict=True)
            ],
            "Arrangements": summary.n,
            "Independent groups": summary.clusters,
        }
    )


def tabulate_flow(findings: Findings) -> pd.DataFrame:
    """What became of every arrangement: ``step``, ``why``, ``count``, adding up to the register."""
    flow = findings.analysis.flow
    return pd.DataFrame(
        {
            "step": [*flow, IN_ANALYSIS],
            "why": [*(REASONS[reason] for reason in flow), "It has a usable saving"],
            "count": [*flow.values(), len(findings.table)],
        }
    )


def tabulate_corrections(register: Register) -> pd.DataFrame:
    """The corrections that were applied, as a table to read."""
    return pd.DataFrame(
        [
            {
                "What": f"{entry['table']}, {entry['id']}: {entry['column']}",
                "Said": entry["expect"],
                "Reads now": entry["value"],
                "Why": entry["reason"],
            }
            for entry in register.corrections
        ],
        columns=["What", "Said", "Reads now", "Why"],
    )


def count_reports(trail: pd.DataFrame) -> pd.DataFrame:
    """Dated reports by ``year`` and ``status``, years without any included as nothing."""
    dated = trail[trail.report_year.notna()]
    if dated.empty:
        return pd.DataFrame(columns=["year", "status", "count"])
    counts = dated.groupby([dated.report_year.astype(int), "status"]).size().unstack(fill_value=0)
    years = range(counts.index.min(), counts.index.max() + 1)
    return (
        counts.reindex(years, fill_value=0)
        .rename_axis("year")
        .stack()
        .rename("count")
        .reset_index()
    )


def count_tables(tables: dict[str, Table], frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of each published table, largest first."""
    counts = pd.DataFrame({"table": list(tables), "count": [len(frames[name]) for name in tables]})
    return counts.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def describe_table(table: Table) -> str:
    """A table's dictionary in Markdown: every column with its meaning, unit and an example."""

    def cell(text: str) -> str:
        return text.replace("|", "\\|").replace("\n", " ")

    rows = "\n".join(
        f"| `{column.name}` | {cell(column.description)} | {cell(column.unit)} | "
        f"`` {cell(column.example)} `` |"
        for column in table.columns
    )
    return (
        f"## {table.title}\n\n{table.description} File: `data/{table.name}.csv`.\n\n"
        f"| Column | Meaning | Unit | Example |\n|---|---|---|---|\n{rows}"
    )


def follow_years(register: Register, edition: Edition) -> pd.DataFrame:
    """How many arrangements each year's edition could use: ``year``, ``status``, ``count``.

    From the first year with a usable saving to the edition's own.
    """
    years = pd.to_numeric(register.reports.reported_on.str[:4], errors="coerce")
    rows = []
    for year in range(int(min(years.min(), edition.year)), edition.year + 1):
        table = analyse(register, replace(edition, year=year)).table
        for status in ("achieved", "expected"):
            rows.append((year, status, int((table.status == status).sum())))
    return pd.DataFrame(rows, columns=["year", "status", "count"])
