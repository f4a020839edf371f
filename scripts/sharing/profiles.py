"""The partnerships that the news named, and what each promised and delivered over time.

``profiles.yml`` says which arrangements of the register stand for a partnership that a published
claim names. It is read strictly: what it names must exist.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from sharing.errors import SharingError
from sharing.national import know_published
from sharing.paths import DATA
from sharing.promises import pair_figures
from sharing.register import Register
from sharing.results import Findings
from sharing.validation import suggest

PROFILES = "profiles.yml"
KEYS = ("name", "claims", "arrangements", "why")
POINTS = ("profile", "arrangement_id", "report_id", "year", "status", "saving")


class ProfileWrong(SharingError):
    """An entry of profiles.yml that names no claim or no arrangement that exists."""


@dataclass(frozen=True)
class Profile:
    """A partnership that the news named; ``why`` says how it was matched to the register."""

    name: str
    claims: tuple[str, ...]
    arrangements: tuple[str, ...]
    why: str


def read_profiles(folder: Path, register: Register) -> list[Profile]:
    """The profiles of a data folder.

    A folder without the file takes the project's own, as far as it has their claims.

    Raises
    ------
    ProfileWrong
        If an entry lacks a key, or names a claim or an arrangement that the register does not
        hold; the message names file, entry and value, and what was probably meant.
    """
    own = (folder / PROFILES).exists()
    file = folder / PROFILES if own else DATA / PROFILES
    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ProfileWrong(f"{PROFILES} cannot be read: {error}") from error
    if not isinstance(entries, list):
        raise ProfileWrong(f"{PROFILES} must be a list of entries with {', '.join(KEYS)}.")
    profiles = [_read(entry, number) for number, entry in enumerate(entries, start=1)]
    claims = set(register.claims.claim_id)
    arrangements = set(register.arrangements.arrangement_id)
    if not own:
        return [
            profile
            for profile in profiles
            if claims.issuperset(profile.claims) and arrangements.issuperset(profile.arrangements)
        ]
    for profile in profiles:
        _require_known(profile.name, "claim", profile.claims, claims)
        _require_known(profile.name, "arrangement", profile.arrangements, arrangements)
    return profiles


def know_profiles(findings: Findings, profiles: list[Profile]) -> list[Profile]:
    """The profiles with the claims that were in print by the edition's year; those without, out."""
    register, edition = findings.register, findings.edition
    undated = edition.knows_undated(register.reports)
    known = set(know_published(register.claims, edition.year, undated).claim_id)
    kept = [
        Profile(
            profile.name,
            tuple(claim for claim in profile.claims if claim in known),
            profile.arrangements,
            profile.why,
        )
        for profile in profiles
    ]
    return [profile for profile in kept if profile.claims]


def follow_promises(findings: Findings, profiles: list[Profile]) -> pd.DataFrame:
    """Every usable report of the profiles' arrangements as a saving a year.

    Returns
    -------
    DataFrame with the columns of `POINTS` in the order of profiles and dates: ``year`` of the
    report (nan where undated), ``status``, ``saving`` (pounds a year of the price year).
    """
    trail = findings.analysis.trail
    usable = trail[trail["rank"].notna()]
    parts = [
        usable[usable.arrangement_id.isin(profile.arrangements)].assign(profile=profile.name)
        for profile in profiles
    ]
    found = pd.concat([usable.head(0).assign(profile=""), *parts])
    shown = found.rename(columns={"report_year": "year", "annual_saving_gbp": "saving"})
    order = {profile.name: place for place, profile in enumerate(profiles)}
    shown = shown.assign(place=shown.profile.map(order)).sort_values(
        ["place", "arrangement_id", "year", "report_id"], kind="stable"
    )
    return shown[list(POINTS)].reset_index(drop=True)


def compare_promises(findings: Findings, profiles: list[Profile]) -> pd.DataFrame:
    """The pairs of `sharing.promises.pair_figures` of the profiles' arrangements.

    Returns
    -------
    Those rows with ``profile``, one for each arrangement that has both figures.
    """
    starts = findings.analysis.on_record.start_year
    pairs = pair_figures(findings.analysis.trail, findings.table, starts)
    named = {key: profile.name for profile in profiles for key in profile.arrangements}
    found = pairs[pairs.arrangement_id.isin(list(named))]
    return found.assign(profile=found.arrangement_id.map(named))


def _read(entry: object, number: int) -> Profile:
    at = f"{PROFILES}, entry {number}"
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        raise ProfileWrong(f"{at}: must have {', '.join(KEYS)}, and nothing else.")
    for key in ("claims", "arrangements"):
        if not isinstance(entry[key], list):
            raise ProfileWrong(f"{at}, {key}: must be a list, [] if there is none.")
    if not entry["name"].strip() or not entry["claims"]:
        raise ProfileWrong(f"{at}: must have a name and at least one claim.")
    return Profile(
        entry["name"], tuple(entry["claims"]), tuple(entry["arrangements"]), entry["why"]
    )


def _require_known(name: str, kind: str, given: tuple[str, ...], known: set[str]) -> None:
    for value in given:
        if value not in known:
            hint = suggest(value, sorted(known))
            wrong = f"{PROFILES}, {name}: there is no {kind} {value!r} in the register."
            raise ProfileWrong(f"{wrong} {hint}".strip())
