"""Published claims -> verdicts, each by a declared statistic and the one rule of `verdicts`.

``claim_tests.yml`` declares for every claim the statistic that tests it, with its parameters, the
threshold and the direction that the claim states, or the reason why nothing here can test it. No
verdict is set by hand. A claim is judged by what the edition knows, and not before it was made.
"""

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sharing.claim_facts import Knowledge, Known
from sharing.claim_statistics import STATISTICS
from sharing.claim_tests import ClaimTest, Point, read_claim_tests
from sharing.national import PAGE
from sharing.paths import resolve
from sharing.prose import begin
from sharing.results import Findings
from sharing.verdicts import (
    Direction,
    Measured,
    Unknown,
    Verdict,
    combine,
    decide,
    find_deciding,
)

NOT_TESTABLE: Verdict = "not testable"
MARKS: dict[Verdict, str] = {
    "supported": ", which fits",
    "contradicted": ", which does not fit",
    "uncertain": ", which leaves it open",
    NOT_TESTABLE: ", so that this cannot be tested",
}
UNDECLARED = "No test is declared for this claim in claim_tests.yml."


@dataclass(frozen=True)
class Judgement:
    """The verdict on one claim.

    Attributes
    ----------
    estimate, low, high
        Of the point that settles the verdict, in ``unit``; nan where there is none, infinite where
        nothing bounds that side.
    n
        How many arrangements, reports or published figures it rests on.
    why
        One sentence.
    statistic
        The statistic of that point; "" where the claim cannot be tested by any.
    threshold, direction, unit
        What the claim states, in the statistic's unit; nan and "" without a statistic.
    points
        How many points the claim was tested on.
    made
        Whether the claim had been made by the edition's year.
    """

    claim_id: str
    verdict: Verdict
    estimate: float
    low: float
    high: float
    n: int
    why: str
    statistic: str = ""
    threshold: float = np.nan
    direction: Direction | str = ""
    unit: str = ""
    points: int = 0
    made: bool = True


def judge_claims(found: Findings, data: str | Path = "data") -> list[Judgement]:
    """The verdict on every claim of the register, in the order of its file; remembered.

    Parameters
    ----------
    data
        The data folder that ``found`` was read from. Where it declares no tests of its own, the
        project's serve for the claims they know.

    Raises
    ------
    ClaimTestWrong
        If the folder's ``claim_tests.yml`` names what does not exist, or leaves a claim out.
    """
    tests = read_claim_tests(resolve(data), found.register)

    def judge() -> list[Judgement]:
        knowledge = Knowledge(found)
        return [
            judge_claim(claim, tests.get(claim.claim_id), knowledge)
            for _, claim in found.register.claims.iterrows()
        ]

    return found.remember("claims", __name__, judge, tests)


def judge_claim(claim: pd.Series, test: ClaimTest | None, knowledge: Knowledge) -> Judgement:
    """The verdict on one claim.

    Parameters
    ----------
    claim
        Its row.
    test
        What is declared for it, or None.
    """
    year = knowledge.found.edition.year
    if test is None:
        return _refuse(claim, UNDECLARED)
    if claim.source_date and int(claim.source_date[:4]) > year:
        made = claim.source_date[:4]
        why = f"Not yet made by {year}: the page that makes it is of {made}."
        return _refuse(claim, why, made=False)
    speaks_of = max(test.as_of or 0, _find_newest(claim, knowledge.found.register.totals))
    if not claim.source_date and speaks_of > year:
        why = f"Not yet made by {year}: its page has no date, but speaks of {speaks_of}."
        return _refuse(claim, why, made=False)
    if test.reason:
        return _refuse(claim, test.reason)
    known = knowledge.know(claim, test.as_of)
    return _judge_points(claim, test, [_measure(point, known) for point in test.points])


def tabulate(judgements: list[Judgement]) -> list[dict[str, object]]:
    """The judgements as ``results.json`` holds them; numbers that do not exist are null."""
    return [
        {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in asdict(judgement).items()
        }
        for judgement in judgements
    ]


def _find_newest(claim: pd.Series, totals: pd.DataFrame) -> int:
    """The newest year that a published total on the claim's page refers to, or 0."""
    same = np.logical_and.reduce([totals[name] == claim[name] for name in PAGE])
    years = pd.to_numeric(totals.as_of[same].str[:4])
    return int(years.max()) if years.notna().any() else 0


def _refuse(claim: pd.Series, why: str, made: bool = True) -> Judgement:
    return Judgement(claim.claim_id, NOT_TESTABLE, np.nan, np.nan, np.nan, 0, why, made=made)


def _measure(point: Point, known: Known) -> tuple[Measured | Unknown, Verdict]:
    """What a point's statistic finds, and its verdict."""
    found = STATISTICS[point.statistic](known, **point.parameters)
    if isinstance(found, Unknown):
        return found, NOT_TESTABLE
    # Without both ends there is no interval to judge by.
    if math.isnan(found.low) or math.isnan(found.high):
        return Unknown(f"{found.told}; too few to give a range"), NOT_TESTABLE
    return found, decide(found, point.threshold, point.direction, point.tolerance)


def _judge_points(
    claim: pd.Series, test: ClaimTest, judged: list[tuple[Measured | Unknown, Verdict]]
) -> Judgement:
    verdicts = [verdict for _, verdict in judged]
    place = find_deciding(verdicts)
    found, point = judged[place][0], test.points[place]
    given = (
        (found.estimate, found.low, found.high, found.n, found.unit)
        if isinstance(found, Measured)
        else (np.nan, np.nan, np.nan, 0, "")
    )
    estimate, low, high, n, unit = given
    return Judgement(
        claim_id=claim.claim_id,
        verdict=combine(verdicts),
        estimate=estimate,
        low=low,
        high=high,
        n=n,
        why=_explain(judged, test.untested),
        statistic=point.statistic,
        threshold=point.threshold,
        direction=point.direction,
        unit=unit,
        points=len(test.points),
    )


def _explain(judged: list[tuple[Measured | Unknown, Verdict]], untested: str) -> str:
    """One sentence: what each point found, with its verdict where they differ."""
    mixed = len({verdict for _, verdict in judged}) > 1
    told = [
        (found.told if isinstance(found, Measured) else found.why) + MARKS[verdict] * mixed
        for found, verdict in judged
    ]
    parts = [*dict.fromkeys(told), *([f"not tested: {untested}"] if untested else [])]
    whole = "; ".join(parts)
    return f"{begin(whole)}."
