"""Finding out who has an account: by text, by code, by headers, by time."""

import statistics
import time
from typing import Any

import pytest

from backend.accounts.roles import Role
from tests.accounts.documents import DEACTIVATE, REGISTER, REQUEST_RESET
from tests.accounts.product import LOGIN, PASSWORD, Client, Product, fresh

ROUNDS = 9


def told(client: Client, document: str, **variables: Any) -> tuple[int, str, list[str]]:
    """All of an answer but what differs between any two: ids and the date."""
    answer = client.post(document, **variables)
    return answer.status_code, answer.text, sorted(set(answer.headers) - {"date"})


def test_login_says_the_same_of_everybody(product: Product) -> None:
    boss, known, gone = product.signed_in(Role.ADMIN), product.user(), product.user()
    boss.ask(DEACTIVATE, id=str(gone.id))
    visitor = product.client()
    answers = {
        str(told(visitor, LOGIN, email=address, password="wrong horse battery"))
        for address in (known.email, gone.email, fresh(), "no address", "")
    }
    answers.add(str(told(visitor, LOGIN, email=gone.email, password=PASSWORD)))
    assert len(answers) == 1


def test_register_says_the_same_of_everybody_and_the_mail_tells_the_owner(product: Product) -> None:
    known, new, visitor = product.user(), fresh(), product.client()
    answers = {
        str(told(visitor, REGISTER, input={"email": address, "password": PASSWORD, "name": "Eve"}))
        for address in (known.email, new)
    }
    assert len(answers) == 1
    assert product.mail(known.email)["Subject"] == "You have an account already"
    assert product.mail(new)["Subject"] == "Confirm your e-mail address"
    product.client().login(known.email)  # with the password of before


def test_a_reset_says_the_same_of_everybody(product: Product) -> None:
    visitor = product.client()
    answers = {str(told(visitor, REQUEST_RESET, email=address)) for address in (product.user().email, fresh())}
    assert len(answers) == 1


def test_creating_and_inviting_tell_administrators_alone(product: Product) -> None:
    user, known = product.signed_in(), product.user()
    for document in (
        "mutation ($email: String!) { inviteUser(email: $email, role: VIEWER) }",
        'mutation ($email: String!) { createUser(input: { email: $email, name: "E", role: VIEWER }) { id } }',
    ):
        answers = {str(told(user, document, email=address)) for address in (known.email, fresh())}
        assert len(answers) == 1


@pytest.mark.parametrize("operation", ["login", "register", "reset"])
def test_time_does_not_tell(product: Product, operation: str) -> None:
    """Known and unknown addresses in turns: neither takes notably longer than the other."""
    known, visitor = product.user().email, product.client()

    def seconds(address: str) -> float:
        begun = time.perf_counter()
        if operation == "login":
            visitor.post(LOGIN, email=address, password="wrong horse battery")
        elif operation == "register":
            visitor.post(REGISTER, input={"email": address, "password": PASSWORD, "name": "Eve"})
        else:
            visitor.post(REQUEST_RESET, email=address)
        return time.perf_counter() - begun

    pairs = [(seconds(known), seconds(fresh())) for _ in range(ROUNDS)]
    assert 0.5 < statistics.median(first / second for first, second in pairs) < 2
