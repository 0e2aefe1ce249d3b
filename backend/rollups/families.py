"""The rollups: which there are, what they are keyed by, and from which finer rows each one is added up.

A family has a table of days and one of months, where `day` is the first of the month. A row stands for one key with a
sale or a return, and its measures are exact sums. `orders` counts the orders with a sale line: an order has one day,
hour, country and customer, so its counts add up over all of these; never over products.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Grain = Literal["day", "month"]
GRAINS: tuple[Grain, ...] = ("day", "month")
Key = Literal["country_id", "hour", "customer_id", "product_id"]

MEASURES = ("revenue", "returns", "units", "lines", "return_lines", "orders")


@dataclass(frozen=True, slots=True)
class Family:
    """Rollups of one set of keys. `source`: the finer family whose days it adds up; None: the facts.

    `size` ranks families from small to large, whatever the shop.
    """

    name: str
    keys: tuple[Key, ...]
    source: str | None
    size: int

    def table(self, grain: Grain) -> str:
        return f"rollup_{self.name}_{grain}"


FAMILIES = (
    Family("products_countries", ("product_id", "country_id"), None, 5),
    Family("customers_countries", ("customer_id", "country_id"), None, 4),
    Family("countries_hours", ("country_id", "hour"), None, 3),
    Family("hours", ("hour",), "countries_hours", 2),
    Family("countries", ("country_id",), "countries_hours", 1),
    Family("total", (), "countries", 0),
)
"""Sources stand before what is added up from them."""


@dataclass(frozen=True, slots=True)
class Running:
    """Running totals (see `backend.rollups.running`) of one kind of member: sums of all before a mark.

    `keys` begin with the member's own; they are added up from the days of the family `source`.
    """

    name: str
    keys: tuple[Key, ...]
    source: str

    @property
    def table(self) -> str:
        return f"rollup_{self.name}_running"

    @property
    def days(self) -> str:
        """The table that says what is beside a mark."""
        return f"rollup_{self.source}_day"


RUNNING: "dict[Key, Running]" = {
    "product_id": Running("products", ("product_id",), "products_countries"),
    "customer_id": Running("customers", ("customer_id", "country_id"), "customers_countries"),
}

END = date(9999, 1, 1)
"""The mark after all days, whichever they are: a total there changes with its own member alone."""

COHORTS = "rollup_cohorts"
"""By month and the day of customers' first order ever: how many of them had a sale in the month, and its revenue."""

MEMBERS = "rollup_members"
"""Which customers and products had a sale: bitmaps by day and by month, a country and all countries."""

MEMBER_FAMILIES = {"customer_id": "customers_countries", "product_id": "products_countries"}
"""The members that are counted, and the family whose rows say when they had a sale."""

CHUNK = 1024
"""Members in a bitmap: member n is bit n % CHUNK of chunk n / CHUNK."""

ALL_COUNTRIES = 0
"""Where a bitmap is of all countries together; the countries' keys begin at 1."""


KEYS: dict[str, tuple[str, ...]] = {
    **{each.table(grain): ("day", *each.keys) for each in FAMILIES for grain in GRAINS},
    **{each.table: ("day", *each.keys) for each in RUNNING.values()},
    **{f"{MEMBERS}_{grain}": ("member", "country_id", "day") for grain in GRAINS},
    COHORTS: ("day", "first_day"),
}
"""All tables that are filled, and what their rows are found by."""
TABLES = tuple(KEYS)


def smallest(keys: set[Key]) -> Family:
    """The smallest family that tells all of `keys` apart. Raises ValueError where none does."""
    return min((each for each in FAMILIES if keys <= set(each.keys)), key=lambda each: each.size)
