"""Rows of a load, batch by batch, with the keys that tie orders, lines, products and descriptions together."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Staged:
    """What one batch adds, ready to be copied. Keys count from 0 within the load; quantities and amounts are text.

    orders: order_key, number, customer, country, placed_at. products: product_key, code, kind.
    descriptions: description_key, product_key, description. rejects: file, row_number, column_name, value, reason.
    lines: order_key, line, product_key, description_key, is_return, quantity, unit_price, total, discount.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    products: pl.DataFrame
    descriptions: pl.DataFrame
    rejects: pl.DataFrame


class Stager:
    """Remembers the keys given so far: of a load's rows only its orders, products and descriptions stay in memory."""

    def __init__(self) -> None:
        self._first_order_key = 0
        self._orders = pl.DataFrame(schema={"number": pl.String, "order_key": pl.Int64, "held": pl.Int64})
        self._products = pl.DataFrame(schema={"code": pl.String, "product_key": pl.Int64})
        self._descriptions = pl.DataFrame(
            schema={"product_key": pl.Int64, "description": pl.String, "description_key": pl.Int64}
        )

    def begin_table(self) -> None:
        """Take orders as new from here on: an order of a later table replaces that of an earlier one, as it would in a
        load of its own, so that files which overlap do not double. The merge keeps the highest key of a number.
        """
        self._first_order_key += self._orders.height
        self._orders = self._orders.clear()

    def stage(self, rows: pl.DataFrame) -> Staged:
        """Give keys to the good rows of a batch, as `etl.reading` yields them, and part them from the rejected ones.

        An order has the customer, country and time of its first line; its later lines may come in later batches.
        """
        rejects = rows.filter(pl.col("reason").is_not_null())
        rows = rows.filter(pl.col("reason").is_null())
        products, self._products = _added(rows, self._products, ["code"], "product_key", ["kind"])
        rows = rows.join(self._products, on="code", how="left", maintain_order="left")
        described = rows.filter(pl.col("description").is_not_null())
        keys = ["product_key", "description"]
        descriptions, self._descriptions = _added(described, self._descriptions, keys, "description_key", [])
        rows = rows.join(self._descriptions, on=keys, how="left", maintain_order="left")
        known = self._orders.drop("held")
        carried = ["customer", "country", "placed_at"]
        orders, known = _added(rows, known, ["number"], "order_key", carried, first=self._first_order_key)
        held = known.join(self._orders.select("order_key", "held"), on="order_key", how="left", maintain_order="left")
        self._orders = held.with_columns(pl.col("held").fill_null(0))
        rows = rows.join(self._orders, on="number", how="left", maintain_order="left")
        lines = rows.select(
            "order_key",
            (pl.col("held") + pl.int_range(1, pl.len() + 1).over("order_key")).alias("line"),
            "product_key",
            "description_key",
            "is_return",
            "quantity",
            "unit_price",
            "total",
            "discount",
        )
        self._hold(lines)
        return Staged(
            orders=orders.select("order_key", "number", "customer", "country", "placed_at"),
            lines=lines,
            products=products.select("product_key", "code", "kind"),
            descriptions=descriptions.select("description_key", "product_key", "description"),
            rejects=rejects.select("file", "row_number", "column_name", "value", "reason"),
        )

    def _hold(self, lines: pl.DataFrame) -> None:
        """Remember how many lines each order has, for those that come in later batches."""
        counted = lines.group_by("order_key").agg(pl.len().cast(pl.Int64).alias("more"))
        self._orders = (
            self._orders.join(counted, on="order_key", how="left", maintain_order="left")
            .with_columns(pl.col("held") + pl.col("more").fill_null(0))
            .drop("more")
        )


def _added(
    rows: pl.DataFrame, known: pl.DataFrame, on: list[str], key: str, carried: list[str], first: int = 0
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows' values of `on` that are not known yet, with new keys and what the first row carries; and all known."""
    new = rows.select(*on, *carried).join(known, on=on, how="anti", maintain_order="left")
    new = new.unique(on, keep="first", maintain_order=True).with_row_index(key)
    new = new.with_columns(pl.col(key).cast(pl.Int64) + known.height + first)
    return new, pl.concat([known, new.select(known.columns)])
