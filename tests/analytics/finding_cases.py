"""Shops small enough to work a finding out by hand, and shops in which it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from backend.analytics.filters import Filters
from tests.analytics import finding_numbers as numbers
from tests.analytics.finding_numbers import Answer
from tests.tiny import sale

Row = tuple[str | None, ...]
EVERYTHING = Filters()


def at(day: str, order: str, product: str, quantity: int, price: str, **changes: str | None) -> Row:
    """A line at ten o'clock of a day."""
    return sale(order, product, quantity, price, InvoiceDate=f"{day} 10:00:00", **changes)


@dataclass(frozen=True)
class Case:
    """Rows with which a finding says `title` and `detail`, and rows (or a filter) with which it must be silent.

    `numbers` reads from the answer to the finding's own query what the finding says, as the finding writes it.
    """

    rows: list[Row]
    title: str
    detail: str
    numbers: Callable[[Answer], list[str]]
    silent: list[Row]
    filters: Filters = EVERYTHING


ONE_ORDER = [at("2024-03-04", "1", "A1", 1, "10")]
RETURNS_ALONE = [at("2024-03-04", "C1", "A1", -1, "10")]


def baskets(*sold: str) -> list[Row]:
    """An order for each text, of the products its letters name; numbered from 100."""
    return [
        at("2024-03-04", f"{order}", f"{letter}1", 1, "10")
        for order, letters in enumerate(sold, start=100)
        for letter in letters
    ]


TOGETHER = baskets(*["XY"] * 6, *["X"] * 2, *["Z"] * 12)
BY_CHANCE = baskets("XY", "X", "Y", "Z", "Z")
QUIET = [
    *(at(f"2024-01-{day:02}", f"1{day}", "A1", 1, "30", CustomerID="1") for day in range(1, 6)),
    *(
        at(f"2024-03-{day:02}", f"{customer}{day}", "A1", 1, "20", CustomerID=str(customer))
        for day, customer in enumerate(range(2, 7), start=4)
    ),
]

