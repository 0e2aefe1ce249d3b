"""One error tree. Each class carries the GraphQL `extensions.code` it is shown under; each edge translates once."""

from typing import ClassVar


class SalesError(Exception):
    """An error meant for the user: one line that says what is wrong, where, and how to mend it."""

    code: ClassVar[str] = "INTERNAL"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, **extensions: object) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = extensions


class Unauthenticated(SalesError):
    """No, a wrong or an outdated proof of who is asking."""

    code = "UNAUTHENTICATED"


class Forbidden(SalesError):
    """Known who asks, but the role does not allow it."""

    code = "FORBIDDEN"


class BadInput(SalesError):
    """A value the caller gave cannot be used; `field` names the argument."""

    code = "BAD_USER_INPUT"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message, field=field)


class NotFound(SalesError):
    """A mutation names something that does not exist."""

    code = "NOT_FOUND"


class Conflict(SalesError):
    """The state of the data set does not allow this."""

    code = "CONFLICT"


class RateLimited(SalesError):
    """Too much in a short time; `retryAfter` tells after how many seconds to try again."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, retryAfter=retry_after)


class Timeout(SalesError):
    """The work took longer than allowed and was stopped."""

    code = "TIMEOUT"


class Unavailable(SalesError):
    """A part the answer needs (database, worker) is away; trying again later may help."""

    code = "UNAVAILABLE"


class DataError(SalesError):
    """A file cannot be loaded as it is: the message names file, row and column."""

    code = "BAD_USER_INPUT"


class UsageError(SalesError):
    """A setting or a command is wrong; the command line exits with 2."""

    code = "BAD_USER_INPUT"
    exit_status = 2
