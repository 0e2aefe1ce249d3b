"""Data sets at the edge of what there can be: every field answers each of them without error."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

import schema
from backend.forecast import ForecastWorkers
from tests.api.every_field import document
from tests.tiny import TinyShop, sale

Row = tuple[str | None, ...]
VALUES = {"customer.id": '"7"', "product.code": '"A1"', "order.number": '"1001"', "target.amount": '"100"'}
"""What the document asks for by key: each data set with a sale has them."""

EMPTY: list[Row] = []
ONE_ORDER = [sale("1001", "A1", 2, "1.50")]
ONE_DAY = [
    sale("1001", "A1", 2, "1.50"),
    sale("1001", "B2", 1, "0.125"),
    sale("1002", "A1", 1, "1.50", InvoiceDate="2024-03-04 11:00:00", CustomerID="8", Country="Spain"),
    sale("1003", "POST", 1, "4.00", InvoiceDate="2024-03-04 12:00:00", CustomerID=None),
    sale("C1004", "A1", -2, "1.50", InvoiceDate="2024-03-04 13:00:00"),
]
ALL_RETURNS = [
    sale("C1001", "A1", -2, "1.50"),
    sale("C1002", "B2", -1, "0.50", InvoiceDate="2024-05-06 11:00:00", CustomerID="8"),
]
ALL_GUESTS = [sale("1001", "A1", 2, "1.50", CustomerID=None), sale("1002", "A1", 2, "1.50", CustomerID=None)]
DATA_SETS = {
    "empty": EMPTY,
    "one order": ONE_ORDER,
    "one day": ONE_DAY,
    "all returns": ALL_RETURNS,
    "no customer known": ALL_GUESTS,
}
FILTERS = ["{ productKind: SERVICE }", '{ from: "2030-01-01" }', '{ from: "2000-02-29", to: "2030-01-01" }']
CASES = [*((name, "null") for name in DATA_SETS), *(("one day", asked) for asked in FILTERS)]
KPIS = {
    "empty": ("0.00", "0.00", 0, 0, 0),
    "one order": ("3.00", "0.00", 1, 1, 1),
    "one day": ("8.625", "-3.00", 3, 2, 3),
    "all returns": ("0.00", "-3.50", 0, 0, 0),
    "no customer known": ("6.00", "0.00", 2, 0, 1),
}
"""Revenue, returns, orders, customers, products."""


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[ForecastWorkers]:
    async with ForecastWorkers(1) as started:
        yield started


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "asked"), CASES)
async def test_every_field_answers(tiny: TinyShop, workers: ForecastWorkers, name: str, asked: str) -> None:
    """Forecasts alone are refused: without a whole day of sales (the newest counts as partial) none can be made."""
    shop = await loaded(replace(tiny, workers=workers), name)
    answer = await shop.answer(document(schema.build()._schema, VALUES | {"sales.filter": asked}), limited=False)
    assert answer.data is not None
    assert [error for error in answer.errors or [] if not is_refused_forecast(error)] == []


@pytest.mark.anyio
@pytest.mark.parametrize("name", DATA_SETS)
async def test_key_figures(tiny: TinyShop, name: str) -> None:
    shop = await loaded(tiny, name)
    answer = await shop.ask("{ sales { kpis { revenue returns orders customers products averageOrderValue } } }")
    figures = answer["sales"]["kpis"]
    assert (figures["averageOrderValue"] is None) == (figures["orders"] == 0)
    assert tuple(figures.values())[:5] == KPIS[name]


async def loaded(shop: TinyShop, name: str) -> TinyShop:
    if DATA_SETS[name]:
        await shop.load(*DATA_SETS[name])
    return shop


def is_refused_forecast(error: Any) -> bool:
    asked = error.path[-1] if error.path else ""
    return asked.startswith(("forecast", "anomalies")) and error.extensions["code"] == "BAD_USER_INPUT"
