"""Published tables hold every row and every text as it is, whatever the text holds."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sharing.tables import publish_table

MARKUP = [
    "<script>alert(1)</script>",
    "Say \"hello\" & 'goodbye'",
    "</td></tr></table>",
    "&lt;b&gt; & <b>",
    "Caffè 😀 Siôn",
    '" onmouseover="alert(1)',
]


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("text", MARKUP)
def test_a_text_cannot_break_out_of_a_short_table(text):
    frame = pd.DataFrame({"Group": [text], "Arrangements": [1_234]})
    html = publish_table(frame, name="a", caption=text, source=text).html
    soup = read(html)
    assert [cell.get_text() for cell in soup.select("tbody td")] == [text, "1,234"]
    assert soup.caption.get_text() == text
    assert soup.select_one(".gt_sourcenote").get_text().strip() == f"Source: {text}".strip()
    assert not soup.find_all(["script", "b"])


def test_a_short_table_has_its_address_caption_source_and_headings():
    frame = pd.DataFrame({"Group": ["A"], "Count": [0]})
    soup = read(publish_table(frame, name="by-size", caption="C", source="S").html)
    box = soup.find(id="table-by-size")
    assert (box["role"], box["tabindex"]) == ("group", "0")
    assert soup.find(id=box["aria-labelledby"]) == soup.caption
    assert soup.caption.get_text() == "C"
    assert [head.get_text() for head in soup.select("thead th")] == ["Group", "Count"]


def test_a_missing_number_is_not_shown_as_a_word_of_python():
    frame = pd.DataFrame({"Group": ["A", "B"], "Count": [1.0, float("nan")]})
    html = publish_table(frame, name="a", caption="C", source="S").html
    assert [cell.get_text() for cell in read(html).select("tbody td")][-1] not in ("None", "nan")
