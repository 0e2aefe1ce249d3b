"""Return lines with the sale each one reverses."""

from dataclasses import dataclass
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.orders import Order, orders_by_id
from backend.analytics.paging import Listing, Page, PageRequest, page
from backend.analytics.products import Product
from backend.analytics.rights import visible
from backend.analytics.source import lines
from backend.db import Database

_RETURNS = """
select back.number || '/' || lpad(scoped.line::text, 8, '0') as sort_key,
    extract(epoch from scoped.placed_at) as sort_value,
    scoped.order_id, sale.order_id as sale_order_id, code, name, kind, scoped.quantity, scoped.amount,
    scoped.placed_at::date - sale.placed_at::date as days_between
from ({lines}) scoped
join orders back using (order_id)
join products using (product_id)
left join matched_returns matched on matched.order_id = scoped.order_id and matched.line = scoped.line
left join orders sale on sale.order_id = matched.sale_order_id and {visible}
where scoped.is_return and (${matched}::boolean is null or ${matched} = (sale.order_id is not null))
"""


@dataclass(frozen=True, slots=True)
class MatchedReturn:
    """One return line of `back`; `sale` and `days_between` are None where no sale matches. Quantity and amount < 0."""

    back: Order
    sale: Order | None
    product: Product
    quantity: Decimal
    amount: Decimal
    days_between: int | None


async def matched_returns(
    db: Database, scope: Scope, request: PageRequest, *, matched: bool | None
) -> Page[MatchedReturn]:
    """A page of the scope's return lines, newest first; `matched` keeps those with (True) or without (False) a sale.

    A sale that may not be told counts as none.
    """
    scoped = lines(scope)
    told = visible(db, "sale.country_id", len(scoped.arguments) + 1)
    arguments = (*scoped.arguments, *told.arguments)
    listing = Listing(
        sql=_RETURNS.format(lines=scoped.sql, visible=told.sql, matched=len(arguments) + 1),
        arguments=(*arguments, matched),
        direction="DESC",
        identity=("matchedReturns", scope.filters, matched),
    )
    found = await page(db, listing, request, lambda row: row)
    keys = {row[name] for row in found.rows for name in ("order_id", "sale_order_id")} - {None}
    orders = await orders_by_id(db, sorted(keys))
    rows = [
        MatchedReturn(
            back=orders[row["order_id"]],
            sale=orders.get(row["sale_order_id"]),
            product=Product(row["code"], row["name"], row["kind"]),
            quantity=row["quantity"],
            amount=row["amount"],
            days_between=row["days_between"],
        )
        for row in found.rows
    ]
    return Page(rows, found.cursors, found.total, found.has_next, found.has_previous)
