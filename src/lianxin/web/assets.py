"""Serves styles, scripts and fonts: each file is compressed once and cached by browsers for good."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Literal

from anyio import to_thread
from fastapi import Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import Scope

WORTH = 0.9  # a file that stays larger than this share of itself is sent as it is: photos, fonts
FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=512)
def gzipped(path: str, changed: float) -> bytes | None:  # noqa: ARG001 - part of the key of the cache
    """Returns a file compressed by gzip, or None if that saves less than a tenth. `changed` is the file's time."""
    plain = Path(path).read_bytes()
    small = gzip.compress(plain, mtime=0)
    return small if len(small) < WORTH * len(plain) else None


class Assets(StaticFiles):
    """A folder of files whose addresses contain a digest of their content, in the name or in the query."""

    def __init__(self, directory: Path, digest_in: Literal["name", "query"]) -> None:
        super().__init__(directory=directory)
        self._always = digest_in == "name"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Returns the file, compressed if the browser accepts that, cached for a year if the address has a digest."""
        reply = await super().get_response(path, scope)
        if isinstance(reply, FileResponse):
            reply = await self._smallest(reply, Headers(scope=scope).get("accept-encoding", ""))
        if self._always or scope["query_string"]:
            reply.headers["Cache-Control"] = FOR_GOOD
        return reply

    async def _smallest(self, reply: FileResponse, accepted: str) -> Response:
        reply.headers["Vary"] = "Accept-Encoding"
        if "gzip" not in accepted or reply.stat_result is None:
            return reply
        body = await to_thread.run_sync(gzipped, str(reply.path), reply.stat_result.st_mtime)
        if body is None:
            return reply
        headers = {name: reply.headers[name] for name in ("content-type", "last-modified", "vary")}
        return Response(body, headers=headers | {"etag": f"W/{reply.headers['etag']}", "content-encoding": "gzip"})
