"""The raw export read naively: every row classed, every order, customer and product derived from its lines.

Nothing here imports the product. Amounts are integers of 10^-9 of the currency, quantities of 10^-3, prices of 10^-6,
so that every sum is exact.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import polars as pl

QUANTITY_PLACES, PRICE_PLACES, AMOUNT_PLACES = 3, 6, 9
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
RETURN_NUMBER = r"^[Cc]\d+$"
SERVICE_CODES = ("POST", "DOT", "M", "C2", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS")
SERVICE_PREFIX = "GIFT_0001_"


@dataclass(frozen=True, eq=False)
class Book:
    """A data set: loaded lines (with their order's customer, country and time) and rejected rows (with a reason)."""

    rows_read: int
    lines: pl.DataFrame
    rejected: pl.DataFrame

    @cached_property
    def orders(self) -> pl.DataFrame:
        """One row an order, in the file's order: its number and its first line's customer, country and time."""
        return self.lines.unique("number", keep="first", maintain_order=True).select(
            "number", "customer", "country", "placed_at", "day"
        )

    @cached_property
    def sale_orders(self) -> pl.DataFrame:
        """Orders with at least one sale line."""
        numbers = self.lines.filter("sale")["number"].unique()
        return self.orders.filter(pl.col("number").is_in(numbers.implode()))

    @cached_property
    def first_orders(self) -> pl.Series:
        """Numbers of the orders that are their customer's first ever: earliest with a sale, then the lowest number."""
        known = self.sale_orders.drop_nulls("customer").sort("placed_at", "number")
        return known.unique("customer", keep="first", maintain_order=True)["number"]

    @cached_property
    def customer_countries(self) -> dict[str, str]:
        """Each known customer's country: the latest order's, return documents included."""
        known = self.orders.drop_nulls("customer").sort("placed_at", "number")
        latest = known.unique("customer", keep="last", maintain_order=True)
        return dict(latest.select("customer", "country").iter_rows())

    @cached_property
    def customer_days(self) -> dict[str, tuple[str, str]]:
        """Days of each customer's first and last order with a sale, as ISO text; return-only customers are absent."""
        days = self.sale_orders.drop_nulls("customer").group_by("customer")
        spans = days.agg(pl.col("day").min().alias("first"), pl.col("day").max().alias("last"))
        return {customer: (first.isoformat(), last.isoformat()) for customer, first, last in spans.iter_rows()}

    @cached_property
    def product_names(self) -> dict[str, str]:
        """Most frequent description of the sale lines, ties alphabetical; else of the return lines; else the code."""
        names = {code: code for code in self.lines["product"].unique()}
        described = self.lines.drop_nulls("description")
        for sale in (False, True):
            counts = described.filter(pl.col("sale") == sale).group_by("product", "description").len()
            ranked = counts.sort("product", "len", "description", descending=[False, True, False])
            best = ranked.unique("product", keep="first", maintain_order=True)
            names.update(best.select("product", "description").iter_rows())
        return names


def is_service(code: str) -> bool:
    return code in SERVICE_CODES or code.startswith(SERVICE_PREFIX)


def read_raw(path: Path) -> pl.DataFrame:
    """The file as it stands: every column text, empty cells null."""
    return pl.read_csv(path, infer_schema=False)


def scaled(column: pl.Expr, places: int) -> pl.Expr:
    """The number as an integer of 10^-places, null where it is unreadable; more places than that are an error."""

    def integer(text: str) -> int | None:
        if not NUMBER.fullmatch(text):
            return None
        value = Decimal(text).scaleb(places)
        assert value == int(value), f"{text} has more than {places} places"
        return int(value)

    def replace(series: pl.Series) -> pl.Series:
        meaning = {text: integer(text) for text in series.drop_nulls().unique()}
        return pl.Series([None if text is None else meaning[text] for text in series], dtype=pl.Int64)

    return column.map_batches(replace, return_dtype=pl.Int64)


def text(name: str) -> pl.Expr:
    """A cell without surrounding blanks; null where nothing is left."""
    stripped = pl.col(name).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def parsed(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.with_row_index("row", offset=1).select(
        "row",
        text("InvoiceNo").alias("number"),
        text("StockCode").str.to_uppercase().alias("product"),
        text("Description").alias("description"),
        scaled(text("Quantity"), QUANTITY_PLACES).alias("quantity"),
        text("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).alias("placed_at"),
        scaled(text("UnitPrice"), PRICE_PLACES).alias("price"),
        text("CustomerID").str.replace(r"\.0$", "").alias("customer"),
        text("Country").fill_null("Unspecified").alias("country"),
    )


def with_reason(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds why a row is rejected, null for a line that counts; the first fault in this order names it."""
    faults = {
        "order": pl.col("number").is_null(),
        "product": pl.col("product").is_null(),
        "date": pl.col("placed_at").is_null(),
        "quantity": pl.col("quantity").is_null(),
        "price": pl.col("price").is_null(),
        "zero quantity": pl.col("quantity") == 0,
        "zero price": pl.col("price") == 0,
        "negative price": pl.col("price") < 0,
    }
    reason = pl.coalesce([pl.when(fault).then(pl.lit(name)) for name, fault in faults.items()])
    return rows.with_columns(reason.alias("reason"))


def of_their_order(lines: pl.DataFrame) -> pl.DataFrame:
    """Gives every line its order's customer, country and time: those of the order's first line."""
    heads = lines.unique("number", keep="first", maintain_order=True).select(
        "number", "customer", "country", "placed_at"
    )
    return lines.drop("customer", "country", "placed_at").join(heads, on="number", how="left", maintain_order="left")


def read_book(raw: pl.DataFrame) -> Book:
    """Classes every row of the export: rejected, return or sale."""
    rows = with_reason(parsed(raw))
    loaded = of_their_order(rows.filter(pl.col("reason").is_null()).drop("reason"))
    is_return = (pl.col("quantity") < 0) | pl.col("number").str.contains(RETURN_NUMBER)
    size = (pl.col("quantity") * pl.col("price")).abs()
    lines = loaded.with_columns(
        is_return.not_().alias("sale"),
        pl.when(is_return).then(-size).otherwise(size).alias("amount"),
        pl.when(is_return).then(-pl.col("quantity").abs()).otherwise("quantity").alias("quantity"),
        pl.col("placed_at").dt.date().alias("day"),
        pl.col("placed_at").dt.hour().cast(pl.Int64).alias("hour"),
        pl.col("placed_at").dt.weekday().cast(pl.Int64).alias("weekday"),
        pl.col("product").map_elements(is_service, return_dtype=pl.Boolean).alias("service"),
    )
    return Book(raw.height, lines, rows.drop_nulls("reason").select("row", "reason"))
