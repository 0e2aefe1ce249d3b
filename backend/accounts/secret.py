"""The installation's secret: the setting's, or one generated and kept in SALES_HOME; keys are derived from it."""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.errors import UsageError
from backend.settings import MINIMUM_SECRET_LENGTH, Settings

KEY_BYTES = 32


def installation_secret(settings: Settings) -> bytes:
    """The secret of this installation; the first caller makes it, the others find it. Raises UsageError."""
    if settings.secret_key is not None:
        return settings.secret_key.encode()
    path = settings.home / "keys" / "secret"
    try:
        secret = _read(path) or _make(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be used ({error.strerror}): make SALES_HOME writable") from error
    if len(secret) < MINIMUM_SECRET_LENGTH:
        raise UsageError(f"{path} is damaged: delete it, and everybody signs in again")
    return secret


def derived(secret: bytes, purpose: str) -> bytes:
    """The key for one purpose (HKDF with SHA-256, RFC 5869): keys of different purposes do not tell of each other."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _make(path: Path) -> bytes:
    """Write a new secret, complete from the moment it is visible; the one that is there first wins."""
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
