"""The reasons for rejecting a file."""

from lianxin.kernel.errors import Invalid, TooLarge


class TypeNotAllowed(Invalid):
    """The content has no accepted type. Facts: name, allowed."""

    code = "attachment.type_not_allowed"


class DamagedFile(Invalid):
    """The content begins like an accepted type but does not have its form. Facts: name, media_type."""

    code = "attachment.damaged"


class NotAPhoto(ValueError):
    """The content is not a picture of its type; `storing` raises DamagedFile for it."""


class TooLargeToDecode(ValueError):
    """A photo has too many pixels to decode; `storing` raises TooManyPixels for it."""


class NotAVideo(ValueError):
    """The content is not a video of its type; `storing` raises DamagedFile for it."""


class VideoTooLong(Invalid):
    """A video is longer than is accepted. Facts: seconds, most."""

    code = "attachment.video_too_long"


class VideoNotShown(Invalid):
    """A video has a format that most browsers cannot show (HEVC), and there is no ffmpeg to change it."""

    code = "attachment.video_not_shown"


class AttachmentTooLarge(TooLarge):
    """The file exceeds the limit of its kind. Facts: kind, limit in bytes."""

    code = "attachment.too_large"


class TooManyPixels(AttachmentTooLarge):
    """A photo within its limit of bytes would need too much memory to show. Facts: name."""

    code = "attachment.too_many_pixels"
