"""What the rollups should hold, counted from orders and lines by Polars alone.

Sums are `Decimal`; the columns of each frame are those of the table it stands for.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from backend.rollups.families import ALL_COUNTRIES, CHUNK, END, MEASURES, Family, Running

_SOLD = pl.col("lines") > 0


def whole_orders(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The orders with the measures of their lines; `orders` is 1 where a line is a sale."""
    sums = lines.group_by("order_id").agg(pl.col(each).sum() for each in MEASURES if each != "orders")
    places = orders.select("order_id", "number", "placed_at", "day", "hour", "country_id", "customer_id")
    return places.join(sums, on="order_id").with_columns(
        orders=_SOLD.cast(pl.Int64), sale_lines="lines", line_count=pl.col("lines") + pl.col("return_lines")
    )


def measured(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with each one's part in the measures but `orders`."""
    sale = ~pl.col("is_return")
    nothing = pl.col("amount") - pl.col("amount")
    return lines.select(
        "order_id",
        "product_id",
        "description_id",
        revenue=pl.when(sale).then("amount").otherwise(nothing),
        returns=pl.when(sale).then(nothing).otherwise("amount"),
        units=pl.when(sale).then("quantity").otherwise(pl.col("quantity") - pl.col("quantity")),
        lines=sale.cast(pl.Int64),
        return_lines=(~sale).cast(pl.Int64),
    )


def products(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines added up by order and product; `orders` is 1 where one of them is a sale."""
    sums = lines.group_by("order_id", "product_id").agg(pl.col(each).sum() for each in MEASURES if each != "orders")
    places = orders.select("order_id", "day", "country_id")
    return sums.join(places, on="order_id").with_columns(orders=_SOLD.cast(pl.Int64))


def added_up(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The measures by day and keys."""
    return rows.group_by("day", *keys).agg(pl.col(MEASURES).sum())


def month_of(days: pl.DataFrame, family: Family) -> pl.DataFrame:
    """The rows of days of one month as the rows of that month."""
    last_sale = [pl.col("day").filter(_SOLD).max().alias("last_sale")] if "customer_id" in family.keys else []
    months = days.with_columns(month=pl.col("day").dt.truncate("1mo"))
    sums = months.group_by("month", *family.keys).agg(pl.col(MEASURES).sum(), *last_sale)
    return sums.rename({"month": "day"})


def members(days: pl.DataFrame, member: str) -> pl.DataFrame:
    """member, day, country_id, chunk, bit of each known member with a sale, by country and for all countries."""
    sold = days.filter(_SOLD, pl.col(member).is_not_null())
    of_countries = sold.select("day", "country_id", chunk=pl.col(member) // CHUNK, bit=pl.col(member) % CHUNK).unique()
    of_all = of_countries.with_columns(country_id=pl.lit(ALL_COUNTRIES, pl.Int64)).unique()
    both = pl.concat([of_countries, of_all])
    return both.select(pl.lit(member).alias("member"), "day", "country_id", "chunk", "bit")


def members_of_month(days: pl.DataFrame) -> pl.DataFrame:
    """Members of the days of one month as those of that month."""
    return days.with_columns(pl.col("day").dt.truncate("1mo")).unique()


def running(before: pl.DataFrame | None, days: pl.DataFrame, totals: Running) -> pl.DataFrame:
    """Totals once the rows of more days are added to the totals before."""
    last_sale = pl.when(_SOLD).then("day").alias("last_sale")
    parts = [days.select(*totals.keys, *MEASURES, last_sale)]
    if before is not None:
        parts.append(before)
    sums = pl.concat(parts).group_by(totals.keys).agg(pl.col(MEASURES).sum(), pl.col("last_sale").max())
    return sums.select(parts[0].columns)


def cohorts(days: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """day, first_day, customers, revenue of one month; `customers` are those who have bought by its end."""
    sold = days.filter(_SOLD, pl.col("customer_id").is_not_null()).with_columns(pl.col("day").dt.truncate("1mo"))
    bought = sold.group_by("day", "customer_id").agg(pl.col("revenue").sum())
    first = bought.join(customers.select("customer_id", "first_day"), on="customer_id")
    return first.group_by("day", "first_day").agg(pl.len().alias("customers"), pl.col("revenue").sum())


def first_orders(before: pl.DataFrame | None, orders: pl.DataFrame) -> pl.DataFrame:
    """first_order_id, first_country_id, first_day, last_day by customer; `orders` are later than those before."""
    sold = orders.filter(_SOLD, pl.col("customer_id").is_not_null()).sort("placed_at", "number")
    found = sold.group_by("customer_id", maintain_order=True).agg(
        first_order_id=pl.col("order_id").first(),
        first_country_id=pl.col("country_id").first(),
        first_day=pl.col("day").first(),
        last_day=pl.col("day").last(),
    )
    if before is None:
        return found
    firsts = [pl.col(each).first() for each in ("first_order_id", "first_country_id", "first_day")]
    both = pl.concat([before, found]).group_by("customer_id", maintain_order=True)
    return both.agg(*firsts, pl.col("last_day").last())


def descriptions(before: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """sales, uses by description: lines of sales, and all, added to those before."""
    used = lines.filter(pl.col("description_id").is_not_null())
    rows = used.select("description_id", sales="lines", uses=pl.col("lines") + pl.col("return_lines"))
    both = pl.concat([before, rows.group_by("description_id").agg(pl.col("sales", "uses").sum())])
    return both.group_by("description_id").agg(pl.col("sales", "uses").sum())


def is_mark(day: date, first: date | None, last: date | None) -> bool:
    """Whether running totals of all before `day` are kept: at the 1st and 16th within the data, and at the end."""
    if first is None or last is None:
        return False
    return (first < day <= last and day.day in (1, 16)) or day == END
