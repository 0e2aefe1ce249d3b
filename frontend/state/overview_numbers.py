"""The Overview's cards and ranked lists, from the API's answer to text."""

from dataclasses import dataclass
from typing import Any

from frontend import format as show

TIERS = {"VIP": ("VIP", 5000), "HIGH": ("High", 2000), "MEDIUM": ("Medium", 500), "LOW": ("Low", 0)}
LONG_FIGURE = 7
ROUNDED_AWAY = 0.0005


@dataclass
class Card:
    """One figure: short on the card, exact on hover, with its change when there is a period to compare."""

    key: str
    label: str
    value: str
    exact: str
    note: str
    change: str
    tone: str
    size: str


@dataclass
class Rank:
    """One line of a ranked list; `width` is its bar's share of the longest."""

    key: str
    name: str
    detail: str
    value: str
    exact: str
    share: str
    width: str


@dataclass
class Tier:
    """One spend tier."""

    name: str
    customers: str
    average: str
    orders: str
    share: str
    width: str


def cards(now: dict[str, Any], then: dict[str, Any] | None, currency: str) -> list[Card]:
    """The eight key figures, with changes against `then` when given."""

    def card(key: str, label: str, note: str, short: str, exact: str, better: int = 1) -> Card:
        change = _change(now[key], then[key] if then else None, better)
        return Card(key, label, short, exact, note, *change, "long" if len(short) > LONG_FIGURE else "")

    def amount(key: str, label: str, note: str, better: int = 1) -> Card:
        return card(key, label, note, show.compact_money(now[key], currency), show.money(now[key], currency), better)

    def number(key: str, label: str, note: str) -> Card:
        return card(key, label, note, show.compact_count(now[key]), show.count(now[key]))

    rate = show.percent(now["returnRate"])
    return [
        amount("revenue", "Revenue", "before returns"),
        amount("netRevenue", "Net revenue", "after returns"),
        amount("returns", "Returns", f"{rate} of revenue", better=-1),
        number("orders", "Orders", _counted(now["lines"], "line", "lines")),
        amount("averageOrderValue", "Average order", "revenue per order"),
        number("customers", "Customers", f"{show.count(now['newCustomers'])} new"),
        number("units", "Units sold", "before returns"),
        number("products", "Products sold", f"in {_counted(now['countries'], 'country', 'countries')}"),
    ]


def _change(now: str | float | None, then: str | float | None, better: int) -> tuple[str, str]:
    """Change in words and its tone; nothing to compare gives two empty strings."""
    if now is None or then is None or not float(then):
        return "", ""
    change = (abs(float(now)) - abs(float(then))) / abs(float(then))
    if abs(change) < ROUNDED_AWAY:
        return "unchanged", "even"
    arrow, word = ("\N{UPWARDS ARROW}", "up") if change > 0 else ("\N{DOWNWARDS ARROW}", "down")
    tone = "good" if change * better > 0 else "bad"
    return f"{arrow} {word} {show.percent(abs(change))}", tone


def countries(rows: list[dict[str, Any]], currency: str) -> list[Rank]:
    """Countries by revenue."""
    return _ranked(
        [(row, row["country"], row["country"], _counted(row["orders"], "order", "orders")) for row in rows], currency
    )


def products(connection: dict[str, Any], currency: str) -> tuple[list[Rank], str]:
    """Products by revenue, and how many there are."""
    nodes = [edge["node"] for edge in connection["edges"]]
    rows = [
        (node, node["product"]["code"], node["product"]["name"], f"{show.count(node['units'])} units") for node in nodes
    ]
    return _ranked(rows, currency), f"{len(nodes)} of {show.count(connection['totalCount'])}"


def customers(connection: dict[str, Any], currency: str) -> tuple[list[Rank], str]:
    """Customers by revenue, and how many there are."""
    nodes = [edge["node"] for edge in connection["edges"]]
    rows = [
        (
            node,
            node["customer"]["id"],
            f"{node['customer']['id']}, {node['customer']['country']}",
            _counted(node["orders"], "order", "orders"),
        )
        for node in nodes
    ]
    return _ranked(rows, currency), f"{len(nodes)} of {show.count(connection['totalCount'])}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{show.count(number)} {one if number == 1 else many}"


def _ranked(rows: list[tuple[dict[str, Any], str, str, str]], currency: str) -> list[Rank]:
    longest = max((float(row["revenue"]) for row, *_ in rows), default=0.0) or 1.0
    return [
        Rank(
            key,
            name or key,
            detail,
            show.compact_money(row["revenue"], currency),
            show.money(row["revenue"], currency),
            show.percent(row["share"]),
            f"{100 * float(row['revenue']) / longest:.1f}%",
        )
        for row, key, name, detail in rows
    ]


def tier_bounds(currency: str) -> str:
    """Where each tier begins, in words."""
    bounds = [f"{name} over {show.money(over, currency)}" for name, over in TIERS.values() if over]
    return f"{', '.join(bounds)}, by revenue within the filter."


def tiers(rows: list[dict[str, Any]], currency: str) -> list[Tier]:
    """Known customers by what they spent within the filter."""
    return [
        Tier(
            TIERS[row["tier"]][0],
            show.count(row["customers"]),
            show.compact_money(row["averageRevenue"], currency),
            show.MISSING if row["averageOrders"] is None else f"{row['averageOrders']:.1f}",
            show.percent(row["revenueShare"]),
            f"{100 * row['revenueShare']:.1f}%",
        )
        for row in rows
    ]
