"""What is planted in the sample: the facts that an honest analysis of its rows must find again."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from etl.sample.words import BEST_SELLERS, SETS


@dataclass(frozen=True)
class CustomerGroup:
    """Customers whose id begins with `prefix`: a BG/NBD population (Fader, Hardie, Lee 2005), time in days.

    Order rates are Gamma(r, rate alpha), the chance to leave after each repeat order is Beta(a, b).
    `repeat_share` is the share with a second order inside the sample, `orders` the mean number of orders.
    """

    prefix: str
    customers: int
    r: float
    alpha: float
    a: float
    b: float
    repeat_share: float
    orders: float

    def repeats_within(self, days: float) -> float:
        """The share of customers with a repeat order within `days` of their first."""
        return 1.0 - float((self.alpha / (self.alpha + days)) ** self.r)


@dataclass(frozen=True)
class Truths:
    """Facts about the sample's rows: shares 0..1, weekdays ISO (7 = Sunday), `growth` of yearly revenue.

    `pairs` are product codes bought together, smaller code first; `broken_rows` counts the rows by their fault.
    """

    first_day: date
    last_day: date
    closed_weekday: int
    holidays: tuple[date, ...]
    peak_month: int
    growth: float
    dip_month: date
    fair_days: tuple[date, ...]
    outage_day: date
    home_country: str
    home_share: float
    groups: tuple[CustomerGroup, ...]
    pairs: tuple[tuple[str, str], ...]
    faulty_products: tuple[str, ...]
    price_list_day: date
    price_rise_share: float
    return_line_share: float
    guest_line_share: float
    giant_day: date
    giant_units: int
    full_cancellations: int
    return_only_customers: int
    broken_rows: tuple[tuple[str, int], ...]


FIRST_SET_NUMBER = 21001
FIRST_BEST_SELLER_NUMBER = 22001


def set_codes(position: int) -> tuple[str, ...]:
    """The product codes of one planted set: one number, a letter for each product."""
    return tuple(f"{FIRST_SET_NUMBER + 3 * position}{letter}" for letter, _ in zip("ABC", SETS[position], strict=False))


TRUTHS = Truths(
    first_day=date(2024, 1, 1),
    last_day=date(2025, 12, 31),
    closed_weekday=7,
    holidays=(
        date(2024, 4, 1), date(2024, 4, 27), date(2024, 5, 9), date(2024, 5, 20), date(2024, 12, 25),
        date(2024, 12, 26), date(2025, 1, 1), date(2025, 4, 21), date(2025, 4, 26), date(2025, 5, 29), date(2025, 6, 9),
        date(2025, 12, 25), date(2025, 12, 26),
    ),
    peak_month=11,
    growth=0.19,
    dip_month=date(2025, 3, 1),
    fair_days=(date(2024, 9, 9), date(2024, 9, 10), date(2025, 9, 8), date(2025, 9, 9)),
    outage_day=date(2025, 6, 17),
    home_country="Netherlands",
    home_share=0.65,
    groups=(
        CustomerGroup("1", 2450, r=1.9, alpha=135.0, a=0.8, b=9.5, repeat_share=0.89, orders=6.1),
        CustomerGroup("2", 190, r=4.0, alpha=64.0, a=0.5, b=32.0, repeat_share=0.99, orders=30.0),
        CustomerGroup("3", 1860, r=0.9, alpha=450.0, a=1.0, b=4.0, repeat_share=0.385, orders=1.63),
    ),
    pairs=tuple(pair for position in range(len(SETS)) for pair in combinations(set_codes(position), 2)),
    faulty_products=tuple(
        str(FIRST_BEST_SELLER_NUMBER + position) for position, seller in enumerate(BEST_SELLERS) if seller[2] > 0.1
    ),
    price_list_day=date(2025, 1, 1),
    price_rise_share=0.40,
    return_line_share=0.0185,
    guest_line_share=0.066,
    giant_day=date(2025, 5, 14),
    giant_units=36_000,
    full_cancellations=25,
    return_only_customers=24,
    broken_rows=(
        ("zero price", 48), ("zero quantity", 14), ("unreadable quantity", 12), ("unreadable date", 11),
        ("no product", 11), ("no order number", 9), ("negative price", 4), ("unreadable price", 6),
    ),
)  # fmt: skip
