"""The site on this computer, served as public hosts serve it: compressed, with its own 404 page."""

import gzip
import hashlib
from functools import lru_cache
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".csv", ".txt", ".xml", ".ipynb", ".md")
SMALLEST = 512
YEAR_OF_SECONDS = 31_536_000


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers one request for a file of the site; make it with ``directory=``."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".ipynb": "application/x-ipynb+json",
        ".md": "text/markdown",
        ".txt": "text/plain",
        ".csv": "text/csv",
    }

    def send_head(self) -> BinaryIO | None:
        """Send status and headers; returns the body, None where there is none to send."""
        path = Path(self.translate_path(self.path.split("#")[0]))
        if path.is_dir():
            if not self.path.split("?")[0].endswith("/"):
                return super().send_head()
            path /= "index.html"
        if path.is_file() and not self.path.split("?")[0].endswith(f"{path.name}/"):
            return self._answer(path, HTTPStatus.OK)
        lost = Path(self.directory) / "404.html"
        if lost.is_file():
            return self._answer(lost, HTTPStatus.NOT_FOUND)
        self.send_error(HTTPStatus.NOT_FOUND, "There is no such page")
        return None

    def _answer(self, path: Path, status: HTTPStatus) -> BinaryIO | None:
        packed = path.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", "")
        body, tag = _read(path, path.stat().st_mtime_ns, packed)
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._say_how_long(path, tag)
            self.end_headers()
            return None
        self.send_response(status)
        self.send_header("Content-Type", _name_type(self.guess_type(str(path))))
        self.send_header("Content-Length", str(len(body)))
        if body[:2] == b"\x1f\x8b" and path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self._say_how_long(path, tag)
        self.end_headers()
        return BytesIO(body)

    def _say_how_long(self, path: Path, tag: str) -> None:
        """A file whose address names its version never changes; any other is asked for anew."""
        named = path.suffix != ".html" and "?" in self.path
        lasting = f"public, max-age={YEAR_OF_SECONDS}, immutable"
        self.send_header("Cache-Control", lasting if named else "no-cache")
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")


def _name_type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@lru_cache(maxsize=512)
def _read(path: Path, changed: int, packed: bool) -> tuple[bytes, str]:
    """A file's content as it is sent, and the tag that changes with it."""
    content = path.read_bytes()
    if packed and len(content) >= SMALLEST:
        content = gzip.compress(content, 6, mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'
