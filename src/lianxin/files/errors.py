"""Why a file is not taken."""

from lianxin.kernel.errors import Invalid, TooLarge


class TypeNotAllowed(Invalid):
    """The content is of no type that is taken. Facts: name, allowed."""

    code = "attachment.type_not_allowed"


class DamagedFile(Invalid):
    """The content begins like a type that is taken and is not one. Facts: name, media_type."""

    code = "attachment.damaged"


class NotAPhoto(ValueError):
    """The structure is not that of the type; whoever stores it says DamagedFile."""


class AttachmentTooLarge(TooLarge):
    """Facts: kind, limit in bytes."""

    code = "attachment.too_large"
