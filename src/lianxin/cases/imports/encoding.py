"""Which encoding a CSV file has, told from a sample where its first Chinese stands."""

import codecs
import os
from typing import Final

SAMPLE_BYTES: Final = 256 * 1024
BOM: Final = codecs.BOM_UTF8
WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class LineDecoder:
    """Decodes line by line. Undecided until a line has more than ASCII; then a sample from there on decides."""

    def __init__(self, descriptor: int, encoding: str | None) -> None:
        self._descriptor = descriptor
        self.encoding = encoding

    def decode(self, line: bytes, offset: int) -> tuple[str, bool]:
        """The text of a line at `offset` of the file, and whether every byte was understood.

        Bytes that were not stand as lone surrogates, which no text that decodes can hold.
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
    """utf-8 when at least half of the lines with more than ASCII read as that, which GB18030 hardly ever does."""
    lines = sample.split(b"\n")
    lines = [line for line in lines[:-1] or lines if not line.isascii()]
    understood = sum(reads_as_utf8(line) for line in lines)
    return "utf-8" if understood * 2 >= len(lines) else "gb18030"


def reads_as_utf8(line: bytes) -> bool:
    """Whether the line is UTF-8, cut off at its end or not."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True
