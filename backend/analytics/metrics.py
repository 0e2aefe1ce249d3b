"""The metrics: one entry each, from which the API's enum, orderings and docs/metrics.md derive."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from enum import Enum
from typing import Literal

Unit = Literal["money", "count", "quantity"]
SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric. `expression` is SQL over a group's revenue, returns, orders, units and customers.

    `additive`: the sum over parts is the total. Ratios are made from sums and distinct counts are counted at the
    grain asked for; neither is ever summed or averaged.
    """

    label: str
    unit: Unit
    expression: str
    additive: bool
    meaning: str


class Metric(Enum):
    """What can be asked for by name."""

    REVENUE = Definition("Revenue", "money", "revenue", True, "Sum of sale lines, before returns.")
    NET_REVENUE = Definition("Net revenue", "money", "revenue + returns", True, "Revenue plus returns.")
    RETURNS = Definition("Returns", "money", "returns", True, "Sum of return lines, negative or zero.")
    ORDERS = Definition("Orders", "count", "orders", False, "Distinct orders with a sale line among the rows.")
    UNITS = Definition("Units", "quantity", "units", True, "Sum of the quantities of sale lines.")
    CUSTOMERS = Definition("Customers", "count", "customers", False, "Distinct known customers with a sale line.")
    AVERAGE_ORDER_VALUE = Definition(
        "Average order value", "money", "revenue / nullif(orders, 0)", False, "Revenue / orders; null without orders."
    )


def ratio(amount: Decimal, count: int) -> Decimal | None:
    """amount / count, rounded half-even to 6 places; None when count is 0."""
    if not count:
        return None
    with localcontext(prec=60):
        return (amount / count).quantize(SIX_PLACES, ROUND_HALF_EVEN)


def share(part: Decimal, whole: Decimal) -> float:
    """part / whole as 0..1; 0 when the whole is 0."""
    return float(part / whole) if whole else 0.0
