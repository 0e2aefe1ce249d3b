"""Who may ask what: every field of Query, Mutation and Subscription, declared by hand for everybody who can ask.

`-` only with a sign-in, `no` refused for the role or the rights, `yes` let in: answered, or refused for another reason.
"""

import asyncio

import pytest

import schema
from tests.app.websocket_client import SUBSCRIPTION, socket
from tests.attacks.arguments import call, roots
from tests.attacks.door import WHO, Door

TABLE = """
                                anonymous  viewer  analyst  admin  limited  key
query.me                        -          yes     yes      yes    yes      yes
query.users                     -          no      no       yes    no       no
query.apiKeys                   -          no      no       yes    no       no
query.auditLog                  -          no      no       yes    no       no
query.loads                     -          yes     yes      yes    no       yes
query.sales                     -          yes     yes      yes    yes      yes
query.dataset                   -          yes     yes      yes    yes      yes
query.customer                  -          yes     yes      yes    yes      yes
query.product                   -          yes     yes      yes    yes      yes
query.order                     -          yes     yes      yes    yes      yes
mutation.login                  yes        yes     yes      yes    yes      yes
mutation.refresh                yes        yes     yes      yes    yes      yes
mutation.logout                 yes        yes     yes      yes    yes      yes
mutation.logoutEverywhere       -          yes     yes      yes    yes      no
mutation.changePassword         -          yes     yes      yes    yes      no
mutation.updateProfile          -          yes     yes      yes    yes      no
mutation.register               yes        yes     yes      yes    yes      yes
mutation.verifyEmail            yes        yes     yes      yes    yes      yes
mutation.requestPasswordReset   yes        yes     yes      yes    yes      yes
mutation.resetPassword          yes        yes     yes      yes    yes      yes
mutation.inviteUser             -          no      no       yes    no       no
mutation.createUser             -          no      no       yes    no       no
mutation.setRole                -          no      no       yes    no       no
mutation.deactivateUser         -          no      no       yes    no       no
mutation.setCountries           -          no      no       yes    no       no
mutation.createApiKey           -          no      no       yes    no       no
mutation.revokeApiKey           -          no      no       yes    no       no
mutation.undoLoad               -          no      yes      yes    no       yes
mutation.previewUpload          -          no      yes      yes    no       yes
mutation.loadUpload             -          no      yes      yes    no       yes
mutation.recordOrders           -          no      yes      yes    no       yes
subscription.datasetChanged     -          yes     yes      yes    yes      yes
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {name: dict(zip(HEAD, expected, strict=True)) for name, *expected in ROWS}
FIELDS = {f"{operation}.{name}": (operation, name, field) for operation, name, field in roots(schema.build()._schema)}
CLOSED = "sign in first"


def test_every_field_is_declared() -> None:
    assert tuple(HEAD) == WHO
    assert EXPECTED.keys() == FIELDS.keys()


@pytest.mark.parametrize("field", [name for name in FIELDS if not name.startswith("subscription")])
def test_each_is_let_in_as_declared(door: Door, field: str) -> None:
    operation, name, definition = FIELDS[field]
    found = {}
    for who in WHO:
        errors = door.ask(f"{operation} {{ {call(name, definition)} }}", who).get("errors", [])
        codes = {error["extensions"]["code"] for error in errors}
        assert "INTERNAL" not in codes, errors
        closed = any(error["message"].startswith(CLOSED) for error in errors)
        found[who] = "-" if closed else "no" if "FORBIDDEN" in codes else "yes"
        if name == "logoutEverywhere":
            door.forget(who)
    assert found == EXPECTED[field]


@pytest.mark.anyio
async def test_subscriptions_are_let_in_as_declared(door: Door) -> None:
    found = {}
    for who in WHO:
        token = await asyncio.to_thread(lambda who=who: "" if who == "anonymous" else door.token(who))
        async with socket(door.url) as opened:
            await opened.send({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
            if who == "anonymous":
                assert await opened.closed() == 4403
                found[who] = "-"
                continue
            assert (await opened.receive())["type"] == "connection_ack"
            await opened.subscribe(SUBSCRIPTION)
            message = await opened.receive()
            found[who] = "yes" if message["type"] == "next" and message["payload"].get("data") else "no"
    assert found == EXPECTED["subscription.datasetChanged"]