CASES = {
    "MONTHLY_GROWTH": Case(
        rows=[
            at("2024-01-01", "1", "A1", 20, "10"),
            at("2024-02-10", "2", "A1", 25, "10"),
            at("2024-03-31", "3", "A1", 20, "10"),
            at("2024-04-01", "4", "A1", 90, "10"),
        ],
        title="Revenue fell by 20.0% in March 2024",
        detail="200 GBP after 250 GBP in the month before.",
        numbers=numbers.growth,
        silent=[at("2024-01-02", "1", "A1", 1, "10"), at("2024-03-30", "2", "A1", 1, "10")],
    ),
    "MARKET_CONCENTRATION": Case(
        rows=[
            at("2024-03-04", "1", "A1", 6, "100", CustomerID="1", Country="France"),
            at("2024-03-04", "2", "A1", 1, "150", CustomerID="2", Country="France"),
            at("2024-03-04", "3", "A1", 1, "250", CustomerID="3", Country="Spain"),
        ],
        title="France makes 75.0% of revenue",
        detail="750 GBP from 2 known customers.",
        numbers=numbers.concentration,
        silent=ONE_ORDER,
    ),
    "PARETO": Case(
        rows=[
            at("2024-03-04", "1", product, 1, price)
            for product, price in (("A1", "500"), ("B1", "300"), ("C1", "150"), ("D1", "40"), ("E1", "10"))
        ],
        title="80.0% of revenue comes from 2 of 5 products",
        detail="That is 40.0% of the range; 5.0% comes from the last 2 products (class C).",
        numbers=numbers.pareto,
        silent=[at("2024-03-04", "1", "A1", 1, "10")],
    ),
    "TOP_TIER_DEPENDENCE": Case(
        rows=[
            at("2024-03-04", "1", "A1", 1, "6000", CustomerID="1"),
            at("2024-03-04", "2", "A1", 1, "1000", CustomerID="2"),
            at("2024-03-04", "3", "A1", 1, "600", CustomerID="3"),
            at("2024-03-04", "4", "A1", 1, "400", CustomerID=None),
        ],
        title="75.0% of revenue comes from 1 VIP customer",
        detail="That is 33.3% of 3 known customers, with 6,000 GBP each on average.",
        numbers=numbers.tiers,
        silent=[at("2024-03-04", "1", "A1", 1, "5000", CustomerID="1")],
    ),
    "CUSTOMERS_AT_RISK": Case(
        rows=QUIET,
        title="1 good customer went quiet",
        detail="Segments at risk and cannot lose; they bought for 150 GBP in the period.",
        numbers=numbers.at_risk,
        silent=[at("2024-03-04", "1", "A1", 1, "10", CustomerID="1")],
    ),
    "LOSING_PRODUCT": Case(
        rows=[
            at("2024-03-01", "1", "A1", 3, "100"),
            at("2024-03-01", "2", "B2", 9, "10"),
            at("2024-03-02", "3", "A1", 1, "100"),
            at("2024-03-02", "4", "C3", 9, "100"),
        ],
        title="Product A1 lost most against the period before",
        detail="100 GBP after 300 GBP from 2024-03-01 to 2024-03-01.",
        numbers=numbers.losing,
        silent=[at("2024-03-01", "1", "A1", 1, "10"), at("2024-03-02", "2", "A1", 2, "10")],
        filters=Filters(start=date(2024, 3, 2)),
    ),
    "RETURN_RATE": Case(
        rows=[at("2024-03-04", "1", "A1", 8, "10"), at("2024-03-05", "C2", "A1", -2, "10")],
        title="25.0% of revenue came back",
        detail="Returns of 20 GBP leave 60 GBP net.",
        numbers=numbers.returned,
        silent=[at("2024-03-04", "1", "A1", 8, "10")],
    ),
    "LARGEST_CANCELLED_ORDER": Case(
        rows=[
            at("2024-03-04", "1", "A1", 8, "100"),
            at("2024-03-04", "1", "B2", 1, "50"),
            at("2024-03-05", "2", "A1", 9, "100", CustomerID="8"),
            at("2024-03-06", "3", "C3", 2, "10"),
            at("2024-03-07", "C4", "A1", -8, "100"),
            at("2024-03-07", "C4", "B2", -1, "50"),
            at("2024-03-07", "C5", "C3", -2, "10"),
            at("2024-03-07", "C6", "A1", -8, "100", CustomerID="8"),
        ],
        title="Order 1 was placed and wholly sent back",
        detail="850 GBP on 2024-03-04; it counts in revenue and in returns.",
        numbers=numbers.cancelled,
        silent=[at("2024-03-04", "1", "A1", 8, "100"), at("2024-03-07", "C4", "A1", -7, "100")],
    ),
    "STRONGEST_PAIR": Case(
        rows=TOGETHER,
        title="Product Y1 sells with Product X1",
        detail="100.0% of orders with the first hold the second, 2.5 times as many as by chance, in 6 orders.",
        numbers=numbers.pair,
        silent=BY_CHANCE,
    ),
    "BEST_WEEKDAY": Case(
        rows=[
            at("2024-03-04", "1", "A1", 1, "100"),
            at("2024-03-06", "2", "A1", 1, "200"),
            at("2024-03-13", "3", "A1", 1, "100"),
        ],
        title="Wednesday is the strongest day, with 75.0% of revenue",
        detail="300 GBP in 2 orders.",
        numbers=numbers.weekday,
        silent=ONE_ORDER,
    ),
    "BUSIEST_HOUR": Case(
        rows=[
            at("2024-03-04", "1", "A1", 1, "10"),
            at("2024-03-05", "2", "A1", 1, "15"),
            sale("3", "A1", 1, "900", InvoiceDate="2024-03-05 11:59:00"),
        ],
        title="Most orders come between 10:00 and 11:00",
        detail="2 of 3 orders (66.7%), worth 25 GBP.",
        numbers=numbers.hour,
        silent=ONE_ORDER,
    ),
    "UNKNOWN_CUSTOMERS": Case(
        rows=[at("2024-03-04", "1", "A1", 3, "10"), at("2024-03-04", "2", "A1", 1, "10", CustomerID=None)],
        title="25.0% of revenue has no customer",
        detail="10 GBP cannot be seen in any customer's figures.",
        numbers=numbers.unknown,
        silent=[at("2024-03-04", "1", "A1", 3, "10")],
    ),
}
