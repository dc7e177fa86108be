"""The static files: read once, named by their content, sent compressed to who accepts it."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import Final

from aiohttp import web

from bot.channels.webchat.answers import SECURITY

FOLDER: Final = "/chat/estatico"
_PAGE: Final = "index.html"
_TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_VERSION = re.compile(r"\.[0-9a-f]{12}(?=\.[a-z]+$)")
_REFUSES_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, in both its forms."""

    name: str
    body: bytes
    packed: bytes
    version: str

    @classmethod
    def of(cls, name: str, body: bytes) -> "Asset":
        """The asset of these bytes; `mtime=0`, so that every process gives the same ones."""
        version = hashlib.sha256(body).hexdigest()[:12]
        return cls(name, body, gzip.compress(body, 9, mtime=0), version)

    @property
    def path(self) -> str:
        """The address of the asset: another content has another address."""
        stem, dot, extension = self.name.rpartition(".")
        return f"{FOLDER}/{stem}.{self.version}{dot}{extension}"

    def answer(self, request: web.Request, *, cache: str) -> web.Response:
        """The file, or 304 if the browser has this very one."""
        headers = {
            **SECURITY,
            "Cache-Control": cache,
            "ETag": f'W/"{self.version}"',
            "Vary": "Accept-Encoding",
        }
        if any(tag.value in {self.version, "*"} for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        accepted = request.headers.get("Accept-Encoding", "").lower()
        body = self.body
        if "gzip" in accepted and not _REFUSES_GZIP.search(accepted):
            body = self.packed
            headers["Content-Encoding"] = "gzip"
        kind = _TYPES[self.name[self.name.rindex(".") :]]
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


class Assets:
    """All the files of `static/`; the page names the others by their content."""

    def __init__(self) -> None:
        folder = resources.files("bot.channels.webchat") / "static"
        found = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        page = found.pop(_PAGE).decode()
        self.files = {name: Asset.of(name, body) for name, body in sorted(found.items())}
        for name, asset in self.files.items():
            page = page.replace(f"{{{{{name}}}}}", asset.path)
        self.page = Asset.of(_PAGE, page.encode())

    @property
    def weight(self) -> int:
        """How many bytes the whole page has, uncompressed."""
        return len(self.page.body) + sum(len(asset.body) for asset in self.files.values())

    def answer_page(self, request: web.Request) -> web.Response:
        """The page, which is asked for again each time, so that a new version shows at once."""
        return self.page.answer(request, cache="private, no-cache")

    def answer_file(self, request: web.Request) -> web.Response:
        """A file by its name. One of another version is answered with ours, not to be kept.

        So a page served by one process finds its files in another one while a new version is
        being put in place.
        """
        asked = request.match_info["name"]
        asset = self.files.get(_VERSION.sub("", asked))
        if asset is None:
            raise web.HTTPNotFound
        is_this_version = asset.path == f"{FOLDER}/{asked}"
        keep = "public, max-age=31536000, immutable" if is_this_version else "no-cache"
        return asset.answer(request, cache=keep)
