"""Passwords: what is accepted, what is stored, and that time does not tell who exists."""

import os
import re
import threading
import time
from statistics import median

import anyio
import bcrypt
import pytest

from backend.accounts import passwords
from backend.errors import BadInput

pytestmark = pytest.mark.anyio


async def test_a_hash_is_argon2id_of_64_mebibytes_and_fits_its_password_alone() -> None:
    password_hash = await passwords.hashed("correct horse battery")
    assert password_hash.startswith("$argon2id$v=19$m=65536,")
    assert await passwords.verified("correct horse battery", password_hash) == (True, None)
    assert await passwords.verified("Correct horse battery", password_hash) == (False, None)


async def test_a_bcrypt_hash_is_accepted_and_replaced() -> None:
    old = bcrypt.hashpw(b"from the old shop", bcrypt.gensalt(4)).decode()
    fits, replacement = await passwords.verified("from the old shop", old)
    assert fits
    assert replacement is not None
    assert replacement.startswith("$argon2id$")
    assert await passwords.verified("from the new shop", old) == (False, None)


@pytest.mark.parametrize("password", ["", "x" * 100, "x" * 5000, "nul\0nul\0nul", "\ud800 is no text"])
@pytest.mark.parametrize("kind", ["argon2", "bcrypt", "nobody"])
async def test_an_odd_password_is_wrong_not_a_failure(password: str, kind: str) -> None:
    stored = {
        "argon2": await passwords.hashed("something else"),
        "bcrypt": bcrypt.hashpw(b"no", bcrypt.gensalt(4)).decode(),
    }
    assert await passwords.verified(password, stored.get(kind)) == (False, None)


async def test_an_unknown_user_takes_as_long_as_a_known_one() -> None:
    password_hash = await passwords.hashed("correct horse battery")

    async def seconds(stored: str | None) -> float:
        begin = time.perf_counter()
        await passwords.verified("a wrong password", stored)
        return time.perf_counter() - begin

    ratios = [await seconds(None) / await seconds(password_hash) for _ in range(7)]
    assert 0.5 < median(ratios) < 2


async def test_at_most_two_hashes_run_at_once_and_a_core_is_left() -> None:
    most = 0
    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(passwords.hashed, "correct horse battery")
        for _ in range(20):
            most = max(most, sum(thread.name.startswith("password") for thread in threading.enumerate()))
            await anyio.sleep(0.01)
    assert most == passwords.HASHES_AT_ONCE <= 2
    assert most == 1 or most < (os.cpu_count() or 1)


def test_a_generated_password_is_readable_and_never_the_same() -> None:
    generated = {passwords.generate() for _ in range(100)}
    assert len(generated) == 100
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", password) for password in generated)


@pytest.mark.parametrize("password", ["nine char", "x" * 1025, "\ud800" * 10])
def test_unusable_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadInput) as caught:
        passwords.check(password)
    assert caught.value.extensions == {"field": "password"}


def test_long_passwords_without_any_rule_of_composition_are_accepted() -> None:
    passwords.check("aaaaaaaaaa")
    passwords.check("ü" * 128)
