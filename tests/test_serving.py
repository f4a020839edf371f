"""Serving the site as public hosts do."""

import gzip
import threading
from functools import partial
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer

import pytest

from sharing.serving import SiteHandler

PAGE = "<!doctype html><title>A page</title>" + "<p>Councils share.</p>" * 100


class Quiet(SiteHandler):
    def log_message(self, *words):
        pass


@pytest.fixture
def ask(tmp_path):
    """Ask for a path of a small site; gives status, headers and body."""
    root = tmp_path / "site"
    (root / "2026").mkdir(parents=True)
    (root / "2026" / "index.html").write_text(PAGE)
    (root / "2026" / "book.css").write_text("p { margin: 0; }" * 100)
    (root / "2026" / "card.png").write_bytes(b"\x89PNG" + bytes(2000))
    (root / "404.html").write_text("<h1>There is no such page</h1>")
    (tmp_path / "secret.txt").write_text("outside the site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def go(path, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    go.root = root
    yield go
    server.shutdown()
    server.server_close()


def test_text_is_compressed_for_those_who_can_read_it(ask):
    status, headers, body = ask("/2026/index.html", Accept_Encoding="br, gzip")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (
        200,
        "gzip",
        "Accept-Encoding",
    )
    assert int(headers["Content-Length"]) == len(body) < len(PAGE) / 5
    assert gzip.decompress(body).decode() == PAGE
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    _, headers, body = ask("/2026/index.html")
    assert headers["Content-Encoding"] is None and body.decode() == PAGE


def test_pictures_are_sent_as_they_are(ask):
    _, headers, body = ask("/2026/card.png", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] is None and body.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["/nothing", "/2026/a/b/c.html", "/2026/index.html/", "/none/?q=1"]
)
def test_a_missing_page_gets_the_sites_own_page_and_status_404(ask, path):
    status, headers, body = ask(path)
    assert status == 404
    assert b"There is no such page" in body and headers["Content-Type"].startswith("text/html")


def test_without_a_page_of_its_own_a_site_still_says_404(ask):
    (ask.root / "404.html").unlink()
    assert ask("/nothing")[0] == 404


def test_a_folder_shows_its_front_page_and_its_address_gets_a_slash(ask):
    assert ask("/2026/")[2].decode() == PAGE
    status, headers, _ = ask("/2026")
    assert status == 301 and headers["Location"].endswith("/2026/")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/2026/../../secret.txt"])
def test_nothing_outside_the_site_is_served(ask, path):
    status, _, body = ask(path)
    assert status == 404 and b"outside" not in body


def test_what_names_its_version_is_kept_and_pages_are_asked_for_anew(ask):
    assert "immutable" in ask("/2026/book.css?v=1")[1]["Cache-Control"]
    assert ask("/2026/book.css")[1]["Cache-Control"] == "no-cache"
    assert ask("/2026/index.html?council=E07")[1]["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_is(ask):
    tag = ask("/2026/book.css")[1]["ETag"]
    assert ask("/2026/book.css", If_None_Match=tag)[0::2] == (304, b"")
    (ask.root / "2026" / "book.css").write_text("p { margin: 1px; }")
    status, _, body = ask("/2026/book.css", If_None_Match=tag)
    assert (status, body) == (200, b"p { margin: 1px; }")


def test_asking_for_the_headers_alone_gets_no_body(ask):
    status, headers, body = ask("/2026/index.html", method="HEAD")
    assert (status, body) == (200, b"") and int(headers["Content-Length"]) == len(PAGE)
