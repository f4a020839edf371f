"""The chapter on validation: how often the intervals hold the truth where the truth is known.

Nothing here depends on an edition, except what is set beside its own register.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from sharing.chapters.models import NAMES
from sharing.coverage import EDITION, PROMISED, SETTINGS, Coverage
from sharing.intervals import LEVEL
from sharing.prose import say_percent, say_pounds
from sharing.targets import ESTIMATORS, WILD
from sharing.views import label_effects

TITLES = NAMES | {
    "share_under_threshold": f"Share under {say_pounds(EDITION.threshold_gbp)}",
    "median_saving": "Median saving",
    "by_partners": "Medians by number of councils",
    "by_family": "Medians by service",
    "per_partner": "Medians for each council",
    "log_ols": "Log-linear regression",
    "log_ols_log": "Log-linear, log of councils",
    "mean_glm": "Regression of the mean",
    "median": "Median regression",
    "under_threshold": "Logit of a small saving",
}
BY_COUNCILS = ("by_partners", "per_partner")
PLAIN_TERMS = {"log_councils": "Log of the number of councils"}
LEAST_REGISTERS = 0.2
KEPT, RARELY, OFTEN = "As promised", "Too rarely", "Too often"
MODEL_TERM = re.compile(r"^C\((?P<variable>\w+),.*\)\[T\.(?P<level>.*)\]$")
Settings = dict[str, Coverage]
Simulated = Mapping[str, Coverage] | Mapping[float, Coverage]


def name_estimator(estimator: str) -> str:
    """What an estimator of `sharing.targets.ESTIMATORS` is called on the page."""
    plain = estimator.removesuffix(WILD)
    title = TITLES.get(plain, plain)
    return f"{title}, wild" if estimator != plain else title


def name_term(estimator: str, term: str) -> str:
    """A model's term, or the group of a summary, in words."""
    if estimator in BY_COUNCILS:
        return f"{term} councils"
    if term in PLAIN_TERMS:
        return PLAIN_TERMS[term]
    parts = MODEL_TERM.match(term)
    variable, level = parts.groups() if parts else (term, "")
    effect = pd.DataFrame({"variable": [variable], "level": [level]})
    return str(label_effects(effect).label.iloc[0])


def collect_coverage(settings: Settings) -> pd.DataFrame:
    """Every kind of interval in every setting, in their order.

    A kind that could be given in fewer than `LEAST_REGISTERS` of the registers is left out of a
    setting.

    Returns
    -------
    DataFrame with ``interval``, ``setting``, ``coverage``, ``low``, ``high`` (Monte Carlo),
    ``registers`` and ``verdict``.
    """
    parts = []
    for name, coverage in settings.items():
        rows = coverage.estimators
        parts.append(
            rows[rows.registers >= LEAST_REGISTERS * rows.registers.max()].assign(
                setting=SETTINGS[name].title
            )
        )
    found = pd.concat(parts, ignore_index=True)
    found["interval"] = found.estimator.map(name_estimator)
    found["verdict"] = judge_coverage(found.coverage)
    # A model's two kinds of interval stand one below the other.
    place = found.estimator.str.removesuffix(WILD).map(list(ESTIMATORS).index)
    found = found.iloc[np.lexsort((found.estimator.str.len(), place))].reset_index(drop=True)
    columns = ["interval", "setting", "coverage", "low", "high", "registers", "verdict"]
    return found[columns]


def judge_coverage(coverage: pd.Series) -> pd.Series:
    """Whether each coverage lies within what is promised, below it or above it."""
    low, high = PROMISED
    verdict = np.select([coverage < low, coverage > high], [RARELY, OFTEN], KEPT)
    return pd.Series(verdict, index=coverage.index, dtype="str")


def credit_simulation(settings: Simulated) -> str:
    """The source line of what rests on made-up registers alone."""
    return f"{count_registers(settings):,} made-up registers for each setting; no real data"


def count_registers(settings: Simulated) -> int:
    """The registers simulated in each setting."""
    return int(min(coverage.estimators.registers.max() for coverage in settings.values()))


def answer(found: pd.DataFrame, settings: Settings) -> str:
    """The page's answer: how many intervals keep the promise, and which clearly do not."""
    return (
        f"**{title_coverage(found)}.** That is out of {found.interval.nunique()} kinds of interval "
        f"in {found.setting.nunique()} settings, each with {count_registers(settings):,} made-up "
        f"registers in which the truth is known. {find_failures(found)}"
    )


def title_coverage(found: pd.DataFrame) -> str:
    """The headline of the figure."""
    low, high = (say_percent(end) for end in PROMISED)
    clear = find_clear(found).verdict
    narrow, wide = (int((clear == verdict).sum()) for verdict in (RARELY, OFTEN))
    return (
        f"{int((found.verdict == KEPT).sum())} of {len(found)} checks find a {say_percent(LEVEL)} "
        f"interval holding the truth {low} to {high} of the time; {narrow or 'none'} "
        f"{'is' if narrow < 2 else 'are'} clearly too narrow, {wide or 'none'} clearly too wide"
    )


def find_clear(found: pd.DataFrame) -> pd.DataFrame:
    """The checks that miss the promise by more than the simulation's own error."""
    low, high = PROMISED
    return found[(found.high < low) | (found.low > high)]


def find_failures(found: pd.DataFrame) -> str:
    """The intervals that clearly miss the promise, if any."""
    clear = find_clear(found)
    sides = [
        f"Clearly too {word}, by more than the simulation's own error: "
        f"{'; '.join(_list_intervals(clear[clear.verdict == verdict], found))}."
        for verdict, word in ((RARELY, "narrow"), (OFTEN, "wide"))
        if (clear.verdict == verdict).any()
    ]
    return " ".join(sides) or "Where one misses, the simulation's own error can explain it."


