"""Files that citizens and units attach: kept outside the database, known by content, never by name."""

from lianxin.files.errors import AttachmentTooLarge, DamagedFile, TypeNotAllowed
from lianxin.files.headers import download_headers
from lianxin.files.kinds import AttachmentLimits, Kind
from lianxin.files.storing import StoredFile, path_of, store
from lianxin.files.unsent import aside_in, drop, old_on, put_back, renew, set_aside, shelves

__all__ = [
    "AttachmentLimits",
    "AttachmentTooLarge",
    "DamagedFile",
    "Kind",
    "StoredFile",
    "TypeNotAllowed",
    "aside_in",
    "download_headers",
    "drop",
    "old_on",
    "path_of",
    "put_back",
    "renew",
    "set_aside",
    "shelves",
    "store",
]
