"""Published claims as a page quotes them beside its own finding."""

from sharing.national import know_published
from sharing.prose import cite, say_name
from sharing.results import Findings


def quote_claim(found: Findings, claim_id: str) -> str:
    """A published claim in our words with its source; "" where the edition does not know it."""
    register, edition = found.register, found.edition
    known = know_published(
        register.claims, edition.year, edition.knows_undated(register.reports)
    ).set_index("claim_id")
    if claim_id not in known.index:
        return ""
    claim = known.loc[claim_id]
    return f"According to {cite(claim)}: {say_name(claim.claim)}"
