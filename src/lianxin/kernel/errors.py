"""Errors that know the domain, not HTTP. The web turns a kind into a status code in one table."""

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of every refusal. `code` names it for machines; `facts` are the values its sentence is made of."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({said})"


class Invalid(DomainError):
    """What was sent cannot be understood or breaks a rule of form."""

    code = "invalid"


class BadField(Invalid):
    """A field is missing, too long or not one of its options. `field` and `problem` are always among the facts."""

    code = "cases.bad_field"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credentials are wrong."""

    code = "unauthenticated"


class Forbidden(DomainError):
    """This actor may not do this here."""

    code = "forbidden"


class NotFound(DomainError):
    """No such thing, or not for this viewer."""

    code = "not_found"


class Conflict(DomainError):
    """The thing is in a state that does not allow this."""

    code = "conflict"


class Stale(DomainError):
    """Somebody changed it since it was read."""

    code = "stale"


class PreconditionMissing(DomainError):
    """The request must say which version it means."""

    code = "precondition_missing"


class TooLarge(DomainError):
    """A bounded thing exceeds its bound."""

    code = "too_large"


class TooMany(DomainError):
    """Asked too often."""

    code = "too_many"
