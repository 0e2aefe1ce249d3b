"""Row rights: a user of some countries hears what the rows of these countries say, in every field, and nothing else."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pytest

import schema
from backend.accounts.identity import Identity
from backend.accounts.roles import Role
from backend.forecast import ForecastWorkers
from schema.limits import Limits
from tests.api.comparison import assert_same
from tests.api.documents import EVERYTHING, everything
from tests.api.every_field import document
from tests.etl.rows import load_paths
from tests.oracle.filters import SalesFilter
from tests.oracle.orders import dataset
from tests.oracle.raw import Book
from tests.oracle.returns import order_numbers
from tests.oracle.rfm import scored
from tests.tiny import USER, TinyShop, tiny, tiny_dsn

__all__ = ["tiny", "tiny_dsn"]

pytestmark = pytest.mark.anyio

COUNTRIES = ("Belgium", "France", "Malta")
GIVEN = "{ countries: [" + ", ".join(f'"{name}"' for name in COUNTRIES) + "] }"
FORBIDDEN = {"loads", "users", "apiKeys", "auditLog", "quality"}
"""Fields that tell of all countries or of other users."""
OWN = {"country", "firstOrder", "lastOrder", "rfm", "orders"}
"""Fields of a customer that tell of all their orders: to a limited user of those in their countries."""
CUSTOMER = """
query ($id: ID!, $first: Int! = 1000, $after: String) { customer(id: $id) {
    id country firstOrder lastOrder rfm
    orders(first: $first, after: $after) { totalCount pageInfo { endCursor } edges { node { number } } } } }
"""


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[ForecastWorkers]:
    async with ForecastWorkers(1) as started:
        yield started


@pytest.fixture
async def shop(tiny: TinyShop, workers: ForecastWorkers, odd_file: Path) -> TinyShop:
    await load_paths(tiny.db, odd_file)
    return replace(tiny, workers=workers)


@pytest.fixture(scope="session")
def own(odd_book: Book) -> Book:
    """The rows of the limited user's countries alone."""
    return Book(odd_book.rows_read, odd_book.lines.filter(pl.col("country").is_in(COUNTRIES)), odd_book.rejected)


async def answer(shop: TinyShop, text: str, *, limited: bool, variables: dict[str, Any] | None = None) -> Any:
    user = replace(USER, role=Role.VIEWER, countries=COUNTRIES if limited else None)
    context = replace(shop.context(), identity=Identity(UUID(int=2), user=user), db=shop.db.limited(user.countries))
    served = schema.build()
    served.extensions = tuple(extension for extension in served.extensions if extension is not Limits)
    return await served.execute(text, variable_values=variables, context_value=context)


