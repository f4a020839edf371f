"""One function per figure: a tidy frame in, an Altair chart out.

Texts (title, source, alt text) belong to `sharing.figure.publish`; the look to `sharing.theme`.
"""

from sharing.charts.savings import (
    BANDS,
    band_savings,
    bin_distances,
    compare_shares,
    count_rows,
    count_years,
    show_bands,
    show_effects,
    show_medians,
)

__all__ = [
    "BANDS",
    "band_savings",
    "bin_distances",
    "compare_shares",
    "count_rows",
    "count_years",
    "show_bands",
    "show_effects",
    "show_medians",
]
