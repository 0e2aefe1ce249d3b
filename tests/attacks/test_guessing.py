"""Guessing passwords, and having the server write to strangers, from one address and from many."""

import asyncio
import email
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import policy
from itertools import count, cycle
from typing import Any

import httpx
import pytest

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.db import Database
from tests.attacks.door import PASSWORD, Door

NUMBERS = count(1)
RESET = "mutation ($email: String!) { requestPasswordReset(email: $email) }"
REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) }"


def user(door: Door) -> str:
    """A new user's address."""
    address = f"victim{next(NUMBERS)}@example.com"

    async def add() -> None:
        db = await Database.connect(door.dsn, size=1)
        await create(db, address, "Victim", Role.VIEWER, PASSWORD)
        await db.close()

    asyncio.run(add())
    return address


def address() -> str:
    """A network address that nobody used before."""
    number = next(NUMBERS)
    return f"198.51.{number // 250}.{number % 250 + 1}"


def code(answer: httpx.Response) -> str | None:
    errors = answer.json().get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def guess(door: Door, account: str, origin: str, password: str = "wrong-password-1") -> httpx.Response:
    return door.login(account, password, **{"X-Forwarded-For": origin})


def assert_slowed(answer: httpx.Response, least: int = 1) -> None:
    assert answer.status_code == 429, answer.text
    error = answer.json()["errors"][0]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert int(answer.headers["retry-after"]) == error["extensions"]["retryAfter"] >= least


def slowed(ask: Callable[[], httpx.Response], free: int) -> httpx.Response:
    """The first refusal for being too fast; not before `free` attempts, and soon after, even on a slow machine."""
    for place in range(free + 5):
        answer = ask()
        if answer.status_code == 429:
            assert place >= free, f"attempt {place + 1} is refused already"
            assert_slowed(answer)
            return answer
    raise AssertionError(f"{free + 5} attempts are let through")


def test_guesses_at_an_account_wait_longer_and_longer(door: Door) -> None:
    victim, origin = user(door), address()
    first = slowed(lambda: guess(door, victim, origin), free=5)
    time.sleep(int(first.headers["retry-after"]) + 0.1)
    assert code(guess(door, victim, origin)) == "UNAUTHENTICATED"
    assert_slowed(guess(door, victim, origin), least=2)


def test_the_right_password_does_not_pass_while_guesses_wait(door: Door) -> None:
    victim, origin = user(door), address()
    slowed(lambda: guess(door, victim, origin), free=5)
    slowed(lambda: guess(door, victim, origin), free=0)
    assert_slowed(guess(door, victim, origin, PASSWORD))


def test_guesses_made_at_once_are_counted_before_they_are_answered(door: Door) -> None:
    victim, origin = user(door), address()
    with ThreadPoolExecutor(30) as threads:
        answers = list(threads.map(lambda _: guess(door, victim, origin), range(30)))
    tried = sum(code(answer) == "UNAUTHENTICATED" for answer in answers)
    assert tried < 30
    assert_slowed(guess(door, victim, origin))


def locked_out(door: Door) -> tuple[str, str]:
    """A user at whose account guesses from an address were locked."""
    victim, origin = user(door), address()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        answer = guess(door, victim, origin)
        if answer.status_code == 429:
            if int(answer.headers["retry-after"]) > 100:
                return victim, origin
            time.sleep(int(answer.headers["retry-after"]))
    raise AssertionError("guesses were never locked")


