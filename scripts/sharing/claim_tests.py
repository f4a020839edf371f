"""What people declared about testing each published claim, read from ``claim_tests.yml``.

Every claim has either ``tests``, one or more points that it must satisfy, or ``not_testable``, one
of the reasons that the file gives. A fault stops the build.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import yaml

from sharing.claim_statistics import STATISTICS, find_wrong_parameters
from sharing.errors import ClaimTestWrong
from sharing.paths import DATA
from sharing.register import Register
from sharing.validation import suggest
from sharing.verdicts import DIRECTIONS, Direction, find_tolerance

CLAIM_TESTS = "claim_tests.yml"
SECTIONS = ("reasons", "claims")
CLAIM_KEYS = ("as_of", "tests", "untested", "not_testable")
POINT_KEYS = ("statistic", "direction", "threshold", "printed_to")


@dataclass(frozen=True)
class Point:
    """One thing that a claim states.

    Attributes
    ----------
    statistic, parameters
        The name in `sharing.claim_statistics.STATISTICS`, and what it takes.
    direction, threshold, tolerance
        As `sharing.verdicts.decide` takes them.
    """

    statistic: str
    parameters: dict[str, object]
    direction: Direction
    threshold: float
    tolerance: float


@dataclass(frozen=True)
class ClaimTest:
    """How a claim is tested, or why it cannot be.

    Attributes
    ----------
    as_of
        The year that the claim speaks of; None where it speaks of no time.
    points
        What it states; none where ``reason`` says why it cannot be tested, which the file calls
        ``reason_id``.
    untested
        What of the claim the points leave out, in words, or "".
    """

    as_of: int | None = None
    points: tuple[Point, ...] = field(default=())
    untested: str = ""
    reason_id: str = ""
    reason: str = ""


def read_claim_tests(folder: Path, register: Register) -> dict[str, ClaimTest]:
    """What is declared for the claims of a data folder, by ``claim_id``.

    Parameters
    ----------
    folder
        A data folder. Where it has no such file, the project's own serves for the claims that it
        knows, and the others have no test.
    register
        What was read from that folder.

    Raises
    ------
    ClaimTestWrong
        If the folder's own file names a claim, statistic, parameter, column or identifier that does
        not exist, or leaves a claim of the folder without a test. The message names file, claim and
        key, and says what is allowed.
    """
    own = (folder / CLAIM_TESTS).exists()
    sections = _read_sections((folder if own else DATA) / CLAIM_TESTS)
    known = list(register.claims.claim_id)
    entries = {claim: entry for claim, entry in sections["claims"].items() if own or claim in known}
    if own:
        for claim in entries.keys() - set(known):
            _fail(claim, "", f"there is no such claim in claims.csv. {suggest(str(claim), known)}")
        for claim in known:
            if claim not in entries:
                _fail(claim, "", "has no test; declare tests, or not_testable with a reason")
    return {
        claim: _read_claim(claim, entry, sections["reasons"], register if own else None)
        for claim, entry in entries.items()
    }


class _OnceLoader(yaml.SafeLoader):
    """YAML in which no key stands twice in one mapping."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        """As in YAML, or an error naming the key that stands twice."""
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.YAMLError(f"{twice!r} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep)


def _read_sections(file: Path) -> dict[str, dict[str, object]]:
    try:
        sections = yaml.load(file.read_text(encoding="utf-8"), _OnceLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ClaimTestWrong(f"{CLAIM_TESTS} cannot be read: {error}") from error
    if not isinstance(sections, dict) or set(sections) != set(SECTIONS):
        raise ClaimTestWrong(f"{CLAIM_TESTS} must have exactly the sections {', '.join(SECTIONS)}.")
    if not all(isinstance(section, dict) for section in sections.values()):
        raise ClaimTestWrong(f"{CLAIM_TESTS}: {' and '.join(SECTIONS)} must each name entries.")
    return sections


def _read_claim(
    claim: str, entry: object, reasons: dict[str, object], register: Register | None
) -> ClaimTest:
    if not isinstance(entry, dict):
        _fail(claim, "", f"must give {' or '.join(('tests', 'not_testable'))}")
    for key in entry:
        if key not in CLAIM_KEYS:
            _fail(
                claim, key, f"is not one of {', '.join(CLAIM_KEYS)}. {suggest(key, [*CLAIM_KEYS])}"
            )
    if ("tests" in entry) == ("not_testable" in entry):
        _fail(claim, "tests", "must be given, or else not_testable, and not both")
    as_of, untested = entry.get("as_of"), entry.get("untested", "")
    if as_of is not None and not isinstance(as_of, int):
        _fail(claim, "as_of", f"must be a year; {as_of!r} stands there")
    if "not_testable" in entry:
        reason = entry["not_testable"]
        if reason not in reasons:
            hint = suggest(str(reason), list(reasons))
            _fail(claim, "not_testable", f"{reason!r} is not one of {', '.join(reasons)}. {hint}")
        return ClaimTest(as_of, (), untested, str(reason), str(reasons[reason]).strip())
    if not isinstance(entry["tests"], list) or not entry["tests"]:
        _fail(claim, "tests", "must be a list of points")
    points = tuple(_read_point(claim, point, register) for point in entry["tests"])
    return ClaimTest(as_of, points, untested)


def _read_point(claim: str, point: object, register: Register | None) -> Point:
    if not isinstance(point, dict) or "statistic" not in point:
        _fail(claim, "statistic", "is missing from a point of tests")
    name, direction, threshold = (point.get(key) for key in POINT_KEYS[:3])
    if name not in STATISTICS:
        hint = suggest(str(name), list(STATISTICS))
        _fail(claim, "statistic", f"{name!r} is not one of {', '.join(STATISTICS)}. {hint}")
    if direction not in DIRECTIONS:
        _fail(claim, "direction", f"{direction!r} is not one of {', '.join(DIRECTIONS)}")
    for key in ("threshold", "printed_to"):
        if key in point and not _is_number(point[key]):
            _fail(claim, key, f"must be a number; {point[key]!r} stands there")
    if threshold is None:
        _fail(claim, "threshold", "is missing; give what the claim states")
    parameters = {key: value for key, value in point.items() if key not in POINT_KEYS}
    if register is not None:
        for key, problem in find_wrong_parameters(name, parameters, register):
            _fail(claim, key, problem)
    printed_to = point.get("printed_to")
    tolerance = find_tolerance(threshold) if printed_to is None else printed_to / 2
    return Point(name, parameters, direction, float(threshold), float(tolerance))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fail(claim: str, key: str, problem: str) -> NoReturn:
    place = f"{CLAIM_TESTS}, {claim}" + (f", {key}" if key else "")
    told = problem.strip()
    raise ClaimTestWrong(f"{place}: {told}{'' if told[-1] in '.?' else '.'}")
