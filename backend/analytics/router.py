"""Where a question's rows come from: the smallest rollup that answers it correctly, else orders or lines.

`sales` gives rows to be summed, `members` distinct counts, `newcomers` new customers; each notes its source and why.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from backend.analytics import facts
from backend.analytics.calendar import Granularity, add_months, bucket_start
from backend.analytics.filters import Scope
from backend.analytics.running import running
from backend.analytics.source import Parameters, Relation, asks_facts_alone, chosen
from backend.db.observation import note_source
from backend.rollups.families import (
    ALL_COUNTRIES,
    COHORTS,
    MEASURES,
    MEMBERS,
    RUNNING,
    Family,
    Grain,
    Key,
    smallest,
)

_DAY = timedelta(days=1)

PRESENT = "sum((lines + return_lines)::float8) <> 0"
"""Whether a group of rows by product or customer had a sale or a return: SQL for `having`.

Sums of whole numbers are exact as float8 below 2^53, and far faster than the numeric that a sum of bigint is.
"""

_LAST_SALE = {"day": "case when lines > 0 then day end as last_sale", "month": "last_sale"}


def sales(scope: Scope, *keys: Key, by: Grain | None = None) -> Relation:
    """Rows of `day`, the `keys` and revenue, returns, units, lines (of sales), return_lines, orders (with a sale).

    All are to be summed; orders add up where no product is a key, and within each product where one is. `day` is exact
    `by` day, of the same month `by` month, and else means nothing. Products without a sale or a return may have rows
    that add up to nothing: `PRESENT` tells. Rows by customer have `last_sale`, the last day with a sale, too.
    """
    told = {*keys, *(("country_id",) if scope.country_ids is not None else ())}
    why = _why_facts(scope, by_product="product_id" in told)
    if why is None:
        try:
            family = smallest(told)
        except ValueError:
            why = f"no rollup tells {' and '.join(sorted(told)).replace('_id', '')} apart"
        else:
            totals = running(scope, RUNNING["product_id"]) if told == {"product_id"} and by is None else None
            return totals or _rollup(scope, family, by)
    return facts.summed(scope, why, by_product="product_id" in told)


def customer_sales(scope: Scope) -> Relation:
    """As `sales` by customer, to be summed for each: one without a sale or a return may have rows for all that."""
    totals = running(scope, RUNNING["customer_id"]) if _why_facts(scope, by_product=False) is None else None
    return totals or sales(scope, "customer_id")


def cohorts_by_month(scope: Scope) -> Relation | None:
    """start, bucket (months), customers, revenue: of the customers whose first order ever is in the scope, where and

    what they bought in each month that the scope holds whole; in the first of them all. None where only sums by
    customer can tell.
    """
    if scope.country_ids is not None or _why_facts(scope, by_product=False) is not None:
        return None
    note_source(COHORTS, "customers by the day of their first order are counted for each month")
    within = "day between date_trunc('month', $1::timestamp) and $2 and first_day between $1 and $2"
    return Relation(
        "select date_trunc('month', first_day::timestamp)::date as start, day as bucket, "
        f"sum(customers)::bigint as customers, sum(revenue) as revenue from {COHORTS} where {within} group by 1, 2",
        (scope.first, scope.last),
    )


def members(scope: Scope, member: Literal["customer_id", "product_id"], part: str, by: Grain | None = None) -> Relation:
    """`part` and `members`: how many known customers, or products, had a sale in each part.

    `part` is SQL over `day`, as `sales` has it, and `country_id`.
    """
    why = _why_facts(scope, by_product=False)
    if why is not None:
        sold = facts.sold(scope, why, by_product=member == "product_id")
        each = f"select distinct {part} as part, {member} from ({sold.sql}) sold where {member} is not null"
        return replace(sold, sql=f"select part, count(*) as members from ({each}) once group by part")
    parameters = Parameters()
    of_countries = f"country_id {'>' if 'country_id' in part else '='} {ALL_COUNTRIES}"
    if scope.country_ids is not None:
        of_countries = f"country_id = any({parameters.add(scope.country_ids)})"
    condition = f"member = '{member}' and {of_countries}"
    rows = _in_periods(scope, MEMBERS, f"{part} as part, chunk, bits", condition, parameters, by)
    noun = "customers" if member == "customer_id" else "products"
    note_source(MEMBERS, f"{noun} are counted once each by bitmaps of who had a sale")
    if part != "day" or by != "day" or len(scope.country_ids or ()) > 1:  # else each member is in one row of a part
        rows = f"select part, chunk, bit_or(bits) as bits from ({rows}) periods group by part, chunk"
    counted = f"select part, sum(bit_count(bits))::bigint as members from ({rows}) chunks group by part"
    return Relation(counted, tuple(parameters.values))


def newcomers(scope: Scope) -> Relation:
    """customer_id, first_day of the customers whose first order ever has a sale line among the scope's rows."""
    if scope.selects_products or asks_facts_alone():
        sold = facts.sold(scope, "the filter selects products", by_product=False)
        first = f"first_order_id in (select order_id from ({sold.sql}) sold)"
        return replace(sold, sql=f"select customer_id, first_day from customers where {first}")
    if scope.first is None or scope.last is None:
        return Relation("select customer_id, first_day from customers where false", ())
    parameters = Parameters()
    condition = f"first_day between {parameters.add(scope.first)} and {parameters.add(scope.last)}"
    if scope.country_ids is not None:
        condition += f" and first_country_id = any({parameters.add(scope.country_ids)})"
    if scope.customer_ids is not None:
        condition += f" and customer_id = any({parameters.add(scope.customer_ids)})"
    note_source("customers", "each customer's first order is kept")
    return Relation(f"select customer_id, first_day from customers where {condition}", tuple(parameters.values))


