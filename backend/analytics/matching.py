"""Which sale each return line reverses."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a customer and product: positive quantities are sales, negative ones returns."""

    order_id: int
    number: str
    line: int
    placed_at: datetime
    key: Hashable
    quantity: Decimal


def match_returns(movements: Iterable[Movement]) -> dict[Movement, Movement]:
    """Each return with the latest earlier sale of the same key that has enough quantity not yet returned.

    A key is a customer and product. Movements are taken in the order of time, then order number, then line.
    Returns without such a sale are absent from the answer.
    """
    open_sales: dict[Hashable, list[Movement]] = defaultdict(list)
    left: dict[Movement, Decimal] = {}
    matched: dict[Movement, Movement] = {}
    for movement in sorted(movements, key=lambda each: (each.placed_at, each.number, each.line)):
        if movement.quantity > 0:
            open_sales[movement.key].append(movement)
            left[movement] = movement.quantity
            continue
        for sale in reversed(open_sales[movement.key]):
            if left[sale] >= -movement.quantity:
                left[sale] += movement.quantity
                matched[movement] = sale
                break
    return matched