async def told(shop: TinyShop, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the limited user is told; any error fails."""
    found = await answer(shop, text, limited=True, variables=variables)
    assert not found.errors, found.errors
    data: dict[str, Any] = found.data
    return data


def values(own: Book) -> dict[str, str]:
    """Of a customer, a product and an order that the limited user may know."""
    line = own.lines.filter(pl.col("sale")).drop_nulls("customer").row(0, named=True)
    return {
        "customer.id": f'"{line["customer"]}"',
        "product.code": f'"{line["product"]}"',
        "order.number": f'"{line["number"]}"',
        "target.amount": '"100"',
    }


def differences(one: Any, other: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths, without places in lists, at which two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for name in one:
            yield from differences(one[name], other[name], (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for each, match in zip(one, other, strict=True):
            yield from differences(each, match, path)
    elif one != other:
        yield path


def refusals(answer: Any) -> set[tuple[tuple[Any, ...], str]]:
    return {(tuple(error.path), error.extensions["code"]) for error in answer.errors or []}


def texts(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    for each in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        yield from texts(each)


def excused(path: tuple[str, ...]) -> bool:
    """Whether an answer may differ from the one to the same filter.

    Where it tells of rows outside the filter, or of forecasts, which asking publishes.
    """
    if any(part.startswith("forecastRecord") for part in path):
        return True
    of_customer = "customer" in path and path[path.index("customer") + 1 : path.index("customer") + 2]
    return path[0] == "dataset" or bool(of_customer and of_customer[0] in OWN) or path[-1] in {"sale", "daysBetween"}


async def test_every_field_answers_as_to_a_filter_of_these_countries(shop: TinyShop, own: Book) -> None:
    built = schema.build()._schema
    limited = await answer(shop, document(built, values(own)), limited=True)
    whole = await answer(shop, document(built, values(own) | {"sales.filter": GIVEN}), limited=False)
    refused = {path[-1] for path, code in refusals(limited) if code == "FORBIDDEN"}
    assert refused <= FORBIDDEN
    assert {"loads", "quality"} <= refused
    others = [path for path, code in refusals(limited) if code != "FORBIDDEN"]
    foretold = ("forecast", "target", "anomalies")
    assert all(path[-1].startswith(foretold) for path in others), "only what cannot be foretold is refused besides"
    asked = {name: found for name, found in limited.data.items() if name not in FORBIDDEN | {"me"}}
    found = list(differences(asked, {name: whole.data[name] for name in asked}))
    assert [path for path in found if not excused(path)] == []
    assert any(path[-1] == "sale" for path in found), "no return of the data set reverses a sale in another country"


async def test_no_field_tells_of_other_countries(shop: TinyShop, own: Book, odd_book: Book) -> None:
    """Neither their names nor an order, a customer or a product that is theirs alone."""
    limited = await answer(shop, document(schema.build()._schema, values(own)), limited=True)
    heard = set(texts({name: found for name, found in limited.data.items() if name != "me"}))
    for column in ("country", "number", "customer", "product"):
        known = set(own.lines[column].drop_nulls())
        assert heard & known, f"the answer names no {column}"
        assert heard & (set(odd_book.lines[column].drop_nulls()) - known) == set()


@pytest.mark.parametrize("days", [(None, None), ("2020-02-10", "2020-11-20")])
async def test_sales_are_those_of_the_oracle(shop: TinyShop, odd_book: Book, days: tuple[str | None, ...]) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in days)
    variables = {"filter": {"from": days[0], "to": days[1]}}
    found = await told(shop, EVERYTHING, variables)
    assert_same(everything(odd_book, SalesFilter(first, last, COUNTRIES)), found["sales"], "limited user")
    some = await told(shop, EVERYTHING, {"filter": {"countries": ["Malta"]}})
    assert_same(everything(odd_book, SalesFilter(countries=("Malta",))), some["sales"], "limited user, one country")


async def test_customers_are_those_of_the_orders_that_may_be_known(shop: TinyShop, own: Book, odd_book: Book) -> None:
    scores = scored(own, SalesFilter())
    elsewhere = 0
    for customer in sorted(set(own.lines["customer"].drop_nulls())):
        found = (await told(shop, CUSTOMER, {"id": customer}))["customer"]
        numbers = order_numbers(own, SalesFilter(customers=(customer,)))
        assert [edge["node"]["number"] for edge in found["orders"]["edges"]] == numbers
        assert found["orders"]["totalCount"] == len(numbers)
        first, last = own.customer_days.get(customer, (None, None))
        score = scores.get(customer)
        assert (found["country"], found["firstOrder"], found["lastOrder"]) == (
            own.customer_countries[customer], first, last,
        )  # fmt: skip
        assert (found["rfm"] is None) == (score is None)
        elsewhere += odd_book.customer_countries[customer] not in COUNTRIES
    assert elsewhere, "every customer's latest order is in the user's countries"


async def test_pages_of_a_customers_orders_concatenate(shop: TinyShop, own: Book) -> None:
    customer = own.orders.drop_nulls("customer").group_by("customer").len().sort("len", "customer")["customer"][-1]
    numbers, after = [], None
    expected = order_numbers(own, SalesFilter(customers=(customer,)))
    while len(numbers) < len(expected):
        found = (await told(shop, CUSTOMER, {"id": customer, "first": 2, "after": after}))["customer"]["orders"]
        numbers += [edge["node"]["number"] for edge in found["edges"]]
        after = found["pageInfo"]["endCursor"]
    assert numbers == expected


async def test_the_data_set_is_that_of_the_countries(shop: TinyShop, own: Book, odd_book: Book) -> None:
    found = (await told(shop, "{ dataset { from to countries orders lines } }"))["dataset"]
    whole = dataset(odd_book)
    assert found == dataset(own) | {"from": whole["from"], "to": whole["to"]}


@pytest.mark.parametrize(
    ("field", "column"), [("countries", "country"), ("customers", "customer"), ("products", "product")]
)
async def test_what_may_not_be_known_is_refused_as_the_unknown_is(
    shop: TinyShop, own: Book, odd_book: Book, field: str, column: str
) -> None:
    hidden = min(set(odd_book.lines[column].drop_nulls()) - set(own.lines[column].drop_nulls()))
    refusals = []
    for name in (hidden, "NOWHERE"):
        found = await answer(
            shop, "query ($filter: SalesFilter) { sales(filter: $filter) { kpis { orders } } }",
            limited=True, variables={"filter": {field: [name]}},
        )  # fmt: skip
        refusals += [(error.message.replace(name, "?"), error.extensions) for error in found.errors]
    assert refusals[0] == refusals[1]
    assert refusals[0][1] == {"code": "BAD_USER_INPUT", "field": field}


async def test_single_members_of_other_countries_are_not_there(shop: TinyShop, own: Book, odd_book: Book) -> None:
    text = """query ($customer: ID!, $product: String!, $number: String!) {
        customer(id: $customer) { id } product(code: $product) { code } order(number: $number) { number } }"""
    hidden = {
        column: min(set(odd_book.lines[column].drop_nulls()) - set(own.lines[column].drop_nulls()))
        for column in ("customer", "product", "number")
    }
    assert await told(shop, text, hidden) == {"customer": None, "product": None, "order": None}
    whole = await answer(shop, text, limited=False, variables=hidden)
    assert all(whole.data.values())


async def test_a_user_without_countries_sees_nothing(shop: TinyShop) -> None:
    nobody = Identity(UUID(int=2), user=replace(USER, countries=()))
    context = replace(shop.context(), identity=nobody, db=shop.db.limited(()))
    found = await schema.build().execute(
        "{ sales { kpis { orders countries } orders { totalCount } } dataset { countries orders lines } }",
        context_value=context,
    )
    assert not found.errors
    assert found.data == {
        "sales": {"kpis": {"orders": 0, "countries": 0}, "orders": {"totalCount": 0}},
        "dataset": {"countries": [], "orders": 0, "lines": 0},
    }
