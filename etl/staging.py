"""Rows of a load, batch by batch, with the keys that tie orders, lines, products and descriptions together."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Staged:
    """What one batch adds, ready to be copied. Keys count from 0 within the load; quantities and amounts are text.

    orders: order_key, table_number, number, customer, country, placed_at, line_count: of the batch alone, so that one
    order may come in several. products: product_key, code, kind. descriptions: description_key, product_key,
    description. rejects: file, row_number, column_name, value, reason. lines: order_key, line, product_key,
    description_key, is_return, quantity, unit_price, total, discount.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    products: pl.DataFrame
    descriptions: pl.DataFrame
    rejects: pl.DataFrame


class Stager:
    """Gives keys to a load's rows: of them products and descriptions stay in memory, not orders, which may be many.

    An order has the customer, country and time of its first line; the merge puts together what batches part.
    """

    def __init__(self) -> None:
        self._orders = 0
        self._tables = 0
        self._products = pl.DataFrame(schema={"code": pl.String, "product_key": pl.Int64})
        self._descriptions = pl.DataFrame(
            schema={"product_key": pl.Int64, "description": pl.String, "description_key": pl.Int64}
        )

    def begin_table(self) -> None:
        """Take orders as new from here on: an order of a later table replaces that of an earlier one, as it would in a
        load of its own, so that files which overlap do not double.
        """
        self._tables += 1

    def stage(self, rows: pl.DataFrame) -> Staged:
        """Give keys to the good rows of a batch, as `etl.reading` yields them, and part them from the rejected ones."""
        rejects = rows.filter(pl.col("reason").is_not_null())
        rows = rows.filter(pl.col("reason").is_null())
        products, self._products = _added(rows, self._products, ["code"], "product_key", ["kind"])
        rows = rows.join(self._products, on="code", how="left", maintain_order="left")
        described = rows.filter(pl.col("description").is_not_null())
        keys = ["product_key", "description"]
        descriptions, self._descriptions = _added(described, self._descriptions, keys, "description_key", [])
        rows = rows.join(self._descriptions, on=keys, how="left", maintain_order="left")
        orders = self._numbered(rows)
        return Staged(
            orders=orders,
            lines=rows.join(orders, on="number", how="left", maintain_order="left").select(
                "order_key",
                pl.int_range(1, pl.len() + 1).over("order_key").alias("line"),
                "product_key",
                "description_key",
                "is_return",
                "quantity",
                "unit_price",
                "total",
                "discount",
            ),
            products=products.select("product_key", "code", "kind"),
            descriptions=descriptions.select("description_key", "product_key", "description"),
            rejects=rejects.select("file", "row_number", "column_name", "value", "reason"),
        )

    def _numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The batch's orders, each with what its first row says."""
        first = self._orders
        orders = rows.group_by("number", maintain_order=True).agg(
            pl.first("customer", "country", "placed_at"), pl.len().alias("line_count")
        )
        self._orders += orders.height
        return orders.select(
            pl.int_range(first, first + pl.len()).alias("order_key"),
            pl.lit(self._tables).alias("table_number"),
            "number",
            "customer",
            "country",
            "placed_at",
            "line_count",
        )


def _added(
    rows: pl.DataFrame, known: pl.DataFrame, on: list[str], key: str, carried: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows' values of `on` that are not known yet, with new keys and what the first row carries; and all known."""
    new = rows.select(*on, *carried).join(known, on=on, how="anti", maintain_order="left")
    new = new.unique(on, keep="first", maintain_order=True).with_row_index(key)
    new = new.with_columns(pl.col(key).cast(pl.Int64) + known.height)
    return new, pl.concat([known, new.select(known.columns)])
