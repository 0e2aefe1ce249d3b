"""What administrators do with users: list, roles, deactivation; never the last of them."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.accounts.documents import DEACTIVATE, EVERYWHERE, REFRESH, RENAME, SET_COUNTRIES, SET_ROLE, USERS
from tests.accounts.product import LOGIN, ME, PASSWORD, Product, Role, running


def test_users_are_listed_in_pages_and_searched(product: Product) -> None:
    boss = product.signed_in(Role.ADMIN)
    made = sorted(product.user(name="zoe%_").email for _ in range(3))
    after, seen = None, []
    while True:
        page = boss.ask(USERS, first=2, after=after, search="ZOE%_")["users"]
        seen += [edge["node"]["email"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == made
    assert page["totalCount"] == 3
    assert boss.ask(USERS, search="zoe_%")["users"]["totalCount"] == 0
    assert boss.refusal(USERS, search="zoe", after=after)["field"] == "after"


def test_a_role_counts_with_the_next_request(product: Product) -> None:
    boss, user = product.signed_in(Role.ADMIN), product.signed_in(Role.ADMIN)
    assert user.ask(USERS)["users"]["totalCount"] > 1
    identifier = user.session["user"]["id"]
    assert boss.ask(SET_ROLE, id=identifier, role="VIEWER")["setRole"]["role"] == "VIEWER"
    assert user.code(USERS) == "FORBIDDEN"
    assert user.ask(REFRESH, token=user.session["refreshToken"])["refresh"]["user"]["role"] == "VIEWER"


def test_a_deactivated_user_is_out(product: Product) -> None:
    boss, user = product.signed_in(Role.ADMIN), product.signed_in()
    assert boss.ask(DEACTIVATE, id=user.session["user"]["id"])["deactivateUser"]["active"] is False
    assert user.code(ME) == "UNAUTHENTICATED"
    assert user.code(REFRESH, token=user.session["refreshToken"]) == "UNAUTHENTICATED"
    refusal = user.refusal(LOGIN, email=user.session["user"]["email"], password=PASSWORD)
    assert refusal == user.refusal(LOGIN, email="nobody@people.example", password=PASSWORD)


def test_a_profile_is_ones_own(product: Product) -> None:
    user = product.signed_in()
    assert user.ask(RENAME, name="  Zoë O'Hara  ")["updateProfile"]["name"] == "Zoë O'Hara"
    assert user.ask(ME)["me"]["name"] == "Zoë O'Hara"


def test_logout_everywhere_ends_every_session(product: Product) -> None:
    user, other, stranger = product.signed_in(), product.client(), product.signed_in()
    other.login(user.session["user"]["email"])
    assert user.ask(EVERYWHERE) == {"logoutEverywhere": True}
    for client in (user, other):
        assert client.code(ME) == "UNAUTHENTICATED"
        assert client.code(REFRESH, token=client.session["refreshToken"]) == "UNAUTHENTICATED"
    assert stranger.ask(ME)["me"]


def test_countries_are_those_with_orders(product: Product) -> None:
    boss, user = product.signed_in(Role.ADMIN), product.user()
    for wrong in ([], ["Atlantis"]):
        refusal = boss.refusal(SET_COUNTRIES, id=str(user.id), countries=wrong)
        assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", "countries")
    assert boss.ask(SET_COUNTRIES, id=str(user.id), countries=None)["setCountries"]["countries"] is None


@pytest.mark.parametrize("document", [SET_ROLE, DEACTIVATE, SET_COUNTRIES])
@pytest.mark.parametrize("identifier", [str(uuid4()), "1", "", "' or true --"])
def test_nobody_is_not_found(product: Product, document: str, identifier: str) -> None:
    assert product.signed_in(Role.ADMIN).code(document, id=identifier, role="VIEWER") == "NOT_FOUND"


def test_the_last_active_administrator_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("last")) as product:
        boss, second = product.signed_in(Role.ADMIN), product.signed_in(Role.ADMIN)
        ids = [client.session["user"]["id"] for client in (boss, second)]
        with ThreadPoolExecutor(2) as threads:  # each removes the other at the same time
            answers = list(
                threads.map(
                    lambda pair: pair[0].post(SET_ROLE, id=pair[1], role="VIEWER").json(),
                    [(boss, ids[1]), (second, ids[0])],
                )
            )
        codes = [error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])]
        assert len(codes) == 1
        assert product.asked("select count(*) from users where role = 'ADMIN' and active") == 1
        left = boss if boss.ask(ME)["me"]["role"] == "ADMIN" else second
        own = left.session["user"]["id"]
        for document in (SET_ROLE, DEACTIVATE):
            refusal = left.refusal(document, id=own, role="ANALYST")
            assert refusal["code"] == "CONFLICT"
            assert "last active administrator" in refusal["message"]
        begun = time.monotonic()
        assert left.ask(ME)["me"]["role"] == "ADMIN"
        assert time.monotonic() - begun < 5
