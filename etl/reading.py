"""From text cells to orders' lines, or to rows rejected with a reason (docs/numbers.md, "Lines")."""

from typing import TYPE_CHECKING

import polars as pl

from etl.contract import ALL_PRODUCTS, Contract
from etl.sources.table import EXTRA, ROW
from etl.understanding.dates import date_cells, read_dates
from etl.understanding.numbers import read_numbers
from etl.vocabulary import FIELDS

if TYPE_CHECKING:
    from etl.row_numbers import RowNumbers

_EMPTY_WORDS = ["NULL", "null", "None", "NaN", "nan", "N/A", "n/a", "#N/A", "<NA>", "(null)"]
"""What databases and data frames write for an empty cell; taken so where no number is expected."""
_WORDS = ("name", "customer", "country", "status", "discount")
_NUMBERS = ("quantity", "price", "total", "discount")

COLUMNS = [
    "file", "row_number", "reason", "column_name", "value", "number", "code", "kind", "description", "placed_at",
    "customer", "country", "is_return", "quantity", "unit_price", "total", "discount",
]  # fmt: skip
"""What is read. `reason`, `column_name`, `value` are null for a good row, `kind` without a list of services. Amounts
are plain decimal text: `total` where there is one, else quantity x unit_price - discount (0 if null); a null unit_price
is total / quantity."""


