"""Roles: what may be done, each including the one below it."""

from enum import StrEnum


class Role(StrEnum):
    """What who asks may do: VIEWER reads, ANALYST also loads, ADMIN also manages users, keys and settings."""

    ADMIN = "ADMIN"
    ANALYST = "ANALYST"
    VIEWER = "VIEWER"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do all that the other may."""
        return _RANK.index(self) >= _RANK.index(other)


_RANK = (Role.VIEWER, Role.ANALYST, Role.ADMIN)
