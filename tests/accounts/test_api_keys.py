"""API keys over HTTP: what a machine may do with one, and when it may not."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.accounts.documents import (
    CHANGE,
    CREATE,
    CREATE_KEY,
    DATASET,
    EVERYWHERE,
    INVITE,
    KEYS,
    RENAME,
    REVOKE_KEY,
    SET_ROLE,
    USERS,
)
from tests.accounts.product import ME, Client, Product, Role, fresh

RECORD = "mutation { recordOrders(orders: []) { load { id } } }"


@pytest.fixture(scope="module")
def boss(product: Product) -> Client:
    return product.signed_in(Role.ADMIN)


def made(boss: Client, name: str = "till", role: str = "VIEWER", **given: Any) -> dict[str, Any]:
    created: dict[str, Any] = boss.ask(CREATE_KEY, name=name, role=role, **given)["createApiKey"]
    return created


def test_a_key_asks_as_its_role_and_is_no_user(product: Product, boss: Client) -> None:
    created = made(boss)
    machine = product.client(created["secret"])
    assert machine.ask(DATASET)["dataset"]
    assert machine.ask(ME) == {"me": None}
    assert machine.code(RECORD) == "FORBIDDEN"
    assert product.client(made(boss, role="ANALYST")["secret"]).code(RECORD) == "BAD_USER_INPUT"  # let in


def test_a_key_manages_no_accounts_whatever_its_role(product: Product, boss: Client) -> None:
    machine = product.client(made(boss, role="ADMIN")["secret"])
    assert machine.ask(USERS)["users"]["totalCount"] > 0
    identifier = boss.session["user"]["id"]
    for document, given in (
        (CREATE, {"input": {"email": fresh(), "name": "Eve", "role": "ADMIN"}}),
        (SET_ROLE, {"id": identifier, "role": "VIEWER"}),
        (INVITE, {"email": fresh(), "role": "ADMIN"}),
        (CREATE_KEY, {"name": "another", "role": "ADMIN"}),
        (REVOKE_KEY, {"id": identifier}),
        (EVERYWHERE, {}),
        (CHANGE, {"current": "x", "new": "another horse battery"}),
        (RENAME, {"name": "Eve"}),
    ):
        refusal = machine.refusal(document, **given)
        assert refusal["code"] == "FORBIDDEN", document
        assert "API key is no user" in refusal["message"]


def test_the_secret_is_shown_once_and_kept_as_a_hash(product: Product, boss: Client) -> None:
    created = made(boss)
    secret, key = created["secret"], created["key"]
    assert re.fullmatch(r"sales_[0-9a-f]{32}_[\w-]{43}", secret)
    assert secret.startswith(key["prefix"])
    listed = boss.post(KEYS).text
    assert key["id"] in listed
    assert secret.rpartition("_")[2] not in listed
    row = product.asked("select api_keys::text from api_keys where key_id::text = $1", key["id"])
    assert secret not in row
    assert secret[-43:] not in row
    assert secret[-43:].encode().hex() not in row


@pytest.mark.parametrize("change", ["end", "id", "cut", "no id"])
def test_a_secret_that_is_almost_right_is_refused(product: Product, boss: Client, change: str) -> None:
    secret, other = made(boss)["secret"], made(boss)["secret"]
    false = {
        "end": secret[:-1] + ("a" if secret[-1] != "a" else "b"),
        "id": other[:38] + secret[38:],
        "cut": secret[:38],
        "no id": f"sales_{secret[39:]}",
    }[change]
    assert product.client(secret).ask(DATASET)
    assert product.client(false).code(DATASET) == "UNAUTHENTICATED"


def test_a_revoked_key_counts_no_more_even_for_a_kept_answer(product: Product, boss: Client) -> None:
    created = made(boss)
    machine = product.client(created["secret"])
    for _ in range(3):
        machine.ask(DATASET)
    assert boss.ask(REVOKE_KEY, id=created["key"]["id"]) == {"revokeApiKey": True}
    assert machine.code(DATASET) == "UNAUTHENTICATED"
    assert boss.code(REVOKE_KEY, id=created["key"]["id"]) == "NOT_FOUND"


def test_an_expired_key_counts_no_more(product: Product, boss: Client) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    created = made(boss, expiresAt=soon.isoformat())
    machine = product.client(created["secret"])
    for _ in range(2):
        machine.ask(DATASET)
    product.asked("update api_keys set expires_at = now() where key_id::text = $1 returning true", created["key"]["id"])
    assert machine.code(DATASET) == "UNAUTHENTICATED"


def test_a_key_limited_to_operations_asks_nothing_else(product: Product, boss: Client) -> None:
    """Not through fragments, not beside what is allowed, and not from answers kept for others."""
    free, limited = (product.client(made(boss, operations=given)["secret"]) for given in (None, ["sales"]))
    assert limited.ask("{ __typename sales { period { days } } }")["sales"]
    free.ask(DATASET)
    free.ask(DATASET)
    for document in (
        DATASET,
        "{ a: dataset { version } }",
        "{ sales { period { days } } dataset { version } }",
        "{ ...Q } fragment Q on Query { ... on Query { dataset { version } } }",
        "{ ...Q } fragment Q on Query { ...Q dataset { version } }",
        "query A { sales { period { days } } } query B { dataset { version } }",
        "{ __schema { types { name } } }",
        RECORD,
    ):
        assert limited.code(document) == "FORBIDDEN", document


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\r\nb"}, "name"),
        ({"expiresAt": "2020-01-01T00:00:00+00:00"}, "expiresAt"),
        ({"operations": []}, "operations"),
        ({"operations": ["sales", "dropTables"]}, "operations"),
        ({"countries": []}, "countries"),
        ({"countries": ["Atlantis"]}, "countries"),
    ],
)
def test_what_cannot_be_made_is_said(boss: Client, given: dict[str, Any], field: str) -> None:
    refusal = boss.refusal(CREATE_KEY, **({"name": "till", "role": "VIEWER"} | given))
    assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", field)


def test_use_is_noted_at_most_once_a_minute(product: Product, boss: Client) -> None:
    created = made(boss)
    machine, key_id = product.client(created["secret"]), created["key"]["id"]

    def noted() -> datetime | None:
        found: datetime | None = product.asked("select last_used_at from api_keys where key_id::text = $1", key_id)
        return found

    assert noted() is None
    machine.ask(DATASET)
    first = noted()
    assert first is not None
    assert datetime.now(UTC) - first < timedelta(seconds=30)
    for _ in range(3):
        machine.ask(DATASET)
    assert noted() == first
    product.asked(
        "update api_keys set last_used_at = now() - interval '2 minutes' where key_id::text = $1 returning true", key_id
    )
    machine.ask(DATASET)
    later = noted()
    assert later is not None
    assert later > first
