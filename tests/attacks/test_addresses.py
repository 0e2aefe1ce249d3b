"""Addresses that are not what they look like, and text that wants to be a header, a page or a statement."""

import pytest

from backend.accounts.roles import Role
from tests.accounts.documents import CREATE, INVITE, REGISTER, RENAME, REQUEST_RESET, USERS, VERIFY
from tests.accounts.product import LOGIN, PASSWORD, Product, fresh


@pytest.mark.parametrize(
    "disguise",
    [
        lambda address: address.replace("a", "а", 1),  # noqa: RUF001 - a Cyrillic letter
        lambda address: address.replace("ann", "aոn", 1),  # noqa: RUF001 - an Armenian letter
        lambda address: address.replace("@people", "@реople"),  # noqa: RUF001 - Cyrillic letters
        lambda address: address.replace("i", "ı"),  # noqa: RUF001 - a dotless i, which upper case turns into I
        lambda address: address.replace("@", "\u200b@"),
        lambda address: address.replace("@", "\u202e@"),
        lambda address: address.replace("e", "e\u0301", 1),
    ],
)
def test_a_look_alike_is_no_address(product: Product, disguise: object) -> None:
    """Neither to register, nor to get a reset for the one it looks like, nor to be invited."""
    owner = product.user(name="anni")
    false = disguise(owner.email)  # type: ignore[operator]
    assert false != owner.email
    visitor, boss = product.client(), product.signed_in(Role.ADMIN)
    for document, given in (
        (REGISTER, {"input": {"email": false, "password": PASSWORD, "name": "Eve"}}),
        (REQUEST_RESET, {"email": false}),
    ):
        refusal = visitor.refusal(document, **given)
        assert (refusal["code"], refusal["field"]) == ("BAD_USER_INPUT", "email")
    assert boss.refusal(INVITE, email=false, role="ADMIN")["field"] == "email"
    assert visitor.code(LOGIN, email=false, password=PASSWORD) == "UNAUTHENTICATED"


def test_what_folds_to_an_address_is_that_address_and_its_mail_goes_there(product: Product) -> None:
    """Full-width letters and upper case: no second account, and no mail to where they were typed from."""
    owner = product.user(name="ann")
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in owner.email)
    visitor = product.client()
    visitor.ask(REQUEST_RESET, email=wide.upper())
    assert product.mail(owner.email)["To"] == owner.email
    boss = product.signed_in(Role.ADMIN)
    assert boss.code(CREATE, input={"email": wide, "name": "Eve", "role": "ADMIN", "password": PASSWORD}) == "CONFLICT"


@pytest.mark.parametrize(
    "tail",
    ["\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\r", "\x00", "\x0b", "\u2028x", "%0d%0aBcc:e@e.example"],
)
def test_no_address_writes_a_header(product: Product, tail: str) -> None:
    boss, visitor = product.signed_in(Role.ADMIN), product.client()
    for false in (f"{fresh()}{tail}", f"ann{tail}@people.example"):
        assert visitor.code(REQUEST_RESET, email=false) == "BAD_USER_INPUT"
        assert visitor.code(REGISTER, input={"email": false, "password": PASSWORD, "name": "E"}) == "BAD_USER_INPUT"
        assert boss.code(INVITE, email=false, role="VIEWER") == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "false",
    [
        '"a b"@people.example',
        "a@b@people.example",
        "<a@people.example>",
        "a,b@people.example",
        "a@[127.0.0.1]",
        "a@-x.example",
        "a;b@people.example",
        "Ann <ann@people.example>",
    ],
)
def test_an_address_is_one_address(product: Product, false: str) -> None:
    assert product.client().code(REQUEST_RESET, email=false) == "BAD_USER_INPUT"


@pytest.mark.parametrize("name", ["Eve\r\nBcc: eve@evil.example", "Eve\u2028x", "Eve\x1b[31m", "\u202eevE", "\x00", ""])
def test_no_name_writes_a_header_or_to_a_terminal(product: Product, name: str) -> None:
    user = product.signed_in()
    assert user.refusal(RENAME, name=name)["field"] == "name"


def test_a_registrants_name_is_in_no_mail(product: Product) -> None:
    """Else anybody could have us write to anybody."""
    address = fresh()
    lure = '<a href="https://evil.example">You won: https://evil.example'
    product.client().ask(REGISTER, input={"email": address, "password": PASSWORD, "name": lure})
    assert "evil.example" not in product.mail(address).as_string()


INJECTIONS = ["'; drop table users; --", "' or '1'='1", "\\'; select pg_sleep(9); --", "%", "_", "$1", "{{7*7}}"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_sql_in_any_text_is_text(product: Product, text: str) -> None:
    boss, visitor = product.signed_in(Role.ADMIN), product.client()
    before = product.asked("select count(*) from users")
    assert visitor.code(LOGIN, email=text, password=text) == "UNAUTHENTICATED"
    assert visitor.code(VERIFY, token=text) == "BAD_USER_INPUT"
    assert boss.ask(RENAME, name=text)["updateProfile"]["name"] == text
    assert boss.ask(USERS, search=text)["users"]["totalCount"] >= 1
    assert product.asked("select count(*) from users") == before


@pytest.mark.parametrize("size", [300, 100_000])
def test_oversize_texts_are_refused_quickly(product: Product, size: int) -> None:
    user = product.signed_in()
    assert user.code(RENAME, name="x" * size) == "BAD_USER_INPUT"
    assert user.code(REQUEST_RESET, email="x" * size + "@people.example") == "BAD_USER_INPUT"
    register = {"email": fresh(), "password": "x" * (size + 1000), "name": "E"}
    assert user.code(REGISTER, input=register) == "BAD_USER_INPUT"
    assert user.code(LOGIN, email=user.session["user"]["email"], password="x" * size) == "UNAUTHENTICATED"
