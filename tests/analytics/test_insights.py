"""The findings on shops worked out by hand: each with its numbers where it holds, none where it does not."""

from datetime import date

import pytest

from backend.analytics.filters import Filters
from backend.analytics.insights import _FINDERS, Insight, insights
from tests.analytics.finding_cases import CASES, RETURNS_ALONE, TOGETHER, at
from tests.analytics.finding_numbers import cancelled, returned
from tests.etl.conftest import EMPTY
from tests.tiny import TinyShop

EACH = pytest.mark.parametrize("kind", CASES)


async def found(shop: TinyShop, filters: Filters) -> dict[str, Insight]:
    """The findings by kind: variants of one would not count twice, so there are none."""
    listed = await insights(shop.db, await shop.scope(filters))
    by_kind = {each.kind: each for each in listed}
    assert len(by_kind) == len(listed)
    return by_kind


def test_every_finding_has_a_case() -> None:
    assert len(CASES) == len(_FINDERS) >= 8


@EACH
@pytest.mark.anyio
async def test_it_says_what_was_worked_out_by_hand(tiny: TinyShop, kind: str) -> None:
    case = CASES[kind]
    await tiny.load(*case.rows)
    finding = (await found(tiny, case.filters))[kind]
    assert (finding.title, finding.detail) == (case.title, case.detail)
    scope = await tiny.scope(case.filters)
    assert (finding.start, finding.end) == (scope.first, scope.last)


@EACH
@pytest.mark.anyio
async def test_its_query_gives_its_numbers_again(tiny: TinyShop, kind: str) -> None:
    case = CASES[kind]
    await tiny.load(*case.rows)
    finding = (await found(tiny, case.filters))[kind]
    said = f"{finding.title}. {finding.detail}"
    for number in case.numbers(await tiny.ask(finding.query)):
        assert number in said, number


@EACH
@pytest.mark.anyio
async def test_it_is_silent_where_it_does_not_hold(tiny: TinyShop, kind: str) -> None:
    case = CASES[kind]
    await tiny.load(*case.silent)
    assert kind not in await found(tiny, case.filters)


@pytest.mark.anyio
async def test_part_of_an_order_is_not_taken_for_the_whole(tiny: TinyShop) -> None:
    """Two of three jars came back, as many as there were cups: with cups alone in the filter nothing was cancelled."""
    await tiny.load(
        at("2024-03-04", "1", "CUP", 2, "10"),
        at("2024-03-04", "1", "JAR", 3, "10"),
        at("2024-03-05", "C2", "JAR", -2, "10"),
        at("2024-03-06", "3", "CUP", 1, "10", CustomerID="8"),
        at("2024-03-06", "3", "JAR", 1, "30", CustomerID="8"),
    )
    cups = Filters(products=("CUP",))
    assert "LARGEST_CANCELLED_ORDER" not in await found(tiny, cups)
    await tiny.load(
        at("2024-03-07", "C4", "CUP", -1, "10", CustomerID="8"), at("2024-03-07", "C4", "JAR", -1, "30", CustomerID="8")
    )
    finding = (await found(tiny, cups))["LARGEST_CANCELLED_ORDER"]
    assert finding.detail.startswith("40 GBP on 2024-03-06")
    assert cancelled(await tiny.ask(finding.query)) == ["Order 3", "40 GBP", "2024-03-06"]


@pytest.mark.anyio
async def test_a_query_keeps_the_whole_filter(tiny: TinyShop) -> None:
    """Names with quotes, backslashes and letters beyond ASCII too."""
    odd = 'Curaçao "C\\W" 🏝'
    await tiny.load(
        at("2024-03-04", "1", "A1", 1, "10", Country=odd),
        at("2024-03-04", "1", 'B"2', 7, "10", Country=odd),
        at("2024-03-04", "2", "A1", 5, "10", CustomerID="8"),
        at("2024-03-04", "C3", "A1", -1, "10", Country=odd),
        at("2024-03-05", "4", "A1", 3, "10", Country=odd),
    )
    filters = Filters(
        end=date(2024, 3, 4), countries=(odd,), products=("A1", 'B"2'), customers=("7",), kind="MERCHANDISE"
    )
    finding = (await found(tiny, filters))["RETURN_RATE"]
    assert (finding.title, finding.detail) == ("12.5% of revenue came back", "Returns of 10 GBP leave 70 GBP net.")
    assert returned(await tiny.ask(finding.query)) == ["12.5%", "10 GBP", "70 GBP"]


@pytest.mark.anyio
async def test_the_same_rows_give_the_same_findings(tiny: TinyShop) -> None:
    """Asked twice, and whatever the order of the file."""
    rows = [*CASES["LARGEST_CANCELLED_ORDER"].rows, *TOGETHER]
    await tiny.load(*rows)
    scope = await tiny.scope()
    first = await insights(tiny.db, scope)
    assert first == await insights(tiny.db, scope)
    await tiny.db.execute(EMPTY)
    await tiny.load(*sorted(rows, key=lambda row: row[0] or "", reverse=True))
    assert first == await insights(tiny.db, await tiny.scope())


@pytest.mark.anyio
async def test_nothing_is_found_where_nothing_is(tiny: TinyShop) -> None:
    assert await found(tiny, Filters()) == {}
    await tiny.load(*RETURNS_ALONE)
    assert await found(tiny, Filters()) == {}
