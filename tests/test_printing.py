"""Printing with the real Chromium."""

import hashlib

import pytest
from pypdf import PdfReader

from sharing import printing
from sharing.errors import PrintingFailed
from sharing.printing import find_chromium, print_edition
from test_binding import edition  # noqa: F401

NAME = "what-councils-save-2019.pdf"


@pytest.fixture
def printed(edition):  # noqa: F811
    pages = print_edition(edition, 2019, "https://example.org/")
    return PdfReader(edition / NAME), pages


def test_every_chapter_has_a_bookmark_and_its_page_in_the_contents(printed):
    reader, pages = printed
    assert len(reader.pages) == pages == 5
    tops = [mark for mark in reader.outline if not isinstance(mark, list)]
    places = [(mark.title, reader.get_destination_page_number(mark) + 1) for mark in tops]
    assert places == [("Front", 3), ("A", 4), ("Last", 5)]
    contents = " ".join(reader.pages[1].extract_text().split())
    assert "Front & first 3" in contents and "A 4" in contents and "Last 5" in contents


def test_it_is_tagged_and_says_its_language_and_title(printed):
    reader, _ = printed
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "What councils save by sharing services, edition 2019"


def test_links_that_leave_it_lead_to_the_sites_address(printed):
    reader, _ = printed
    actions = [
        note.get_object().get("/A", {}).get("/URI")
        for page in reader.pages
        for note in page.get("/Annots", [])
    ]
    left = {address for address in actions if address}
    assert "https://example.org/2019/reference/register.html#one" in left
    assert not [address for address in left if address.startswith(("file:", "http://127"))]


def test_printing_again_gives_the_same_file_dated_by_its_release(edition):  # noqa: F811
    digests = set()
    for _ in range(2):
        print_edition(edition, 2019, "https://example.org/")
        digests.add(hashlib.sha256((edition / NAME).read_bytes()).hexdigest())
    assert len(digests) == 1
    assert PdfReader(edition / NAME).metadata["/CreationDate"].startswith("D:20261121")


def test_a_machine_without_chromium_is_told_what_to_install(edition, monkeypatch):  # noqa: F811
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    assert find_chromium() is None
    with pytest.raises(PrintingFailed, match="apt-get install chromium"):
        print_edition(edition, 2019, "https://example.org/")
    assert not (edition / NAME).exists()
