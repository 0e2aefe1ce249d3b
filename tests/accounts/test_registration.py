"""Becoming a user: by registering, by invitation, by an administrator; each link once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.accounts.roles import Role
from tests.accounts.documents import CREATE, INVITE, REGISTER, RESET, VERIFY
from tests.accounts.product import LOGIN, ME, PASSWORD, Product, fresh, running


def applicant(address: str, **changes: str) -> dict[str, str]:
    return {"email": address, "password": PASSWORD, "name": "Ann"} | changes


def test_register_verify_and_sign_in(product: Product) -> None:
    address, visitor = fresh(), product.client()
    assert visitor.ask(REGISTER, input=applicant(f" {address.upper()} ")) == {"register": True}
    early = visitor.refusal(LOGIN, email=address, password=PASSWORD)
    assert early["code"] == "UNAUTHENTICATED"
    assert "not verified" in early["message"]
    assert "not verified" not in visitor.refusal(LOGIN, email=address, password="wrong password")["message"]
    user = visitor.ask(VERIFY, token=product.token(address))["verifyEmail"]
    assert (user["email"], user["name"], user["role"]) == (address, "Ann", "VIEWER")
    assert (user["verified"], user["active"]) == (True, True)
    visitor.login(address)
    assert visitor.ask(ME)["me"]["id"] == user["id"]


def test_a_link_works_once(product: Product) -> None:
    address, visitor = fresh(), product.client()
    visitor.ask(REGISTER, input=applicant(address))
    token = product.token(address)
    visitor.ask(VERIFY, token=token)
    again = visitor.refusal(VERIFY, token=token)
    assert (again["code"], again["field"]) == ("BAD_USER_INPUT", "token")


def test_of_two_uses_at_once_one_counts(product: Product) -> None:
    address, visitor = fresh(), product.client()
    visitor.ask(REGISTER, input=applicant(address))
    token = product.token(address)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: visitor.post(VERIFY, token=token).json(), range(4)))
    assert len([answer for answer in answers if "errors" not in answer]) == 1
    assert product.asked("select count(*) from users where email = $1", address) == 1


def test_two_registrations_of_one_address_make_one_user(product: Product) -> None:
    """Each has a link of its own; the first that is followed wins, with the password that belongs to it."""
    address, visitor = fresh(), product.client()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda n: visitor.ask(REGISTER, input=applicant(address, password=f"{PASSWORD} {n}")), "ab"))
    tokens = product.token(address), product.token(address, 2)
    visitor.ask(VERIFY, token=tokens[1])
    assert visitor.code(VERIFY, token=tokens[0]) == "CONFLICT"
    worked = [visitor.post(LOGIN, email=address, password=f"{PASSWORD} {n}").json() for n in "ab"]
    assert len([answer for answer in worked if "errors" not in answer]) == 1


def test_an_expired_link_is_dead(product: Product) -> None:
    address, visitor = fresh(), product.client()
    visitor.ask(REGISTER, input=applicant(address))
    token = product.token(address)
    left = product.asked("select expires_at - now() from links where email = $1", address).total_seconds() / 3600
    assert 23.9 < left <= 24
    product.asked("update links set expires_at = now() where email = $1 returning true", address)
    assert visitor.refusal(VERIFY, token=token)["field"] == "token"


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "nul\0", "' or true --"])
def test_what_is_no_link_is_refused(product: Product, token: str) -> None:
    for document in (VERIFY, RESET):
        assert product.client().refusal(document, token=token, password=PASSWORD)["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "too short"}, "password"),
        ({"password": "1q2w3e4r5t"}, "password"),
        ({"password": "PASSWORD123"}, "password"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "Bernadette", "password": "bernadette"}, "password"),
        ({"email": "bernadette@people.example", "password": "bernadette@people.example"}, "password"),
    ],
)
def test_what_cannot_be_registered_is_said(product: Product, changes: dict[str, str], field: str) -> None:
    refusal = product.client().refusal(REGISTER, input=applicant(fresh()) | changes)
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", field)


@pytest.mark.parametrize("password", ["ü" * 128, "        a b c", "ⅣⅣⅣⅣⅣⅣⅣⅣⅣⅣ", "aaaaaaaaaaaaaab"])
def test_any_composition_is_welcome(product: Product, password: str) -> None:
    address, visitor = fresh(), product.client()
    visitor.ask(REGISTER, input=applicant(address, password=password))
    visitor.ask(VERIFY, token=product.token(address))
    visitor.login(address, password)


def test_an_invitation_gives_its_role_at_once_to_its_address_alone(product: Product) -> None:
    boss, address, visitor = product.signed_in(Role.ADMIN), fresh(), product.client()
    assert boss.ask(INVITE, email=address, role="ANALYST") == {"inviteUser": True}
    token = product.token(address)
    other = visitor.refusal(REGISTER, input=applicant(fresh(), invitation=token))
    assert (other["code"], other["field"]) == ("BAD_USER_INPUT", "invitation")
    visitor.ask(REGISTER, input=applicant(address, invitation=token))
    assert visitor.login(address)["user"]["role"] == "ANALYST"
    assert visitor.refusal(REGISTER, input=applicant(address, invitation=token))["field"] == "invitation"
    assert boss.code(INVITE, email=address, role="VIEWER") == "CONFLICT"


def test_a_user_added_without_a_password_chooses_one(product: Product) -> None:
    boss, address, visitor = product.signed_in(Role.ADMIN), fresh(), product.client()
    made = boss.ask(CREATE, input={"email": address, "name": "Bob", "role": "ANALYST"})["createUser"]
    assert (made["role"], made["verified"], made["active"]) == ("ANALYST", False, True)
    for guess in ("", PASSWORD):
        assert visitor.code(LOGIN, email=address, password=guess) == "UNAUTHENTICATED"
    token = product.token(address)
    assert visitor.refusal(RESET, token=token, password="short")["field"] == "password"
    visitor.ask(RESET, token=token, password=PASSWORD)
    assert visitor.login(address)["user"]["verified"] is True


def test_a_user_added_with_a_password_signs_in(product: Product) -> None:
    boss, address = product.signed_in(Role.ADMIN), fresh()
    given = {"email": address, "name": "Bob", "role": "VIEWER", "password": PASSWORD}
    boss.ask(CREATE, input=given)
    product.client().login(address)
    assert boss.code(CREATE, input=given) == "CONFLICT"
    assert boss.refusal(CREATE, input=given | {"email": fresh(), "password": "short"})["field"] == "password"


@pytest.mark.parametrize("policy", ["invitation", "closed"])
def test_who_may_register_is_a_setting(tmp_path: Path, policy: str) -> None:
    with running(tmp_path, SALES_REGISTRATION=policy) as product:
        boss, address, visitor = product.signed_in(Role.ADMIN), fresh(), product.client()
        assert visitor.code(REGISTER, input=applicant(address)) == "FORBIDDEN"
        if policy == "closed":
            assert boss.code(INVITE, email=address, role="VIEWER") == "CONFLICT"
            assert visitor.code(REGISTER, input=applicant(address, invitation="x")) == "FORBIDDEN"
            return
        assert visitor.code(REGISTER, input=applicant(address, invitation="x")) == "BAD_USER_INPUT"
        boss.ask(INVITE, email=address, role="VIEWER")
        visitor.ask(REGISTER, input=applicant(address, invitation=product.token(address)))
        visitor.login(address)
