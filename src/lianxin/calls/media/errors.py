"""The reasons for which media servers do not do what they are asked."""

from lianxin.kernel.errors import Conflict


class MediaUnreachable(Conflict):
    """A media server does not answer. Facts: server."""

    code = "calls.media_unreachable"


class MediaRefused(Conflict):
    """A media server refused a request. Facts: server, reason; Janus adds its number as `error`."""

    code = "calls.media_refused"


class MediaFailed(Conflict):
    """A media server cannot start, or one of its programs is missing. Facts: server, reason."""

    code = "calls.media_failed"
