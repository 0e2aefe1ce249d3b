"""Who the embedded PostgreSQL runs as: ourselves, or, because it refuses to run as root, a system user of its own."""

import logging
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from backend.errors import UsageError

SYSTEM_USERS = ("pgserver", "postgres")

log = logging.getLogger(__name__)


class ProcessArguments(TypedDict, total=False):
    """Arguments of `subprocess` that switch the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Owner:
    """User and group that own the cluster; `switch` when they are not our own."""

    uid: int
    gid: int
    switch: bool

    def process_arguments(self) -> ProcessArguments:
        """What makes a child process run as this owner."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [self.gid]} if self.switch else {}

    def take(self, path: Path) -> None:
        """Make `path` this owner's."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def cluster_owner(root: Path) -> Owner:
    """The owner of the cluster under `root`. Raises UsageError when it is neither ours nor can be made so."""
    us = os.geteuid()
    place = root / "data" if (root / "data").exists() else root
    found = place.stat()
    if us != 0:
        if found.st_uid != us:
            raise UsageError(f"{root} belongs to {_name(found.st_uid)}; run as that user or set SALES_HOME elsewhere")
        return Owner(us, os.getegid(), switch=False)
    if found.st_uid != 0:
        return Owner(found.st_uid, found.st_gid, switch=True)
    if place != root:
        raise UsageError(f"{place} belongs to root, as whom PostgreSQL does not run; `chown -R` it to its own user")
    user = _system_user()
    return Owner(user.pw_uid, user.pw_gid, switch=True)


def hand_over(root: Path, programs: Path, owner: Owner) -> None:
    """Give `root` to the owner and let it pass (never list) the directories above it and above the programs."""
    if not owner.switch:
        return
    owner.take(root)
    for directory in (*root.parents, programs, *programs.parents):
        mode = stat.S_IMODE(directory.stat().st_mode)
        if not mode & stat.S_IXOTH:
            directory.chmod(mode | stat.S_IXOTH)
            log.warning("PostgreSQL does not run as root: its own user may now pass %s (chmod o+x)", directory)
    if not (programs / "postgres").stat().st_mode & stat.S_IXOTH:
        raise UsageError(f"PostgreSQL's own user may not run {programs}/postgres; `chmod -R o+rX {programs.parent}`")


def _system_user() -> pwd.struct_passwd:
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    name = SYSTEM_USERS[0]
    try:
        subprocess.run(  # noqa: S603 - fixed arguments
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],  # noqa: S607 - on PATH
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(name)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise UsageError("PostgreSQL does not run as root: run as an ordinary user, or set DATABASE_URL") from error


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
