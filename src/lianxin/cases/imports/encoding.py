"""Detects the encoding of a CSV file from a sample that starts at its first line with more than ASCII."""

import codecs
import os
from typing import Final

SAMPLE_BYTES: Final = 256 * 1024
BOM: Final = codecs.BOM_UTF8
WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class LineDecoder:
    """Decodes line by line. The encoding is detected at the first line with more than ASCII, unless it was given."""

    def __init__(self, descriptor: int, encoding: str | None) -> None:
        self._descriptor = descriptor
        self.encoding = encoding

    def decode(self, line: bytes, offset: int) -> tuple[str, bool]:
        """Returns the text of a line at byte `offset` of the file, and whether every byte could be decoded.

        Other bytes become lone surrogates, which never occur in decoded text.
        """
        if line.isascii():
            return line.decode("ascii"), True
        if self.encoding is None:
            self.encoding = encoding_of(os.pread(self._descriptor, SAMPLE_BYTES, offset))
        try:
            return line.decode(self.encoding), True
        except UnicodeDecodeError:
            return line.decode(self.encoding, "surrogateescape"), False


def encoding_of(sample: bytes) -> str:
    """Returns utf-8 if at least half of the lines with more than ASCII are valid UTF-8, which is rare in GB18030 text,
    otherwise gb18030."""
    lines = sample.split(b"\n")
    lines = [line for line in lines[:-1] or lines if not line.isascii()]
    understood = sum(reads_as_utf8(line) for line in lines)
    return "utf-8" if understood * 2 >= len(lines) else "gb18030"


def reads_as_utf8(line: bytes) -> bool:
    """Whether the line is valid UTF-8, possibly truncated within its last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True