def _why_facts(scope: Scope, *, by_product: bool) -> str | None:
    """Why no rollup can answer; None where one can."""
    if asks_facts_alone():
        return "rollups are checked against the facts"
    if not scope.dataset.rollups_current:
        return "the rollups are not filled yet: `sales migrate` fills them"
    if scope.customer_ids is not None:
        return "the filter selects customers, whose orders are few"
    if scope.selects_products and not by_product:
        return "the filter selects products, so only some lines of an order count"
    return None


def _rollup(scope: Scope, family: Family, by: Grain | None) -> Relation:
    """The rows of a family, whole months and the days beside them."""
    parameters = Parameters()
    conditions = chosen(scope, parameters)
    columns = ", ".join(("day", *family.keys, *MEASURES))
    by_customer = "customer_id" in family.keys
    rows = _in_periods(
        scope, f"rollup_{family.name}", columns, " and ".join(conditions), parameters, by, last_sale=by_customer
    )
    keys = " and ".join(family.keys).replace("_id", "") or "day"
    note_source(f"rollup_{family.name}", f"the smallest sums that tell {keys} apart")
    return Relation(rows, tuple(parameters.values))


def _in_periods(
    scope: Scope,
    table: str,
    columns: str,
    condition: str,
    parameters: Parameters,
    by: Grain | None,
    *,
    last_sale: bool = False,
) -> str:
    """The rows of `table`_month for the scope's whole months and of `table`_day for the other days."""
    selects = []
    for grain, start, end in periods(scope, by):
        last = f", {_LAST_SALE[grain]}" if last_sale else ""
        within = f"day >= {parameters.add(start)} and day < {parameters.add(end)}"
        selects.append(
            f"select {columns}{last} from {table}_{grain} where {within}" + (f" and {condition}" if condition else "")
        )
    if not selects:
        parameters.values.clear()
        selects = [f"select {columns}{', null::date as last_sale' if last_sale else ''} from {table}_day where false"]
    return " union all ".join(selects)


def periods(scope: Scope, by: Grain | None) -> list[tuple[Grain, date, date]]:
    """The parts of a scope to read: whole months, and the days before and after; ends excluded.

    A month counts as whole, too, where the scope leaves out only days that the data set has not. `by` day: days alone.
    """
    if scope.first is None or scope.last is None:
        return []
    known = scope.dataset
    start, end = scope.first, scope.last + _DAY
    if by == "day":
        return [("day", start, end)]
    month = bucket_start(start, Granularity.MONTH)
    if known.first_day is None or start > max(month, known.first_day):
        month = add_months(start, 1)
    next_month = bucket_start(end, Granularity.MONTH)
    if known.last_day is not None and end > known.last_day and end != next_month:
        next_month = add_months(end, 1)
    if month >= next_month:
        return [("day", start, end)]
    parts: list[tuple[Grain, date, date]] = [
        ("day", start, month),
        ("month", month, next_month),
        ("day", next_month, end),
    ]
    return [(grain, begin, stop) for grain, begin, stop in parts if begin < stop]
