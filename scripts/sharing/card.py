"""The picture that stands beside a shared link: an edition's finding over the savings it rests on.

1,200 by 630 pixels, as Open Graph asks; each dot is one arrangement on a squeezed pound scale.
"""

import math
import textwrap
from collections.abc import Iterable
from html import escape

import vl_convert

from sharing import theme
from sharing.page_head import CARD_SIZE

WIDTH, HEIGHT = CARD_SIZE
MARGIN = 64
# Of the first of these that a machine has; resvg knows no system-ui.
FONT = "Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
LEFT, RIGHT, FLOOR = MARGIN + 10, WIDTH - MARGIN - 10, 510
FINEST, COARSEST = 1e3, 1e8
DOT = 6.5


def draw_card(finding: str, book: str, edition: int, savings: Iterable[float]) -> bytes:
    """The picture as PNG.

    Parameters
    ----------
    finding
        The edition's finding, a sentence.
    book
        The book's title.
    savings
        Annual savings in pounds, one per arrangement; none below £1,000 is drawn.
    """
    return vl_convert.svg_to_png(write_card(finding, book, edition, savings), scale=1)


def write_card(finding: str, book: str, edition: int, savings: Iterable[float]) -> str:
    """The picture as SVG."""
    colours = theme.COLOURS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<rect width="{WIDTH}" height="14" fill="{colours["main"]}"/>'
        f"{_write_words(finding)}{_draw_scale()}{_draw_dots(savings)}"
        f"{_text(MARGIN, HEIGHT - 34, 25, f'{book} · edition {edition}', theme.TEXT)}</svg>"
    )


def _write_words(finding: str) -> str:
    size = 54 if len(finding) <= 90 else 44
    lines = textwrap.wrap(finding, int(1.95 * (WIDTH - 2 * MARGIN) / size))[:4]
    return "".join(
        _text(MARGIN, 90 + number * size * 1.22, size, line, theme.COLOURS["neutral"], 700)
        for number, line in enumerate(lines)
    )


def _draw_scale() -> str:
    marks = {1e4: "£10,000", 1e5: "£100,000", 1e6: "£1m", 1e7: "£10m"}
    drawn = f'<path d="M{LEFT} {FLOOR}H{RIGHT}" stroke="{theme.LINE}" stroke-width="2"/>'
    for amount, label in marks.items():
        across = _place(amount)
        drawn += f'<path d="M{across:.1f} {FLOOR}v8" stroke="{theme.LINE}" stroke-width="2"/>'
        drawn += _text(across, FLOOR + 34, 23, label, theme.TEXT, anchor="middle")
    return drawn


def _draw_dots(savings: Iterable[float]) -> str:
    """Dots stacked where they would cover one another; a crowded scale packs them closer."""
    columns: dict[int, int] = {}
    for saving in sorted(savings):
        if saving >= FINEST:
            column = int((_place(min(saving, COARSEST)) - LEFT) // (2 * DOT + 1))
            columns[column] = columns.get(column, 0) + 1
    highest = max(columns.values(), default=1)
    step = min(2 * DOT + 1, 150 / highest)
    hues = {True: theme.COLOURS["accent"], False: theme.COLOURS["main"]}
    return "".join(
        f'<circle cx="{LEFT + (column + 0.5) * (2 * DOT + 1):.1f}" '
        f'cy="{FLOOR - 10 - number * step:.1f}" r="{DOT}" '
        f'fill="{hues[_is_small(column)]}" fill-opacity="0.85"/>'
        for column, count in sorted(columns.items())
        for number in range(count)
    )


def _is_small(column: int) -> bool:
    return LEFT + (column + 0.5) * (2 * DOT + 1) < _place(1e5)


def _place(amount: float) -> float:
    share = math.log10(amount / FINEST) / math.log10(COARSEST / FINEST)
    return LEFT + share * (RIGHT - LEFT)


def _text(
    across: float,
    down: float,
    size: int,
    words: str,
    colour: str,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
    )