def _list_intervals(clear: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """Each kind of interval with how many settings it misses in, and how far at worst."""
    told = []
    for interval, rows in clear.groupby("interval", sort=False):
        furthest = rows.coverage.loc[(rows.coverage - LEVEL).abs().idxmax()]
        of = int((found.interval == interval).sum())
        told.append(f"{interval} ({len(rows)} of {of} settings, at worst {_say_exact(furthest)})")
    return told


def describe_coverage(found: pd.DataFrame) -> str:
    """The alternative text of the coverage figure."""
    told = [
        f"{interval}: {_say_exact(rows.coverage.min())} to {_say_exact(rows.coverage.max())}"
        for interval, rows in found.groupby("interval", sort=False)
    ]
    return "Coverage over the settings. " + "; ".join(told) + "."


def tabulate_coverage(found: pd.DataFrame) -> pd.DataFrame:
    """Each kind of interval at its lowest and highest coverage over the settings."""
    by_interval = found.groupby("interval", sort=False).coverage
    lowest, highest = found.loc[by_interval.idxmin()], found.loc[by_interval.idxmax()]
    return pd.DataFrame(
        {
            "Interval": lowest.interval.to_numpy(),
            "Lowest": [_say_exact(value) for value in lowest.coverage],
            "Where lowest": lowest.setting.to_numpy(),
            "Highest": [_say_exact(value) for value in highest.coverage],
            "Where highest": highest.setting.to_numpy(),
        }
    )


def find_worst(settings: Settings) -> pd.DataFrame:
    """The term or group of each kind of interval that was held least often in any setting.

    Returns
    -------
    DataFrame with ``interval``, ``term``, ``setting``, ``lowest`` (its coverage), ``registers``
    and ``checks`` (how many terms in all settings it is the lowest of).
    """
    rows = pd.concat(
        [
            coverage.estimators.assign(setting=SETTINGS[name].title)
            for name, coverage in settings.items()
        ],
        ignore_index=True,
    )
    rows = rows[(rows.registers >= LEAST_REGISTERS * rows.registers.max()) & (rows.terms > 1)]
    by_estimator = rows.groupby("estimator", sort=False)
    worst = rows.loc[by_estimator.lowest.idxmin()]
    return worst.assign(
        interval=worst.estimator.map(name_estimator),
        term=[
            name_term(estimator, term)
            for estimator, term in zip(worst.estimator, worst.lowest_term, strict=True)
        ],
        checks=by_estimator.terms.sum().loc[worst.estimator].to_numpy(),
    )[["interval", "term", "setting", "lowest", "registers", "checks"]].reset_index(drop=True)


def tabulate_worst(settings: Settings) -> pd.DataFrame:
    """`find_worst` to read, beside the lowest that as many exact intervals would show."""
    worst = find_worst(settings)
    return pd.DataFrame(
        {
            "Interval": worst.interval,
            "Least covered": worst.term,
            "Setting": worst.setting,
            "Coverage": worst.lowest.map(_say_exact),
            "By chance alone": [
                _say_exact(expect_lowest(int(row.checks), int(row.registers)))
                for row in worst.itertuples()
            ],
        }
    )


def judge_worst(settings: Settings) -> str:
    """The single comparisons that are held less often than chance among so many explains."""
    told = [
        f"{row.interval}, {row.term} ({row.setting[0].lower() + row.setting[1:]}): "
        f"{_say_exact(row.lowest)}"
        for row in find_worst(settings).itertuples()
        if row.lowest < expect_lowest(int(row.checks), int(row.registers), LEVEL)
    ]
    if not told:
        return "None is held less often than chance among so many explains."
    return f"Held less often than chance among so many explains: {'; '.join(told)}."


def expect_lowest(intervals: int, registers: int, surely: float = 0.5) -> float:
    """The coverage under which the lowest of independent exact 95% intervals would not fall.

    With the chance ``surely``; a half gives the median of the lowest.
    """
    return float(stats.binom.isf(surely ** (1 / intervals), registers, LEVEL) / registers)


def find_bias(settings: Settings) -> str:
    """How far the regressions' terms are off on average, against how far they scatter."""
    terms = pd.concat([coverage.terms for coverage in settings.values()])
    terms = terms[terms.estimator.isin(list(NAMES)) & (terms.given > 0)]
    share = (terms.bias.abs() / terms.spread).groupby(terms.estimator, sort=False).mean()
    told = [f"{name_estimator(str(name))} {say_percent(value)}" for name, value in share.items()]
    # The mean size of a normal error, of the mean over all registers.
    chance = np.sqrt(2 / np.pi / count_registers(settings))
    return (
        "The estimates themselves have a mean error too. As a share of their scatter from register "
        f"to register it is: {'; '.join(told)}. Chance in the simulation alone would make it "
        f"{say_percent(chance)}."
    )


def say_order(found: pd.DataFrame) -> str:
    """In which order a row's dots stand."""
    settings = [setting[0].lower() + setting[1:] for setting in found.setting.unique()]
    return (
        f"Dots from top to bottom: {'; '.join(settings)}. Bars: error of the simulation itself. "
        "Wild: by the wild bootstrap, which serves where groups are few."
    )


def say_precision(found: pd.DataFrame, settings: Settings) -> str:
    """How far chance in the simulation itself may have moved a coverage."""
    reach = (found.high - found.low) / 2
    return (
        f"With {count_registers(settings):,} registers a coverage is known to within "
        f"{100 * reach.min():.1f} to {100 * reach.max():.1f} percentage points: more closely where "
        "an interval is the mean over many comparisons, less closely where few registers give one."
    )


def _say_exact(share: float) -> str:
    """A coverage with the decimal that decides whether it keeps the promise."""
    return f"{100 * share:.1f}%"
