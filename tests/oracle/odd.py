"""A small export that has every oddity the rules speak of and clean data lack.

Orders whose lines lie apart and name other customers, countries and times; first lines that are rejected; sales and
returns in one order; codes in any case; fractional quantities, prices of four places; ties of time, revenue and name;
a leap day, closed weeks, midnight; customers and products with nothing but returns; empty cells.
"""

from datetime import datetime, timedelta
from random import Random

import polars as pl

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
COUNTRIES = (
    "Åland",
    "Belgium",
    "belgium",
    "EIRE",
    "France",
    "Germany",
    "Italy",
    "Malta",
    "RSA",
    "Spain",
    "USA",
    "Zambia",
)
SERVICES = ("post", "POST ", "Dot", "m", "gift_0001_10", "GIFT_0001_20", "bank charges", "Pads")
LOOKALIKES = ("GIFT_0001", "POSTER", "DOTS", "M1")
NAMES = ("Tea towel", "TEA TOWEL", "tea, towel", 'Tea "towel"', "Thé", "?", "", "  ")
QUANTITIES = ("1", "2", "12", "0.125", "7.5", "1000", "3", "3")
PRICES = ("0.0001", "0.85", "19.995", "2.10", "1234.5", "3", "3", "0.333")
TIMES = ((0, 0, 0), (9, 0, 0), (9, 0, 0), (12, 59, 59), (23, 59, 59))
FAULTS = {
    "InvoiceNo": ("", " "),
    "StockCode": ("", "  "),
    "Quantity": ("0", "", "ten", "0.000"),
    "InvoiceDate": ("", "2020-02-30 10:00:00", "yesterday"),
    "UnitPrice": ("0", "-1.50", "", "free", "0.00"),
}
FIRST_DAY, SPAN_DAYS = datetime(2019, 12, 28), 431
CLOSED_DAYS = range(120, 160)
ORDERS, ORDER_LINES = 900, 6


def code(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.08:
        return chance.choice(SERVICES + LOOKALIKES)
    number = int(min(chance.expovariate(1 / 90), 339))
    return chance.choice(("p{:03}a", "P{:03}A", " P{:03}a ")).format(number)


def number(chance: Random, place: int) -> str:
    prefix = chance.choices(("", "C", "c", "A"), (80, 12, 4, 4))[0]
    return f"{prefix}{500_000 + place}"


def customer(chance: Random, returned: bool) -> str:
    """Return documents have customers of their own now and then, who never bought."""
    if chance.random() < 0.15:
        return chance.choice(("", " "))
    known = 900 + chance.randrange(3) if returned and chance.random() < 0.2 else int(chance.triangular(100, 170, 100))
    return f"{known}{chance.choice(('', '.0'))}"


def line(chance: Random, returned: bool) -> dict[str, str]:
    quantity = chance.choice(QUANTITIES)
    negative = chance.random() < (0.85 if returned else 0.06)
    only_returned = returned and chance.random() < 0.1
    return {
        "StockCode": f"R{chance.randrange(4)}" if only_returned else code(chance),
        "Description": "damaged" if only_returned else chance.choice(NAMES),
        "Quantity": f"-{quantity}" if negative else quantity,
        "UnitPrice": chance.choice(PRICES),
    }


def order(chance: Random, place: int) -> list[dict[str, str]]:
    """The lines of one order; the later ones may contradict the first about customer, country and time."""
    day = chance.choice([day for day in range(SPAN_DAYS) if day not in CLOSED_DAYS])
    hour, minute, second = chance.choice(TIMES)
    placed_at = FIRST_DAY + timedelta(days=day, hours=hour, minutes=minute, seconds=second)
    name = number(chance, place)
    returned = name[0] in "Cc"
    head = {
        "CustomerID": customer(chance, returned),
        "Country": chance.choices((*COUNTRIES, ""), (*range(13, 1, -1), 1))[0],
    }
    rows = []
    for _ in range(chance.randint(1, ORDER_LINES)):
        row = {"InvoiceNo": name, "InvoiceDate": f"{placed_at:%Y-%m-%d %H:%M:%S}", **head, **line(chance, returned)}
        if rows and chance.random() < 0.1:
            other = placed_at + timedelta(minutes=chance.choice((-1, 1, 60, 1440)))
            row |= {"InvoiceDate": f"{other:%Y-%m-%d %H:%M:%S}", "Country": chance.choice(COUNTRIES)}
            row["CustomerID"] = customer(chance, returned)
        if chance.random() < 0.04:
            column = chance.choice(list(FAULTS))
            row[column] = chance.choice(FAULTS[column])
        rows.append(row)
    return rows


def cancellation(chance: Random, place: int, lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """A return of the order's lines before, at or after its time, now and then with the same sale made anew."""
    placed_at = datetime.fromisoformat(lines[0]["InvoiceDate"])
    shifted = placed_at + timedelta(minutes=chance.choice((-1, 0, 0, 1, 5, 3000)))
    when = {"InvoiceDate": f"{shifted:%Y-%m-%d %H:%M:%S}", "CustomerID": lines[0]["CustomerID"]}
    back = [line | when | {"InvoiceNo": f"C{600_000 + place}", "Quantity": f"-{line['Quantity']}"} for line in lines]
    anew = [line | when | {"InvoiceNo": f"{700_000 + place}"} for line in lines]
    kept = back if chance.random() < 0.8 else back[:-1]
    return kept + anew if chance.random() < 0.4 else kept


def is_plain_sale(lines: list[dict[str, str]]) -> bool:
    faultless = all(line[column] not in FAULTS[column] for line in lines for column in FAULTS)
    bought = lines[0]["InvoiceNo"].isdigit() and not any(line["Quantity"].startswith("-") for line in lines)
    return faultless and bought


def odd_rows() -> pl.DataFrame:
    """The export, always the same; lines of neighbouring orders are shuffled into one another."""
    chance = Random(20240229)
    orders = [order(chance, place) for place in range(ORDERS)]
    plain = [lines for lines in orders if is_plain_sale(lines)]
    orders += [cancellation(chance, place, lines) for place, lines in enumerate(plain[::4])]
    rows = [row for lines in orders for row in lines]
    shuffled = sorted(enumerate(rows), key=lambda item: item[0] + chance.uniform(0, 12))
    return pl.DataFrame([row for _, row in shuffled], schema=dict.fromkeys(COLUMNS, pl.String))
