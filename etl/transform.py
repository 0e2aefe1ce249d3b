"""From text cells to orders and lines, or to rejected rows with their reasons (docs/numbers.md, "Lines")."""

from dataclasses import dataclass

import polars as pl

from etl.contract import Contract
from etl.extract import ROW, RawTable

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$"
UNKNOWN_COUNTRY = "Unspecified"


@dataclass(frozen=True, slots=True)
class Staged:
    """A load's rows, ready to be copied. Keys count from 0 within the load; quantities and prices are decimal text.

    orders: order_key, number, customer, country, placed_at. products: product_key, code, kind.
    descriptions: description_key, product_key, description. rejects: file, row_number, column_name, value, reason.
    lines: order_key, line, product_key, description_key, is_return, quantity, unit_price.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    products: pl.DataFrame
    descriptions: pl.DataFrame
    rejects: pl.DataFrame
    rows_read: int

    @property
    def rows_loaded(self) -> int:
        return self.lines.height

    @property
    def rows_rejected(self) -> int:
        return self.rejects.height


def transform(tables: list[tuple[RawTable, Contract]]) -> Staged:
    """Classify every row of the tables, in order, and split the good ones into orders, lines and their products."""
    parts = [_classified(table, contract) for table, contract in tables]
    rows = pl.concat(part.filter(pl.col("reason").is_null()) for part in parts)
    rejects = pl.concat(part.filter(pl.col("reason").is_not_null()) for part in parts)
    products = _keyed(rows.select("code", "kind").unique(["code"], keep="first", maintain_order=True), "product_key")
    rows = rows.join(products.select("code", "product_key"), on="code", how="left", maintain_order="left")
    named = rows.filter(pl.col("description").is_not_null()).select("product_key", "description")
    descriptions = _keyed(named.unique(maintain_order=True), "description_key")
    rows = rows.join(descriptions, on=["product_key", "description"], how="left", maintain_order="left")
    first_lines = rows.unique(["number"], keep="first", maintain_order=True)
    orders = _keyed(first_lines.select("number", "customer", "country", "placed_at"), "order_key")
    lines = rows.join(orders.select("number", "order_key"), on="number", how="left", maintain_order="left").select(
        "order_key",
        pl.int_range(1, pl.len() + 1).over("order_key").alias("line"),
        "product_key",
        "description_key",
        "is_return",
        "quantity",
        "unit_price",
    )
    return Staged(
        orders=orders,
        lines=lines,
        products=products,
        descriptions=descriptions,
        rejects=rejects.select("file", "row_number", "column_name", "value", "reason"),
        rows_read=rows.height + rejects.height,
    )


def _keyed(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.with_row_index(key).with_columns(pl.col(key).cast(pl.Int64))


def _classified(table: RawTable, contract: Contract) -> pl.DataFrame:
    """Every row of the table with its cleaned cells, and `reason`, `column_name`, `value` where it is rejected."""
    cleaned = table.frame.lazy().select(pl.col(ROW).cast(pl.Int64).alias("row_number"), *_cells(contract))
    dates = [pl.col("date").str.to_datetime(form, strict=False, time_unit="us") for form in contract.date_formats]
    cleaned = cleaned.with_columns(
        pl.coalesce(dates).alias("placed_at"),
        _number("quantity").alias("quantity_value"),
        _number("price").alias("price_value"),
    )
    refused = _refusals(contract)
    is_return = pl.col("quantity_value") < 0
    if contract.return_numbers:
        is_return |= pl.col("order").str.contains(contract.return_numbers)
    is_service = pl.col("product").str.contains(contract.service_pattern)
    return cleaned.select(
        pl.lit(table.name).alias("file"),
        "row_number",
        *refused,
        pl.col("order").alias("number"),
        pl.col("product").alias("code"),
        pl.when(is_service).then(pl.lit("SERVICE")).otherwise(pl.lit("MERCHANDISE")).alias("kind"),
        pl.col("name").alias("description"),
        "placed_at",
        pl.col("customer").str.replace(r"\.0$", "").alias("customer"),
        pl.col("country").fill_null(UNKNOWN_COUNTRY),
        is_return.alias("is_return"),
        "quantity",
        pl.col("price").alias("unit_price"),
    ).collect()


def _cells(contract: Contract) -> list[pl.Expr]:
    """The mapped columns under their fields' names, trimmed, empty as null, product codes in upper case.

    NUL characters are left out: PostgreSQL stores none.
    """
    cells = {
        field: pl.col(column).str.replace_all("\0", "", literal=True).str.strip_chars()
        for field, column in contract.columns.items()
    }
    cells["product"] = cells["product"].str.to_uppercase()
    return [pl.when(cell != "").then(cell).alias(field) for field, cell in cells.items()]


def _number(field: str) -> pl.Expr:
    """The value of a decimal cell, for its sign alone; sums are made from the text."""
    return pl.when(pl.col(field).str.contains(_NUMBER)).then(pl.col(field).cast(pl.Float64, strict=False))


def _refusals(contract: Contract) -> list[pl.Expr]:
    """`reason`, `column_name` and `value` of the first rule that a row breaks, null for a good row."""
    rules = [
        ("order", "empty order number", pl.col("order").is_null()),
        ("product", "empty product", pl.col("product").is_null()),
        ("date", "empty date", pl.col("date").is_null()),
        ("date", "unreadable date", pl.col("placed_at").is_null()),
        ("quantity", "empty quantity", pl.col("quantity").is_null()),
        ("quantity", "unreadable quantity", pl.col("quantity_value").is_null()),
        ("price", "empty price", pl.col("price").is_null()),
        ("price", "unreadable price", pl.col("price_value").is_null()),
        ("quantity", "zero quantity", pl.col("quantity_value") == 0),
        ("price", "zero price", pl.col("price_value") == 0),
        ("price", "negative price", pl.col("price_value") < 0),
    ]
    reason, column, value = pl.lit(None, pl.String), pl.lit(None, pl.String), pl.lit(None, pl.String)
    for field, text, broken in reversed(rules):
        reason = pl.when(broken).then(pl.lit(text)).otherwise(reason)
        column = pl.when(broken).then(pl.lit(contract.columns[field])).otherwise(column)
        value = pl.when(broken).then(pl.col(field)).otherwise(value)
    return [reason.alias("reason"), column.alias("column_name"), value.alias("value")]
