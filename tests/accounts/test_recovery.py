"""Lost and changed passwords: links, and the end of every other session."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.accounts.documents import CHANGE, DEACTIVATE, REFRESH, REQUEST_RESET, RESET
from tests.accounts.product import LOGIN, ME, PASSWORD, Product, Role, fresh

NEW = "another horse battery"


def test_a_lost_password_is_replaced_and_every_session_ends(product: Product) -> None:
    user = product.signed_in()
    address = user.session["user"]["email"]
    assert user.ask(REQUEST_RESET, email=address.upper()) == {"requestPasswordReset": True}
    token = product.token(address)
    left = product.asked("select expires_at - now() from links where email = $1", address).total_seconds() / 60
    assert 29 < left <= 30
    assert user.ask(RESET, token=token, password=NEW) == {"resetPassword": True}
    assert user.code(ME) == "UNAUTHENTICATED"
    assert user.code(REFRESH, token=user.session["refreshToken"]) == "UNAUTHENTICATED"
    assert user.code(LOGIN, email=address, password=PASSWORD) == "UNAUTHENTICATED"
    user.login(address, NEW)
    assert "password" in product.mail(address, 2)["Subject"].lower()
    assert user.refusal(RESET, token=token, password=PASSWORD)["field"] == "token"


def test_one_reset_voids_the_other_links(product: Product) -> None:
    user = product.signed_in()
    address = user.session["user"]["email"]
    for _ in range(2):
        user.ask(REQUEST_RESET, email=address)
    first, second = product.token(address), product.token(address, 2)
    user.ask(RESET, token=second, password=NEW)
    assert user.code(RESET, token=first, password=PASSWORD) == "BAD_USER_INPUT"


def test_an_unusable_password_leaves_the_link_as_it_is(product: Product) -> None:
    user = product.signed_in()
    address = user.session["user"]["email"]
    user.ask(REQUEST_RESET, email=address)
    token = product.token(address)
    for bad in ("short", "1q2w3e4r5t", address):
        assert user.refusal(RESET, token=token, password=bad)["field"] == "password"
    user.ask(RESET, token=token, password=NEW)


def test_of_two_resets_at_once_one_counts(product: Product) -> None:
    user = product.signed_in()
    address = user.session["user"]["email"]
    user.ask(REQUEST_RESET, email=address)
    token = product.token(address)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda n: user.post(RESET, token=token, password=f"{NEW} {n}").json(), "ab"))
    assert len([answer for answer in answers if "errors" not in answer]) == 1


def test_who_is_no_user_or_no_longer_gets_no_mail(product: Product) -> None:
    boss, stranger, gone = product.signed_in(Role.ADMIN), fresh(), product.user()
    boss.ask(DEACTIVATE, id=str(gone.id))
    for address in (stranger, gone.email, boss.session["user"]["email"]):
        assert boss.ask(REQUEST_RESET, email=address) == {"requestPasswordReset": True}
    product.mail(boss.session["user"]["email"])  # posted last, so the others were decided on before
    assert product.mails(stranger) == product.mails(gone.email) == []
    assert product.asked("select count(*) from links where email = any($1)", [stranger, gone.email]) == 0


def test_a_changed_password_ends_all_other_sessions(product: Product) -> None:
    user = product.signed_in()
    address = user.session["user"]["email"]
    other = product.client()
    other.login(address)
    begun = user.ask(CHANGE, current=PASSWORD, new=NEW)["changePassword"]
    assert other.code(ME) == user.code(ME) == "UNAUTHENTICATED"
    assert other.code(REFRESH, token=other.session["refreshToken"]) == "UNAUTHENTICATED"
    user.bearer = begun["accessToken"]
    assert user.ask(ME)["me"]["email"] == address
    user.ask(REFRESH, token=begun["refreshToken"])
    assert product.mail(address)["Subject"] == "Your password was changed"
    assert user.code(LOGIN, email=address, password=PASSWORD) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("wrong horse battery", NEW, "UNAUTHENTICATED"),
        (PASSWORD, "short", "BAD_USER_INPUT"),
        (PASSWORD, "1q2w3e4r5t", "BAD_USER_INPUT"),
    ],
)
def test_a_refused_change_leaves_everything_as_it_is(product: Product, current: str, new: str, code: str) -> None:
    user = product.signed_in()
    assert user.code(CHANGE, current=current, new=new) == code
    assert user.ask(ME)["me"]
    product.client().login(user.session["user"]["email"])


def test_of_two_changes_at_once_one_counts(product: Product) -> None:
    user = product.signed_in()
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda n: user.post(CHANGE, current=PASSWORD, new=f"{NEW} {n}").json(), "ab"))
    assert len([answer for answer in answers if "errors" not in answer]) == 1