def mail_to(door: Door, recipient: str, subject: str) -> str:
    """The text of the newest mail of that subject; processes of one database send each other's."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for path in sorted(door.home.parent.glob("*/outbox/*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if mail["To"] == recipient and subject in mail["Subject"]:
                body: Any = mail.get_body(("plain",))
                return str(body.get_content())
        time.sleep(0.1)
    raise AssertionError(f"no mail to {recipient}")


@pytest.mark.slow
def test_a_lock_holds_the_guesser_tells_the_owner_and_ends_with_a_new_password(door: Door) -> None:
    victim, origin = locked_out(door)
    assert_slowed(guess(door, victim, origin, PASSWORD), least=100)
    assert code(guess(door, victim, address(), PASSWORD)) is None, "the owner is locked out elsewhere"
    entries = [entry for entry in door.audit() if entry["target"] == victim]
    assert {"locked", "login failed"} <= {entry["action"] for entry in entries}
    assert {entry["address"] for entry in entries} == {origin}
    token = re.search(r"#(\S+)", mail_to(door, victim, "locked"))
    assert token
    reset = "mutation ($token: String!, $new: String!) { resetPassword(token: $token, password: $new) }"
    given = {"query": reset, "variables": {"token": token[1], "new": "another-odd-and-long-9"}}
    answer = httpx.post(f"{door.url}/graphql", json=given, headers={"X-Forwarded-For": origin}, timeout=60)
    assert answer.json()["data"] == {"resetPassword": True}
    assert code(guess(door, victim, origin, "another-odd-and-long-9")) is None


def test_aliases_in_one_document_count_each(door: Door) -> None:
    victim = user(door)
    logins = (
        f'a{place}: login(email: "{victim}", password: "wrong-{place}-wrong") {{ expiresIn }}' for place in range(20)
    )
    answer = door.post(f"mutation {{ {' '.join(logins)} }}", headers={"X-Forwarded-For": address()})
    assert answer.json()["data"] is None
    assert [error["path"] for error in answer.json()["errors"]] == [["a0"]], "one document tried several passwords"
    resets = " ".join(f'a{place}: requestPasswordReset(email: "{victim}")' for place in range(20))
    answer = door.post(f"mutation {{ {resets} }}", headers={"X-Forwarded-For": address()})
    assert_slowed(answer)
    asked = [entry for entry in door.audit() if (entry["action"], entry["target"]) == ("password reset asked", victim)]
    assert 0 < len(asked) < 20


def test_one_password_tried_at_many_accounts_is_slowed_by_address(door: Door) -> None:
    origin = address()
    slowed(lambda: guess(door, f"somebody{next(NUMBERS)}@example.com", origin), free=20)


def test_one_account_tried_from_many_addresses_is_slowed_by_account(door: Door) -> None:
    victim = user(door)
    slowed(lambda: guess(door, victim, address()), free=20)


def test_all_addresses_of_an_ipv6_network_are_one(door: Door) -> None:
    victim, network = user(door), f"2001:db8:0:{next(NUMBERS):x}"
    places = count(1)
    slowed(lambda: guess(door, victim, f"{network}::{next(places):x}"), free=5)


def test_an_account_spelled_otherwise_is_the_same(door: Door) -> None:
    victim, origin = user(door), address()
    spellings = cycle([victim.upper(), f" {victim}", victim.title(), victim, f"{victim} "])
    slowed(lambda: guess(door, next(spellings), origin), free=5)


def test_a_forged_forwarded_address_is_not_believed(direct: Door) -> None:
    """Without SALES_PROXY_IPS whoever sends the header is who connects, however many addresses they name."""
    slowed(lambda: guess(direct, "nobody@example.com", address()), free=5)
    assert {entry["address"] for entry in direct.audit() if entry["target"] == "nobody@example.com"} == {"127.0.0.1"}


def test_a_stolen_session_does_not_give_free_guesses_at_the_password(door: Door) -> None:
    victim, origin = user(door), {"X-Forwarded-For": address()}
    token = door.login(victim, PASSWORD, **origin).json()["data"]["login"]["accessToken"]
    change = 'mutation { changePassword(current: "wrong-wrong-1", new: "another-odd-and-long-9") { expiresIn } }'
    slowed(lambda: door.post(change, headers={**origin, "Authorization": f"Bearer {token}"}), free=5)


@pytest.mark.parametrize("known", [True, False])
def test_mails_to_one_address_are_few_whether_it_is_known_or_not(door: Door, known: bool) -> None:
    recipient = user(door) if known else f"unknown{next(NUMBERS)}@example.com"
    origin = {"X-Forwarded-For": address()}
    assert door.post(RESET, headers=origin, email=recipient).json()["data"] == {"requestPasswordReset": True}
    slowed(lambda: door.post(RESET, headers=origin, email=recipient), free=2)


def test_registrations_from_one_address_are_few(door: Door) -> None:
    origin = {"X-Forwarded-For": address()}

    def register() -> httpx.Response:
        given = {"email": f"new{next(NUMBERS)}@example.com", "password": PASSWORD, "name": "Newcomer"}
        return door.post(REGISTER, headers=origin, input=given)

    assert register().json()["data"] == {"register": True}
    slowed(register, free=19)