class Reader:
    """Reads a table's batches, in order, under its contract; remembers orders' first rows and equal rows."""

    def __init__(self, contract: Contract, table_name: str) -> None:
        self._contract = contract
        self._file = table_name
        self._last: pl.DataFrame | None = None
        self._numbers = None if "order" in contract.columns else _row_numbers()

    def read(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The batch's rows with the columns of `COLUMNS`, as many as it has."""
        rows = self._cells(batch)
        if self._contract.carried:
            rows = self._carried(rows)
        rows = rows.with_columns(
            *(
                read_numbers(rows[field], self._contract.decimals.get(field, ".")).alias(f"{field}_read")
                if field in self._contract.columns
                else pl.lit(None, pl.String).alias(f"{field}_read")
                for field in _NUMBERS
            ),
            read_dates(rows["date"], self._contract.dates).alias("placed_at"),
        )
        rows = rows.with_columns(
            pl.col(f"{field}_read").cast(pl.Float64, strict=False).alias(f"{field}_number") for field in _NUMBERS
        )
        if self._numbers is not None:
            rows = rows.with_columns(self._numbers.number(_content(rows)).alias("order"))
        return rows.select(
            pl.lit(self._file).alias("file"),
            pl.col(ROW).cast(pl.Int64).alias("row_number"),
            *_refusals(self._contract),
            *_read(self._contract),
        )

    def _cells(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Each field's cells, trimmed, empty ones null; a field without a column is null or what stands in for it.

        NUL characters are left out: PostgreSQL stores none.
        """
        columns = self._contract.columns
        cells: dict[str, pl.Expr] = {}
        for field in FIELDS:
            if field not in columns:
                cells[field] = pl.lit(None, pl.String)
                continue
            text = pl.col(columns[field])
            kept = (text != "") & ~text.is_in(_EMPTY_WORDS) if field in _WORDS else text != ""
            cells[field] = pl.when(kept).then(text)
        cells["date"] = date_cells(columns)
        if "product" not in columns:
            cells["product"] = cells["name"] if "name" in columns else pl.lit(ALL_PRODUCTS)
        elif self._contract.product_else_name:
            cells["product"] = pl.coalesce(cells["product"], cells["name"])
        whole = cells["order"].str.replace(r"^(\d+)\.0$", "$1")
        cells["order"] = pl.when(cells["order"].str.ends_with(".0")).then(whole).otherwise(cells["order"])
        cells["customer"] = cells["customer"].str.strip_suffix(".0")
        if self._contract.discount_is_share:
            cells["discount"] = cells["discount"].str.strip_chars_end("% ")
        extra = pl.col(EXTRA) if EXTRA in batch.columns else pl.lit(None, pl.String)
        header = pl.all_horizontal(pl.col(columns[field]) == columns[field] for field in columns)
        trimmed = [
            pl.col(name).str.replace_all("\0", "", literal=True).str.strip_chars() for name in set(columns.values())
        ]
        return batch.with_columns(trimmed).select(
            ROW,
            *(cell.alias(field) for field, cell in cells.items()),
            pl.when(extra.str.contains(r"\S")).then(extra).alias("extra"),
            header.fill_null(value=False).alias("is_header"),
        )

    def _carried(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the cells that stand on the first row of their order only."""
        before = 0 if self._last is None else 1
        whole = rows if self._last is None else pl.concat([self._last, rows])
        if "order" in self._contract.carried:
            whole = whole.with_columns(pl.col("order").forward_fill())
        run = (pl.col("order") != pl.col("order").shift(1)).fill_null(value=True).cum_sum()
        filled = whole.with_columns(pl.col(*self._contract.carried).forward_fill().over(run))
        self._last = filled.tail(1)
        return filled.slice(before)


def _row_numbers() -> "RowNumbers":
    from etl.row_numbers import RowNumbers  # brings in numpy, which takes a tenth of a second

    return RowNumbers()


def _content(rows: pl.DataFrame) -> pl.Series:
    """What tells one row from another, as text; not its status, which changes while the row stays the same."""
    parts = [
        pl.col("placed_at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
        pl.col("product").str.to_uppercase(),
        *(pl.coalesce(f"{field}_read", field) for field in _NUMBERS),
        pl.col("customer"),
        pl.col("country"),
    ]
    return rows.select(pl.concat_str([part.fill_null("") for part in parts], separator="\x1f").alias("content"))[
        "content"
    ]


def _number(field: str) -> pl.Expr:
    return pl.col(f"{field}_number")


def _is_return(contract: Contract) -> pl.Expr:
    """By the quantity's sign, by the total's where the file has no quantity, by number or status."""
    is_return = (_number("quantity") if "quantity" in contract.columns else _number("total")) < 0
    is_return = is_return.fill_null(value=False)
    if contract.return_numbers:
        is_return |= pl.col("order").str.contains(contract.return_numbers).fill_null(value=False)
    if contract.return_statuses:
        is_return |= pl.col("status").str.to_lowercase().str.contains(contract.return_statuses).fill_null(value=False)
    return is_return


def _is_below_zero(contract: Contract) -> pl.Expr:
    """Whether quantity x price - discount, where it is the amount, is negative."""
    quantity = _number("quantity") if "quantity" in contract.columns else pl.lit(1.0)
    return _number("total").is_null() & (quantity * _number("price") - _discount(contract) < -1e-6)


def _discount(contract: Contract) -> pl.Expr:
    """What comes off quantity x price, with its sign."""
    quantity = _number("quantity") if "quantity" in contract.columns else pl.lit(1.0)
    discount = _number("discount").abs()
    if contract.discount_is_share:
        discount = (discount / 100 * quantity.abs() * _number("price")).round(6)
    return pl.when(quantity < 0).then(-discount).otherwise(discount)


def _read(contract: Contract) -> list[pl.Expr]:
    """The fields of a good row."""
    code = pl.col("product").str.to_uppercase()
    kind = pl.when(code.str.contains(contract.service_pattern)).then(pl.lit("SERVICE")).otherwise(pl.lit("MERCHANDISE"))
    discount = _discount(contract)
    return [
        pl.col("order").alias("number"),
        code.alias("code"),
        (kind if contract.service_codes else pl.lit(None, pl.String)).alias("kind"),
        pl.col("name").alias("description"),
        pl.col("placed_at"),
        pl.col("customer"),
        pl.col("country").fill_null(contract.country).alias("country"),
        _is_return(contract).alias("is_return"),
        (pl.col("quantity_read") if "quantity" in contract.columns else pl.lit("1")).alias("quantity"),
        pl.col("price_read").alias("unit_price"),
        pl.col("total_read").alias("total"),
        pl.when(discount != 0).then(discount.cast(pl.String)).alias("discount"),
    ]


def _rules(contract: Contract) -> list[tuple[str, str, pl.Expr]]:
    """Why a row is refused, the first that it breaks counts: the field at fault, the reason, whether it is broken."""
    amount = "price" if "price" in contract.columns else "total"
    quantity, price, total = _number("quantity"), _number(amount), _number("total")
    no_total = pl.col("total").is_null()
    return [
        ("is_header", "repeated header", pl.col("is_header")),
        ("extra", "more cells than the header", pl.col("extra").is_not_null()),
        ("order", "empty order number", pl.col("order").is_null()),
        ("product", "empty product", pl.col("product").is_null()),
        ("date", "empty date", pl.col("date").is_null()),
        ("date", "unreadable date", pl.col("placed_at").is_null()),
        ("quantity", "empty quantity", pl.col("quantity").is_null()),
        ("quantity", "unreadable quantity", quantity.is_null()),
        (amount, "empty price", pl.col(amount).is_null() & no_total),
        (amount, "unreadable price", pl.col(amount).is_not_null() & price.is_null()),
        ("total", "unreadable line total", pl.col("total").is_not_null() & total.is_null()),
        ("discount", "unreadable discount", pl.col("discount").is_not_null() & pl.col("discount_read").is_null()),
        ("quantity", "zero quantity", quantity == 0),
        (amount, "zero price", price == 0),
        ("total", "zero price", pl.col("price").is_null() & (total == 0)),
        ("price", "negative price", price < 0),
        ("total", "negative line total of a positive quantity", (total < 0) & ~_is_return(contract)),
        ("discount", "discount above the price", _is_below_zero(contract) & ~_is_return(contract)),
    ]


def _refusals(contract: Contract) -> list[pl.Expr]:
    """`reason`, `column_name` and `value` of the first rule that a row breaks, null for a good row."""
    columns = contract.columns
    last = next(reversed(list(columns.values())))
    names = {"product": columns.get("name", ""), "is_header": columns["date"], "extra": f"after {last}", **columns}
    reason, column, value = pl.lit(None, pl.String), pl.lit(None, pl.String), pl.lit(None, pl.String)
    for field, text, broken in reversed(_rules(contract)):
        if field in names:
            reason = pl.when(broken).then(pl.lit(text)).otherwise(reason)
            column = pl.when(broken).then(pl.lit(names[field])).otherwise(column)
            value = pl.when(broken).then(pl.col("date" if field == "is_header" else field)).otherwise(value)
    return [reason.alias("reason"), column.alias("column_name"), value.alias("value")]
