"""Whether the pipeline's intervals hold the truth as often as they promise, in simulated registers.

The plan, written before any interval was tested: in each setting of `SETTINGS`, at least
`REPLICATIONS` registers are simulated, each goes through the whole pipeline (choice of reports,
deflation, connected partner groups, estimates), and for every interval it is counted how often it
holds the true value (`sharing.targets`). A nominal 95% interval passes with a coverage in
`PROMISED`. The Monte Carlo error of one interval's coverage is the exact binomial interval (Clopper
and Pearson, Biometrika 26, 1934); that of the mean over an estimator's terms comes from its
variance between registers. The design follows Morris, White and Crowther (Statistics in Medicine
38, 2019).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import stats

from sharing.edition import Edition, analyse
from sharing.models import add_model_columns
from sharing.simulate import simulate_register
from sharing.simulations import Frames, Simulation
from sharing.targets import ESTIMATORS, WILD, World, draw_large_world
from sharing.truth import Truth

REPLICATIONS = 500
DESCRIBED = 100
PROMISED = (0.93, 0.97)
EDITION = Edition(2026)
EVERY = tuple(ESTIMATORS)
RECORD = ["estimator", "formula", "term", "estimate", "low", "high"]
Names = tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """One kind of world in which the intervals are tested, and why, in words for readers."""

    title: str
    why: str
    truth: Truth


PLAIN = Truth()
SHARED = replace(PLAIN, shared_sd=0.7, own_sd=0.9)
SETTINGS: dict[str, Setting] = {
    "plain": Setting(
        "As the models assume",
        "Savings vary about as much as the real ones do, and partner groups share a little.",
        PLAIN,
    ),
    "shared": Setting(
        "Groups share much",
        "Arrangements of one partner group do well or badly together.",
        SHARED,
    ),
    "heavy": Setting(
        "A heavier tail",
        "One arrangement in ten is much luckier or unluckier than the others.",
        replace(PLAIN, wide_share=0.1),
    ),
    "few": Setting(
        "Few groups",
        "The same number of arrangements falls into fewer and larger partner groups.",
        replace(PLAIN, concentration=8.0, discount=0.0),
    ),
    "losses": Setting(
        "Zeros and losses",
        "Some arrangements save nothing, and some cost more.",
        replace(PLAIN, zero_share=0.03, loss_share=0.03),
    ),
    "hidden": Setting(
        "Groups share much, unseen",
        "As above, but three in ten arrangements do not name the council that ties them to their "
        "group. This breaks what the intervals assume.",
        replace(SHARED, hub_unnamed=0.3),
    ),
}


@dataclass(frozen=True)
class Coverage:
    """How often the intervals held the truth in one setting.

    Attributes
    ----------
    terms
        One row per ``estimator`` and ``term`` (or group, or headline): ``true``; the mean estimate
        less it (``bias``), and the estimates' standard deviation (``spread``), median (``typical``)
        and 2.5% and 97.5% quantiles (``least``, ``most``); ``given`` (registers in which it had an
        interval), and the share of them that held the truth (``coverage``) with its Monte Carlo
        interval ``low`` and ``high``, nan where no interval was given.
    estimators
        One row per estimator with intervals: in how many ``registers`` it gave any; the mean
        ``coverage`` over its terms with its Monte Carlo interval ``low`` and ``high``; the
        ``lowest`` coverage of a term given in at least half of those registers, that term
        (``lowest_term``) and how many such ``terms`` there are.
    """

    terms: pd.DataFrame
    estimators: pd.DataFrame


def cover_settings(replications: int = REPLICATIONS) -> dict[str, Coverage]:
    """The coverage in every setting, as kept or computed once."""
    return {
        name: read_coverage(simulation) for name, simulation in plan_settings(replications).items()
    }


def plan_settings(replications: int = REPLICATIONS) -> dict[str, Simulation]:
    """The simulation of every setting."""
    return {
        name: Simulation(
            f"coverage-{name}",
            "sharing.coverage",
            (setting.truth, replications),
            lambda truth=setting.truth: simulate_coverage(truth, replications),
        )
        for name, setting in SETTINGS.items()
    }


def read_coverage(simulation: Simulation) -> Coverage:
    """The coverage that a simulation by `simulate_coverage` found."""
    frames = simulation.recall()
    return Coverage(frames["terms"], frames["estimators"])


def simulate_coverage(truth: Truth, replications: int, estimators: Names = EVERY) -> Frames:
    """`measure_coverage` as tables, and in ``first`` what the first register gave."""
    found = measure_coverage(truth, replications, estimators)
    return vars(found) | {"first": measure_register(truth, 0, estimators)}


def measure_coverage(
    truth: Truth, replications: int, estimators: Names = EVERY, workers: int = -1
) -> Coverage:
    """Simulate ``replications`` registers and count how often each interval holds the truth.

    The same arguments give the same result, whatever the number of ``workers`` (-1: one for each
    core).

    Parameters
    ----------
    estimators
        The names of `sharing.targets.ESTIMATORS` to be measured.
    """
    found = Parallel(n_jobs=workers)(
        delayed(measure_register)(truth, seed, estimators) for seed in range(replications)
    )
    records = pd.concat(found, keys=range(replications), names=["register"]).reset_index("register")
    return summarise_records(aim_records(records, draw_large_world(truth, EDITION.threshold_gbp)))


def measure_register(truth: Truth, seed: int, estimators: Names = EVERY) -> pd.DataFrame:
    """Every estimate and interval of one simulated register, with the columns of `RECORD`."""
    table = _simulate_table(truth, seed)
    records = [record for name in estimators for record in ESTIMATORS[name].measure(table)]
    # A register too small for a single estimator leaves the columns without a type.
    return pd.DataFrame(records, columns=RECORD).astype(dict.fromkeys(RECORD[3:], "float64"))


def _simulate_table(truth: Truth, seed: int) -> pd.DataFrame:
    analysis = analyse(simulate_register(truth, seed), EDITION)
    return add_model_columns(analysis.table, EDITION.threshold_gbp)


def describe_register(table: pd.DataFrame) -> dict[str, float]:
    """What a simulated register should have in common with a real one.

    Parameters
    ----------
    table
        The analysis table with the models' columns.
    """
    logs = table.log_annual_saving.dropna()
    sizes = table.cluster.value_counts()
    return {
        "arrangements": float(len(table)),
        "groups": float(len(sizes)),
        "largest": float(sizes.max()) if len(sizes) else np.nan,
        "median": float(table.annual_saving_gbp.median()),
        "under": float(table.under_threshold.mean()),
        "spread": float(logs.std()),
        "expected": float((table.status == "expected").mean()),
    }


def describe_simulated(registers: int = DESCRIBED) -> pd.DataFrame:
    """`describe_register` of the plain setting's first ``registers``, one row each."""
    return pd.DataFrame(
        [describe_register(_simulate_table(PLAIN, seed)) for seed in range(registers)]
    )


