"""One function per figure: a tidy frame in, an Altair chart out.

Texts (title, source, alt text) belong to `sharing.figure.publish`; the look to `sharing.theme`.
"""

from sharing.charts.savings import (
    bin_distances,
    count_rows,
    count_years,
    show_effects,
    show_medians,
)

__all__ = [
    "bin_distances",
    "count_rows",
    "count_years",
    "show_effects",
    "show_medians",
]
