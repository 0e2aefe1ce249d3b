"""The sample's rows read the naive way: what the tests of its truths start from."""

from dataclasses import dataclass

import polars as pl

SERVICE_CODES = ("POST", "DOT", "C2", "M", "BANK CHARGES", "D", "S")


@dataclass(frozen=True)
class Read:
    """`rows` as exported; `sales` and `returns` with typed columns and an amount, broken rows left out."""

    rows: pl.DataFrame
    sales: pl.DataFrame
    returns: pl.DataFrame

    @property
    def orders(self) -> pl.DataFrame:
        """One row an order with a sale: number, customer, country, at, day, lines, units, amount."""
        return self.sales.group_by("number", maintain_order=True).agg(
            pl.col("customer", "country", "at", "day").first(),
            lines=pl.len(),
            units=pl.col("quantity").sum(),
            amount=pl.col("amount").sum(),
        )


def read(rows: pl.DataFrame) -> Read:
    """Types the cells; a row with anything unreadable, empty, zero or negatively priced is left out."""
    lines = rows.select(
        number="InvoiceNo",
        product=pl.col("StockCode").str.strip_chars().str.to_uppercase(),
        name="Description",
        quantity=pl.col("Quantity").cast(pl.Int64, strict=False),
        at=pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
        price=pl.col("UnitPrice").cast(pl.Float64, strict=False),
        customer="CustomerID",
        country="Country",
    ).with_columns(day=pl.col("at").dt.date(), amount=(pl.col("quantity") * pl.col("price")).round(2))
    good = lines.drop_nulls(["number", "product", "quantity", "at", "price"]).filter(
        pl.col("product") != "", pl.col("quantity") != 0, pl.col("price") > 0
    )
    returned = good["quantity"] < 0
    return Read(rows, good.filter(~returned), good.filter(returned))
