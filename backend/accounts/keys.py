"""The key that signs access tokens: the setting's, or one generated and kept in SALES_HOME."""

import os
import secrets
import tempfile
from pathlib import Path

from backend.errors import UsageError
from backend.settings import MINIMUM_SECRET_LENGTH, Settings


def signing_key(settings: Settings) -> bytes:
    """The key of this installation; the first caller makes it, the others find it. Raises UsageError."""
    if settings.secret_key is not None:
        return settings.secret_key.encode()
    path = settings.home / "keys" / "access-tokens"
    try:
        key = _read(path) or _make(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be used ({error.strerror}): make SALES_HOME writable") from error
    if len(key) < MINIMUM_SECRET_LENGTH:
        raise UsageError(f"{path} is damaged: delete it, and everybody signs in again")
    return key


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _make(path: Path) -> bytes:
    """Write a new key, complete from the moment it is visible; the one that is there first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return path.read_bytes()
