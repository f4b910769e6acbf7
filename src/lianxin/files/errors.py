"""Why a file is not taken."""

from lianxin.kernel.errors import Invalid, TooLarge


class TypeNotAllowed(Invalid):
    """The content is of no type that is taken. Facts: name, allowed."""

    code = "attachment.type_not_allowed"


class DamagedFile(Invalid):
    """The content begins like a type that is taken and is not one. Facts: name, media_type."""

    code = "attachment.damaged"


class NotAPhoto(ValueError):
    """The content is not a picture of its type; `storing` raises DamagedFile for it."""


class TooLargeToDecode(ValueError):
    """A photo of more pixels than are decoded; `storing` raises TooManyPixels for it."""


class AttachmentTooLarge(TooLarge):
    """Facts: kind, limit in bytes."""

    code = "attachment.too_large"


class TooManyPixels(AttachmentTooLarge):
    """A photo within its limit of bytes that would take too much memory to show. Facts: name."""

    code = "attachment.too_many_pixels"
