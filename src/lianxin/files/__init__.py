"""Uploads: detects types by content, removes metadata, stores outside the database. Knows no case and no person."""

from lianxin.files.errors import (
    AttachmentTooLarge,
    DamagedFile,
    TooManyPixels,
    TypeNotAllowed,
    VideoNotShown,
    VideoTooLong,
)
from lianxin.files.headers import download_headers
from lianxin.files.kinds import AttachmentLimits, Kind
from lianxin.files.sealed import NotSealed, SealedFile, seal_file
from lianxin.files.storing import ShownFile, StoredFile, path_of, shown_file, store
from lianxin.files.unsent import aside_in, drop, old_on, put_back, renew, set_aside, shelves

__all__ = [
    "AttachmentLimits",
    "AttachmentTooLarge",
    "DamagedFile",
    "Kind",
    "NotSealed",
    "SealedFile",
    "ShownFile",
    "StoredFile",
    "TooManyPixels",
    "TypeNotAllowed",
    "VideoNotShown",
    "VideoTooLong",
    "aside_in",
    "download_headers",
    "drop",
    "old_on",
    "path_of",
    "put_back",
    "renew",
    "seal_file",
    "set_aside",
    "shelves",
    "shown_file",
    "store",
]
