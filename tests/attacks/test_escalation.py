"""Doing what only others may: every mutation as every role, and fields that are not offered."""

from typing import Any

import httpx
import pytest

from backend.accounts.roles import Role
from tests.accounts.documents import (
    CREATE,
    CREATE_KEY,
    DEACTIVATE,
    INVITE,
    KEYS,
    REGISTER,
    RENAME,
    REVOKE_KEY,
    SET_COUNTRIES,
    SET_ROLE,
    USERS,
    VERIFY,
)
from tests.accounts.product import ME, PASSWORD, Client, Product, fresh

AUDIT = "{ auditLog { totalCount } }"


@pytest.fixture(scope="module")
def victim(product: Product) -> Client:
    return product.signed_in(name="victim")


@pytest.fixture(scope="module", params=[Role.VIEWER, Role.ANALYST])
def attacker(product: Product, request: pytest.FixtureRequest) -> Client:
    return product.signed_in(request.param)


OWN = "own"
ATTEMPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "raise one's own role": (SET_ROLE, {"id": OWN, "role": "ADMIN"}),
    "lower another's role": (SET_ROLE, {"id": "victim", "role": "VIEWER"}),
    "deactivate another": (DEACTIVATE, {"id": "victim"}),
    "lift one's own limits": (SET_COUNTRIES, {"id": OWN, "countries": None}),
    "limit another": (SET_COUNTRIES, {"id": "victim", "countries": ["France"]}),
    "add an administrator": (CREATE, {"input": {"email": "e@evil.example", "name": "E", "role": "ADMIN"}}),
    "invite an administrator": (INVITE, {"email": "e@evil.example", "role": "ADMIN"}),
    "make a key": (CREATE_KEY, {"name": "back door", "role": "VIEWER"}),
    "revoke a key": (REVOKE_KEY, {"id": "victim"}),
    "list users": (USERS, {}),
    "list keys": (KEYS, {}),
    "read the audit log": (AUDIT, {}),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_only_administrators_administer(attacker: Client, victim: Client, attempt: str) -> None:
    """With the ids of others and with one's own: FORBIDDEN, whether they exist or not."""
    document, given = ATTEMPTS[attempt]
    ids = {OWN: attacker.session["user"]["id"], "victim": victim.session["user"]["id"]}
    refusal = attacker.refusal(document, **{key: ids.get(str(value), value) for key, value in given.items()})
    assert refusal["code"] == "FORBIDDEN"
    assert victim.ask(ME)["me"]["active"] is True
    assert attacker.ask(ME)["me"]["role"] == attacker.session["user"]["role"]


def test_who_may_not_look_learns_nothing_of_ids(attacker: Client, victim: Client) -> None:
    known, unknown = (
        attacker.refusal(DEACTIVATE, id=identifier)
        for identifier in (victim.session["user"]["id"], "00000000-0000-0000-0000-000000000000")
    )
    assert known == unknown


@pytest.mark.parametrize(
    "extra", [{"role": "ADMIN"}, {"verified": True}, {"active": True}, {"countries": None}, {"id": "1"}]
)
def test_no_field_is_assigned_that_is_not_offered(product: Product, extra: dict[str, Any]) -> None:
    address = fresh()
    given = {"email": address, "password": PASSWORD, "name": "Eve"} | extra
    assert product.client().code(REGISTER, input=given) == "BAD_USER_INPUT"
    assert product.asked("select count(*) from links where email = $1", address) == 0


def test_a_registration_is_a_viewer_until_an_administrator_says_otherwise(product: Product) -> None:
    address, visitor = fresh(), product.client()
    visitor.ask(REGISTER, input={"email": address, "password": PASSWORD, "name": "Eve"})
    assert visitor.ask(VERIFY, token=product.token(address))["verifyEmail"]["role"] == "VIEWER"


def test_an_invitation_is_no_proof_for_another_address_or_purpose(product: Product) -> None:
    boss, invited, visitor = product.signed_in(Role.ADMIN), fresh(), product.client()
    boss.ask(INVITE, email=invited, role="ADMIN")
    token = product.token(invited)
    given = {"email": fresh(), "password": PASSWORD, "name": "Eve", "invitation": token}
    assert visitor.refusal(REGISTER, input=given)["field"] == "invitation"
    assert visitor.code(VERIFY, token=token) == "BAD_USER_INPUT"
    reset = "mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }"
    assert visitor.code(reset, token=token, password=PASSWORD) == "BAD_USER_INPUT"


def test_a_profile_changes_nobody_elses(attacker: Client, victim: Client) -> None:
    document = "mutation ($name: String!, $id: ID!) { updateProfile(name: $name, userId: $id) { name } }"
    assert attacker.code(document, name="Owned", id=victim.session["user"]["id"]) == "BAD_USER_INPUT"
    attacker.ask(RENAME, name="Attacker")
    assert victim.ask(ME)["me"]["name"] == "Victim"


def test_a_mutation_hidden_beside_an_open_one_is_closed(product: Product) -> None:
    hidden = f'mutation {{ requestPasswordReset(email: "{fresh()}") inviteUser(email: "e@evil.example", role: ADMIN) }}'
    assert product.client().code(hidden) == "UNAUTHENTICATED"
    spread = "mutation { ...M } fragment M on Mutation { logoutEverywhere }"
    assert product.client().code(spread) == "UNAUTHENTICATED"


def test_a_mutation_by_get_is_none(product: Product) -> None:
    boss = product.signed_in(Role.ADMIN)
    given = {"query": 'mutation { updateProfile(name: "x") { name } }'}
    headers = {"Authorization": f"Bearer {boss.bearer}"}
    assert httpx.get(f"{product.url}/graphql", params=given, headers=headers, timeout=60).status_code == 405


def test_kept_answers_do_not_pass_between_rights(product: Product) -> None:
    """What an administrator was told is not told to a viewer who asks by the same bytes."""
    boss, viewer = product.signed_in(Role.ADMIN), product.signed_in()
    for _ in range(3):
        boss.ask(USERS)
    assert viewer.code(USERS) == "FORBIDDEN"
    assert boss.ask(ME)["me"]["id"] != viewer.ask(ME)["me"]["id"]
