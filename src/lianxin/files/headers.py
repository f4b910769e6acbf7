"""Response headers for stored files: a browser must never execute one."""

from urllib.parse import quote

from lianxin.files.kinds import ALLOWED, Kind
from lianxin.kernel.masking import mask_text

_SHOWN = {one.media_type for one in ALLOWED if one.kind in {Kind.PHOTO, Kind.AUDIO, Kind.VIDEO}}


def download_headers(media_type: str, name: str, *, inline: bool = False) -> dict[str, str]:
    """Returns the response headers of a stored file; numbers in its name are masked as on the pages.

    `inline` applies to photos, audio and video only (RFC 6266, RFC 8187).
    """
    name = mask_text(name)
    way = "inline" if inline and media_type in _SHOWN else "attachment"
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "._- ") else "_" for one in name)
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
