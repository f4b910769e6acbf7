"""The kinds of domain errors. They do not know HTTP: `web` maps each kind to a status code in one table."""

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of every domain error. `code` identifies it for programs; `facts` are the values used in its sentence."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({said})"


class Invalid(DomainError):
    """The input cannot be understood or breaks a rule of form."""

    code = "invalid"


class BadField(Invalid):
    """A field is missing, too long or not one of its options. `field` and `problem` are always among the facts."""

    code = "cases.bad_field"


class Unauthenticated(DomainError):
    """The request has no valid session, or the credentials are wrong."""

    code = "unauthenticated"


class Forbidden(DomainError):
    """The actor has no permission for this action."""

    code = "forbidden"


class NotFound(DomainError):
    """The object does not exist, or this viewer may not see it."""

    code = "not_found"


class Conflict(DomainError):
    """The state of the object does not allow the action."""

    code = "conflict"


class Stale(DomainError):
    """The object was changed after the caller read it."""

    code = "stale"


class PreconditionMissing(DomainError):
    """The request does not say which version of the object it changes."""

    code = "precondition_missing"


class TooLarge(DomainError):
    """The input exceeds a size limit."""

    code = "too_large"


class TooMany(DomainError):
    """The caller exceeded a rate limit."""

    code = "too_many"
