"""One line on every page of findings, for readers who land there first: what it rests on."""

from sharing.prose import say_count
from sharing.results import Findings


def introduce_register(found: Findings, also: str = "", to: str = "../reference/register") -> str:
    """What the register is, and that it holds only what was publicly reported, in Markdown.

    Parameters
    ----------
    also
        What else the page rests on, as a sentence names it.
    to
        The register's page, relative to the page that this line stands on.
    """
    known = say_count(len(found.analysis.on_record), "shared service arrangement")
    besides = f"{also} and " if also else ""
    return (
        f":::{{div}} rests-on\nThis page rests on {besides}[the register]({to}). It holds "
        f"{known} of UK councils, fire and police services, with what was publicly reported of "
        f"them by the end of {found.edition.year}. What nobody published is not in it.\n:::"
    )
