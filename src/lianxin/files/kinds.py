"""The accepted types of files, and the bytes with which each begins."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MIB: Final = 1024 * 1024
HEAD_BYTES: Final = 4096


class Kind(StrEnum):
    """The kind of an attachment, as viewers see it."""

    PHOTO = "photo"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """The maximum size of a file of each kind, in bytes."""

    photo: int = 10 * MIB
    audio: int = 50 * MIB
    video: int = 30 * MIB
    document: int = 20 * MIB

    def of(self, kind: Kind) -> int:
        """Returns the maximum size of one kind, in bytes."""
        return {
            Kind.PHOTO: self.photo,
            Kind.AUDIO: self.audio,
            Kind.VIDEO: self.video,
            Kind.DOCUMENT: self.document,
        }[kind]


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file. `suffixes` are the allowed endings of its name, the usual one first."""

    kind: Kind
    media_type: str
    suffixes: tuple[str, ...]


JPEG: Final = FileType(Kind.PHOTO, "image/jpeg", (".jpg", ".jpeg"))
PNG: Final = FileType(Kind.PHOTO, "image/png", (".png",))
WEBP: Final = FileType(Kind.PHOTO, "image/webp", (".webp",))
HEIC: Final = FileType(Kind.PHOTO, "image/heic", (".heic", ".heif"))
MP3: Final = FileType(Kind.AUDIO, "audio/mpeg", (".mp3",))
WAV: Final = FileType(Kind.AUDIO, "audio/wav", (".wav",))
M4A: Final = FileType(Kind.AUDIO, "audio/mp4", (".m4a",))
OGG: Final = FileType(Kind.AUDIO, "audio/ogg", (".ogg", ".oga", ".opus"))
AMR: Final = FileType(Kind.AUDIO, "audio/amr", (".amr",))
MP4: Final = FileType(Kind.VIDEO, "video/mp4", (".mp4", ".m4v"))
WEBM: Final = FileType(Kind.VIDEO, "video/webm", (".webm",))
PDF: Final = FileType(Kind.DOCUMENT, "application/pdf", (".pdf",))
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
DOCX: Final = FileType(Kind.DOCUMENT, f"{OFFICE}wordprocessingml.document", (".docx",))
XLSX: Final = FileType(Kind.DOCUMENT, f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
TXT: Final = FileType(Kind.DOCUMENT, "text/plain", (".txt",))
ALLOWED: Final = (JPEG, PNG, WEBP, HEIC, MP3, WAV, M4A, OGG, AMR, MP4, WEBM, PDF, DOCX, XLSX, TXT)

# DOCX is used for both office types until the archive is opened, M4A for sound and video until the tracks are read.
# Own table, because a general list of magic numbers takes AVIF and archives for their allowed relatives and does not
# know some recorders' brands.
BEGINNINGS: Final[tuple[tuple[re.Pattern[bytes], FileType], ...]] = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), PNG),
    (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), WEBP),
    (re.compile(rb"\0\0..ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL), HEIC),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), WAV),
    (re.compile(rb"\0\0..ftyp(?:M4[ABV] |mp4[12]|iso[m2-6]|3g[p2]|avc1|qt  )", re.DOTALL), M4A),
    (re.compile(rb"OggS\x00[\x02\x06].{20}\x01.(?:OpusHead|\x01vorbis|Speex   )", re.DOTALL), OGG),
    (re.compile(rb"\x1a\x45\xdf\xa3.{1,60}\x42\x82.{1,8}webm", re.DOTALL), WEBM),
    (re.compile(rb"#!AMR(?:-WB)?\n"), AMR),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), MP3),
    (re.compile(rb"%PDF-[12]\.\d"), PDF),
    (re.compile(rb"PK\x03\x04"), DOCX),
)
# Web pages and scripts are text too, but citizens do not attach them.
NO_TEXT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|#!|\{\\rtf)", re.IGNORECASE)
# Control characters that no text contains; an incomplete character at the end of the head is allowed.
CONTROL: Final = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")


def type_by_beginning(head: bytes) -> FileType | None:
    """Returns the type of a file that begins with `head`, its first HEAD_BYTES bytes; None if not accepted."""
    for beginning, file_type in BEGINNINGS:
        if beginning.match(head):
            return file_type
    return TXT if head and not CONTROL.search(head) and not NO_TEXT.match(head) else None
