"""What stands beside the map of sharing: its controls, the panel of the chosen council, its data.

``book/_assets/map.js`` brings them to life; without it they are not shown.
"""

import json
import re
from html import escape

import numpy as np
import pandas as pd

from sharing.atlas import Atlas
from sharing.charts.atlas import LINES_OPACITY, RADIUS, UNNAMED_RADIUS, WIDTHS
from sharing.prose import say_pounds
from sharing.theme import COLOURS, GRID

ALL = "All families"
WHOLE = "Whole map"
WITHOUT_SCRIPT = (
    "<noscript><style>.map-controls,.map-panel{display:none!important}"
    "#fig-map{display:block!important}</style></noscript>"
)


def draw_controls(atlas: Atlas) -> str:
    """The boxes to choose a council, a family and a part of the country, and the zoom buttons.

    The council's box is filled by the script: its names are in the data already.
    """
    families = [ALL, *sorted(atlas.arrangements.family.dropna().unique())]
    parts = [WHOLE, *sorted(set(atlas.placed["where"]) - {""})]
    return (
        f'{WITHOUT_SCRIPT}<div class="map-controls">'
        f"{_select('council', 'Council', ['No council chosen'])}"
        f"{_select('family', 'Service family', families)}{_select('part', 'Zoom to', parts)}"
        '</div><div class="map-controls"><p class="map-told" role="status"></p>'
        '<div class="map-zoom" role="group" aria-label="Zoom">'
        '<button type="button" data-zoom="in" aria-label="Zoom in">+</button>'
        '<button type="button" data-zoom="out" aria-label="Zoom out">−</button>'
        '<button type="button" data-zoom="reset">Show all</button></div></div>'
    )


def draw_panel(atlas: Atlas, register: str) -> str:
    """The place for the chosen council's arrangements, and all that the script knows.

    Parameters
    ----------
    register
        Address of the register's page, as seen from the map's.
    """
    known = pack(atlas) | {"register": register}
    packed = json.dumps(known, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A "<" in a name could end the script.
    data = packed.replace("<", "\\u003c")
    return (
        '<div class="map-panel" role="region" aria-label="Arrangements of the chosen council" '
        'tabindex="0"><p>Choose a council in the box or on the map. Its arrangements will be '
        "listed here, each with its partners, what it reported to save, and a link to its "
        f'sources.</p></div><script type="application/json" class="map-data">{data}</script>'
    )


def pack(atlas: Atlas) -> dict[str, object]:
    """The atlas as JSON holds it: councils and arrangements as lists, named by their places.

    An arrangement whose address is its name (`make_slug`) does not repeat it.
    """
    codes = list(atlas.councils.index)
    number = {code: place for place, code in enumerate(codes)}
    families = sorted(atlas.arrangements.family.dropna().unique())
    services = sorted(atlas.arrangements.service.dropna().unique())
    return {
        "look": COLOURS
        | {"land": GRID, "radius": RADIUS, "unnamed": UNNAMED_RADIUS}
        | {"widths": WIDTHS, "opacity": LINES_OPACITY},
        "families": families,
        "services": services,
        "councils": [
            [code, row["name"], row["where"], int(row.own)]
            for code, row in atlas.councils.iterrows()
        ],
        "arrangements": [
            [
                "" if row.Index == make_slug(row.name) else row.Index,
                row.name,
                families.index(row.family),
                services.index(row.service),
                "" if row.stage == "operating" else row.stage,
                0 if pd.isna(row.start_year) else int(row.start_year),
                _say_saving(row.annual_saving_gbp, row.status),
                [number[code] for code in row.members],
                list(row.others),
                [number[code] for pair in row.links for code in pair],
            ]
            for row in atlas.arrangements.rename_axis("id").itertuples()
        ],
    }


def make_slug(text: str) -> str:
    """A text as an address holds it; ``map.js`` makes the same."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _say_saving(amount: float, status: str) -> str:
    if not np.isfinite(amount):
        return ""
    return f"{say_pounds(amount)} a year, {status}"


def _select(name: str, label: str, options: list[str]) -> str:
    choices = "".join(f"<option>{escape(option)}</option>" for option in options)
    return (
        f'<label class="map-field">{label}<select name="map-{name}" autocomplete="off">{choices}'
        "</select></label>"
    )
