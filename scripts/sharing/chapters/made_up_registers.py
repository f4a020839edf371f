"""How registers are made up, and how like the real one they are, for the chapter on validation."""

import numpy as np
import pandas as pd

from sharing.chapters.validation import Settings, count_registers
from sharing.coverage import DESCRIBED, PLAIN, SETTINGS, describe_register, describe_simulated
from sharing.prose import say_percent, say_pounds
from sharing.remember import remember
from sharing.results import Findings
from sharing.truth import Truth

LIKENESS = {
    "arrangements": "Arrangements with a usable saving",
    "groups": "Connected partner groups",
    "largest": "Arrangements in the largest group",
    "median": "Median saving",
    "under": "Share under the threshold",
    "spread": "Standard deviation of the log saving",
    "expected": "Share that is expected, not achieved",
}


def describe_once() -> pd.DataFrame:
    """`sharing.coverage.describe_simulated`, computed once for the code."""
    request = (PLAIN, DESCRIBED)
    return remember("made-up-registers", "sharing.coverage", request, describe_simulated)


def compare_registers(findings: Findings, simulated: pd.DataFrame) -> pd.DataFrame:
    """The edition's register beside the simulated ones, as a table to read."""
    here = describe_register(findings.table)
    ends = simulated.quantile([0.025, 0.5, 0.975])
    return pd.DataFrame(
        {
            "What": list(LIKENESS.values()),
            f"Register, edition {findings.edition.year}": [
                _say_likeness(name, here[name]) for name in LIKENESS
            ],
            "Simulated, typically": [_say_likeness(name, ends.loc[0.5, name]) for name in LIKENESS],
            "95% of them": [
                f"{_say_likeness(name, ends.loc[0.025, name])} to "
                f"{_say_likeness(name, ends.loc[0.975, name])}"
                for name in LIKENESS
            ],
        }
    )


def say_settings() -> str:
    """Every setting with its reason, as a list in Markdown."""
    return "\n".join(["", *(f"- **{each.title}.** {each.why}" for each in SETTINGS.values())])


def say_method(settings: Settings) -> str:
    """How registers were made up and intervals judged."""
    plain, shared = SETTINGS["plain"].truth, SETTINGS["shared"].truth
    return (
        f"{count_registers(settings):,} registers were made up in each setting. In the plain one "
        f"each lists {plain.arrangements} arrangements. Their number of councils, service, part of "
        "the country, population, age and status are drawn at random, and their partner groups "
        "grow so that a few are large and most hold one arrangement, as in the real register. "
        "The log of each saving is the sum of known effects, a luck that the partner group shares "
        f"and a luck of its own; {say_percent(_share_luck(plain))} of the variance of luck is "
        f"shared, and {say_percent(_share_luck(shared))} where groups share much. Savings are then "
        "reported as the real ones are: a year's figure or a total over years, in the prices of "
        "its time, some without a date or a full list of councils, some beside reports that must "
        "not count. Each register goes through the same code as the real one, from the choice of "
        "reports to the intervals. A register without luck gives back every effect exactly, which "
        "the tests check."
    )


def _share_luck(truth: Truth) -> float:
    """The part of the variance of luck that a partner group shares."""
    return truth.shared_sd**2 / (truth.shared_sd**2 + truth.own_sd**2)


def _say_likeness(name: str, value: float) -> str:
    if np.isnan(value):
        return "not known"
    if name == "median":
        return say_pounds(value)
    if name == "spread":
        return f"{value:.2f}"
    return say_percent(value) if name in ("under", "expected") else f"{value:,.0f}"