def aim_records(records: pd.DataFrame, world: World) -> pd.DataFrame:
    """The records with the ``true`` value that each of them estimates."""
    asked = records[["estimator", "formula"]].drop_duplicates()
    aims = [
        (estimator, formula, term, value)
        for estimator, formula in asked.itertuples(index=False)
        for term, value in ESTIMATORS[estimator.removesuffix(WILD)].aim(world, formula).items()
    ]
    targets = pd.DataFrame(aims, columns=["estimator", "formula", "term", "true"])
    return records.merge(targets, on=["estimator", "formula", "term"], validate="many_to_one")


def summarise_records(records: pd.DataFrame) -> Coverage:
    """The records of all registers of a setting, with their ``true`` values, as a `Coverage`."""
    known = records.low.notna() & records.high.notna()
    judged = records.assign(
        error=records.estimate - records.true,
        held=records.true.between(records.low, records.high).where(known),
    )
    each = judged.groupby(["estimator", "term"], sort=False)
    given, held = each.held.count(), each.held.sum().astype(float)
    terms = pd.DataFrame(
        {
            "true": each.true.mean(),
            "bias": each.error.mean(),
            "spread": each.estimate.std(),
            "typical": each.estimate.median(),
            "least": each.estimate.quantile(0.025),
            "most": each.estimate.quantile(0.975),
            "given": given,
            "coverage": held / given.where(given > 0),
            "low": np.where(held > 0, stats.beta.ppf(0.025, held, given - held + 1), 0.0),
            "high": np.where(held < given, stats.beta.ppf(0.975, held + 1, given - held), 1.0),
        }
    ).reset_index()
    terms.loc[terms.given == 0, ["low", "high"]] = np.nan
    return Coverage(terms, _summarise_estimators(judged[known], terms))


def _summarise_estimators(judged: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The mean coverage over an estimator's terms in each register, over the registers."""
    each = judged.groupby(["estimator", "register"], sort=False).held.agg(lambda held: held.mean())
    summary = each.astype(float).groupby("estimator", sort=False).agg(["size", "mean", "std"])
    reach = stats.norm.ppf(0.975) * summary["std"] / np.sqrt(summary["size"])
    usual = terms[terms.given >= terms.estimator.map(summary["size"]) / 2]
    by_estimator = usual.groupby("estimator", sort=False)
    lowest = usual.loc[by_estimator.coverage.idxmin()].set_index("estimator")
    return pd.DataFrame(
        {
            "registers": summary["size"],
            "coverage": summary["mean"],
            "low": (summary["mean"] - reach).clip(0, 1),
            "high": (summary["mean"] + reach).clip(0, 1),
            "terms": by_estimator.size(),
            "lowest": lowest.coverage,
            "lowest_term": lowest.term,
        }
    ).reset_index()
