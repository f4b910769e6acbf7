"""Files that citizens and units attach: kept outside the database, known by content, never by name."""

from lianxin.cases.attachments.errors import AttachmentTooLarge, DamagedFile, TypeNotAllowed
from lianxin.cases.attachments.headers import download_headers
from lianxin.cases.attachments.kinds import AttachmentLimits, Kind
from lianxin.cases.attachments.storing import StoredFile, path_of, store

__all__ = [
    "AttachmentLimits",
    "AttachmentTooLarge",
    "DamagedFile",
    "Kind",
    "StoredFile",
    "TypeNotAllowed",
    "download_headers",
    "path_of",
    "store",
]
