"""Re-encodes one photo from standard input to standard output, in a process that can do nothing else.

`photos` runs this file by its path, isolated and without environment. It imports nothing of lianxin, so that it starts
in a fraction of a second. The picture is decoded to pixels, turned upright and encoded again, which drops all other
data in the file (place, time, camera, thumbnails, videos, hidden data). Only the colour profile is kept.

Decoders are large C libraries that read untrusted data. Before the first byte is read, memory, time and output are
limited, and the kernel rejects every system call except those for memory, threads and the two open files (seccomp).
"""

import ctypes
import platform
import resource
import struct
import sys
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from pi_heif import HeifImagePlugin, options

# Imported now: Pillow loads plugins on demand, which a confined process cannot do.
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

_MIB: Final = 1 << 20
MOST_PIXELS: Final = 64_000_000  # most phones take up to 50 megapixels, and larger photos usually exceed 10 MiB anyway
MEMORY: Final = 1280 * _MIB  # decoded twice (before and after turning) at 4 bytes per pixel, plus HEIC's own planes
CPU_SECONDS: Final = 20
LARGEST_OUTPUT: Final = 64 * _MIB
NOT_A_PHOTO: Final = 2  # exit codes; any other than 0 is a crash
TOO_MANY_PIXELS: Final = 3
QUALITY: Final = 90  # of WebP and of JPEG made from HEIC; a JPEG keeps its own
LOADED_EARLY: Final = (HeifImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)

# System calls by architecture: (identity of the architecture, clone, the numbers that are allowed).
# read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn writev sched_yield
# mremap madvise getpid getcwd exit sigaltstack gettid futex sched_getaffinity clock_gettime exit_group set_robust_list
# getrandom rseq
X86: Final = (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 20, 24, 25, 28, 39, 79, 60, 131, 186, 202, 204, 228, 231, 273)
ARM: Final = (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 66, 124, 216, 233, 172, 17, 93, 132, 178, 98, 123)
_CALLS: Final = {
    "x86_64": (0xC000003E, 56, (*X86, 318, 334)),
    "aarch64": (0xC00000B7, 220, (*ARM, 113, 94, 99, 278, 293)),
}
CLONE3: Final = 435
CLONE_THREAD: Final = 0x10000
ALLOW: Final = 0x7FFF0000
REFUSE: Final = 0x00050001  # EPERM
UNKNOWN: Final = 0x00050026  # ENOSYS: the C library then starts threads with clone, whose flags a filter can read
LOAD, IF_EQUAL, IF_SET, RETURN = 0x20, 0x15, 0x45, 0x06  # BPF
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
NO_NEW_PRIVILEGES, SET_FILTER, FILTER_MODE = 38, 22, 2  # prctl


def confine() -> None:
    """Limits memory, time and output, and disables every system call that is no longer needed."""
    for kind, bound in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
    known = _CALLS.get(platform.machine())
    if known is None:
        return
    steps = filter_of(*known)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for words in ((NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SET_FILTER, FILTER_MODE, program, 0, 0)):
        if prctl(*words):  # a kernel without seccomp: the limits above still apply
            return


def filter_of(architecture: int, clone: int, allowed: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Returns BPF steps (code, jump if true, jump if false, operand) that allow these calls and threads only."""
    return [
        (LOAD, 0, 0, ARCHITECTURE),
        (IF_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
        *(step for number in allowed for step in ((IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW))),
        (IF_EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, UNKNOWN),
        (IF_EQUAL, 0, 3, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (IF_SET, 0, 1, CLONE_THREAD),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]


def reencoded(data: bytes, kind: str) -> bytes:
    """Returns only the picture, upright: JPEG, PNG or WebP in its own format, HEIF as JPEG.

    `kind` is Pillow's name of the format. Raises any error of the decoder, and Image.DecompressionBombError beyond
    MOST_PIXELS.
    """
    picture = Image.open(BytesIO(data), formats=[kind])
    if picture.width * picture.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    form, words = _manner(picture, data)
    picture.load()
    with suppress(SyntaxError, ValueError, TypeError, LookupError, struct.error):  # invalid Exif data turns nothing
        ImageOps.exif_transpose(picture, in_place=True)
    if kind == "HEIF" and picture.mode != "RGB":
        picture = picture.convert("RGB")
    colours = picture.info.get("icc_profile")
    picture.info = {name: held for name, held in picture.info.items() if name == "transparency"}
    out = BytesIO()
    picture.save(out, format=form, icc_profile=colours, **words)
    return out.getvalue()


def _manner(picture: Image.Image, data: bytes) -> tuple[str, dict[str, Any]]:
    """Returns the output format and its parameters, with about the quality of the input."""
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(picture)
        return "JPEG", {"qtables": picture.quantization, "subsampling": sampling}
    if picture.format == "WEBP":
        return "WEBP", {"lossless": b"VP8L" in data[12:64], "quality": QUALITY}
    return ("PNG", {}) if picture.format == "PNG" else ("JPEG", {"quality": QUALITY})


def _main() -> int:
    """Reads a photo of the format in the first argument and writes the picture; returns the exit code."""
    Image.preinit()
    options.DECODE_THREADS = 1
    confine()
    try:
        plain = reencoded(sys.stdin.buffer.read(), sys.argv[1])
    except Image.DecompressionBombError:
        return TOO_MANY_PIXELS
    except Exception:  # noqa: BLE001  decoders raise what they like at what strangers send
        return NOT_A_PHOTO
    if len(plain) > LARGEST_OUTPUT:
        return TOO_MANY_PIXELS
    sys.stdout.buffer.write(plain)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(_main())
