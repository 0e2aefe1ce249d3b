"""Any measures by any dimensions, each figure made at the grouping that was asked for."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from asyncpg import Record

from backend.analytics.filters import Scope
from backend.analytics.metrics import SIX_PLACES, Metric
from backend.analytics.paging import Direction, Listing, Page, PageRequest, page
from backend.analytics.router import PRESENT, sales
from backend.db import Database
from backend.errors import BadInput
from backend.rollups.families import Grain, Key


class Dimension(Enum):
    """What sales can be grouped by; the value is SQL over the rows that `sales` gives and the dimension tables."""

    DAY = "day"
    WEEK = "date_trunc('week', day::timestamp)::date"
    MONTH = "date_trunc('month', day::timestamp)::date"
    QUARTER = "date_trunc('quarter', day::timestamp)::date"
    YEAR = "date_trunc('year', day::timestamp)::date"
    HOUR = "hour"
    WEEKDAY = "extract(isodow from day)::int"
    COUNTRY = "countries.name"
    PRODUCT = "products.code"
    CUSTOMER = "customers.code"


@dataclass(frozen=True, slots=True)
class ExploreRow:
    """One group: its dimensions' values (None: customer unknown), then its measures (None: undefined), as text."""

    cells: tuple[str | None, ...]


_TIMES: dict[Dimension, Grain] = {
    Dimension.DAY: "day",
    Dimension.WEEK: "day",
    Dimension.WEEKDAY: "day",
    Dimension.MONTH: "month",
    Dimension.QUARTER: "month",
    Dimension.YEAR: "month",
}

_KEYS: dict[Dimension, Key] = {
    Dimension.HOUR: "hour",
    Dimension.COUNTRY: "country_id",
    Dimension.PRODUCT: "product_id",
    Dimension.CUSTOMER: "customer_id",
}
_JOINS = {
    Dimension.COUNTRY: "join countries on countries.country_id = scoped.country_id",
    Dimension.PRODUCT: "join products on products.product_id = scoped.product_id",
    Dimension.CUSTOMER: "left join customers on customers.customer_id = scoped.customer_id",
}
_EXPLORE = """
with grouped as (
    select {dimensions}sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        sum(orders)::bigint as orders, {customers} as customers, {present} as present
    from ({sales}) scoped {joins}
    {group}
)
select grouped.*, ({order})::numeric as sort_value, {key} as sort_key, revenue + returns as net_revenue,
    revenue / nullif(orders, 0) as average_order_value
from grouped where present
"""


async def explore(
    db: Database,
    scope: Scope,
    request: PageRequest,
    *,
    measures: tuple[Metric, ...],
    dimensions: tuple[Dimension, ...],
    order_by: Metric | None,
    direction: Direction,
) -> Page[ExploreRow]:
    """A page of the groups with a sale or a return, ordered by a measure (by default the first), then by dimensions.

    Orders and customers are counted distinct in each group and ratios are made from the group's own sums, so neither
    adds up over groups that share them. Raises BadInput for no measure, or one or a dimension named twice.
    """
    _check(measures, dimensions)
    counts = Metric.CUSTOMERS in {*measures, order_by}
    keys: list[Key] = [_KEYS[each] for each in dimensions if each in _KEYS]
    by_customer: tuple[Key, ...] = ("customer_id",) if counts else ()
    times = {_TIMES[each] for each in dimensions if each in _TIMES}
    by: Grain | None = min(times, default=None)  # a day tells its month, too
    rows = sales(scope, *keys, *by_customer, by=by)
    names = [f"d{place}" for place in range(len(dimensions))]
    sql = _EXPLORE.format(
        dimensions="".join(f"{each.value} as {name}, " for each, name in zip(dimensions, names, strict=True)),
        customers="count(distinct scoped.customer_id) filter (where orders > 0)" if counts else "null::bigint",
        present=PRESENT,
        sales=rows.sql,
        joins=" ".join(_JOINS[each] for each in dimensions if each in _JOINS),
        group=f"group by {', '.join(str(place + 1) for place in range(len(dimensions)))}" if dimensions else "",
        order=(order_by or measures[0]).value.expression,
        key=" || chr(1) || ".join(_sortable(each, name) for each, name in zip(dimensions, names, strict=True)) or "''",
    )
    listing = Listing(
        sql=sql,
        arguments=rows.arguments,
        direction=direction,
        identity=("explore", scope.filters, measures, dimensions, order_by),
    )
    return await page(db, listing, request, lambda row: _row(row, names, measures))


def _check(measures: tuple[Metric, ...], dimensions: tuple[Dimension, ...]) -> None:
    if not measures:
        raise BadInput("measures is empty; name at least one", field="measures")
    for field, given in (("measures", measures), ("dimensions", dimensions)):
        if len(set(given)) < len(given):
            raise BadInput(f"{field} names one twice; name each once", field=field)


def _sortable(dimension: Dimension, name: str) -> str:
    """A text by which the dimension's values sort as they should; an unknown customer comes last."""
    if dimension in (Dimension.HOUR, Dimension.WEEKDAY):
        return f"lpad({name}::text, 2, '0')"
    return f'coalesce({name}::text, chr(1114109)) collate "C"'


def _row(row: Record, names: list[str], measures: tuple[Metric, ...]) -> ExploreRow:
    dimensions = [None if row[name] is None else str(row[name]) for name in names]
    return ExploreRow((*dimensions, *(_text(metric, row[metric.name.lower()]) for metric in measures)))


def _text(metric: Metric, value: Decimal | int | None) -> str | None:
    """A measure as the API writes it elsewhere: counts plain, sums exact with at least 2 places, averages with 6."""
    if value is None or metric.value.unit == "count":
        return None if value is None else str(value)
    amount = Decimal(value)
    if metric is Metric.AVERAGE_ORDER_VALUE:
        return format(amount.quantize(SIX_PLACES), "f")
    return plain(amount, places=2 if metric.value.unit == "money" else 0)


def plain(amount: Decimal, *, places: int) -> str:
    """Plain notation with at least `places` decimals and no more than the amount needs."""
    whole, _, decimals = format(amount, "f").partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    return f"{whole}.{decimals}" if decimals else whole
