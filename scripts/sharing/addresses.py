"""Where each arrangement's record and each council's entry stand in the book."""

import re
from collections.abc import Iterable
from unicodedata import normalize

SHELVES = "reference/arrangements"
PLACES = "reference/councils"
# Each folder's own contents page.
CONTENTS = "index"


def slugify(text: str) -> str:
    """A text as part of an address: lower-case letters and digits joined by hyphens, or ""."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def name_pages(titles: Iterable[str]) -> dict[str, str]:
    """The name of each title's page, no two the same and none that of a contents page."""
    names: dict[str, str] = {}
    taken = {CONTENTS}
    for title in titles:
        wanted = slugify(title) or "page"
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name)
        names[title] = name
    return names


def anchor_council(authority_code: str) -> str:
    """The anchor of a council's entry on its page."""
    return f"council-{authority_code.lower()}"
