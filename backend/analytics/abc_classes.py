"""How revenue is spread over products: the classes A, B and C as a whole."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from backend.analytics.filters import Scope
from backend.analytics.metrics import share
from backend.analytics.products import ABC_CLASS
from backend.analytics.router import PRESENT, sales
from backend.db import Database

_CLASSES = f"""
with grouped as (
    select product_id, sum(revenue) as revenue from ({{sales}}) scoped
    group by product_id having {PRESENT}
), ranked as (
    select revenue, sum(revenue) over () as whole,
        sum(revenue) over (order by revenue desc, code rows unbounded preceding) as cumulated
    from grouped join products using (product_id)
)
select {ABC_CLASS} as abc_class, count(*) as products, sum(revenue) as revenue, max(whole) as whole
from ranked group by 1
"""


@dataclass(frozen=True, slots=True)
class AbcClassSales:
    """The products of one class: how many, what they sell, and its share of the scope's revenue, 0..1."""

    abc_class: Literal["A", "B", "C"]
    products: int
    revenue: Decimal
    share: float


async def abc_classes(db: Database, scope: Scope) -> list[AbcClassSales]:
    """All three classes, empty ones too."""
    scoped = sales(scope, "product_id")
    rows = {row["abc_class"]: row for row in await db.rows(_CLASSES.format(sales=scoped.sql), *scoped.arguments)}
    names: tuple[Literal["A", "B", "C"], ...] = ("A", "B", "C")
    return [
        AbcClassSales(name, row["products"], row["revenue"], share(row["revenue"], row["whole"]))
        if (row := rows.get(name))
        else AbcClassSales(name, 0, Decimal(0), 0.0)
        for name in names
    ]
