"""What was understood of a table: which column is which field, and how its cells are read."""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Literal

from etl.vocabulary import FIELDS as FIELDS

DateOrder = Literal["day-first", "month-first", "year-first"]
Decimal = Literal[".", ","]
DecimalMark = Literal["point", "comma"]

UNKNOWN_COUNTRY = "Unspecified"
ALL_PRODUCTS = "ALL"


@dataclass(frozen=True, slots=True)
class DateReading:
    """How to read a column's dates. `orders`: for each numeric shape (separator, digits of the year, time) its order.

    `serial` and `unix`: bare numbers are a spreadsheet's days, or Unix seconds or milliseconds. ISO dates and months
    by name need no telling. `zone` is the clock to which times with an offset are converted.
    """

    orders: dict[str, DateOrder] = field(default_factory=dict)
    serial: bool = False
    unix: bool = False
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What the user says about the files. Nothing has to be said that the files show.

    mapping: field -> column. preset: a name or the path of a TOML file. country: of every row where the file has none.
    timezone: the shop's clock, for times with an offset. max_reject_share: refuse the load beyond this share.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    preset: str | None = None
    sheet: str | None = None
    country: str | None = None
    currency: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    max_reject_share: float = 0.2
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Contract:
    """How to read one table. `columns` maps a field (order, product, ...) to the table's column; a field may be absent.

    decimals: the decimal mark of each numeric field. country: given to rows without one. currency: if the file shows
    one, its code, or a sign that several share. carried: fields that stand on an order's first row only.
    product_else_name: an empty product code is the name. return_numbers: a pattern of order numbers.
    return_statuses: a pattern of lower-cased status cells. service_codes: see service_pattern.
    """

    columns: dict[str, str]
    preset: str | None = None
    decimals: dict[str, Decimal] = field(default_factory=dict)
    dates: DateReading = field(default_factory=DateReading)
    country: str = UNKNOWN_COUNTRY
    currency: str | None = None
    carried: tuple[str, ...] = ()
    product_else_name: bool = False
    discount_is_share: bool = False
    return_numbers: str | None = None
    return_statuses: str | None = None
    service_codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def service_pattern(self) -> str:
        """A regular expression over upper-cased product codes; a trailing `*` in the list stands for any rest."""
        codes = (
            re.escape(code.removesuffix("*").upper()) + (".*" if code.endswith("*") else "")
            for code in self.service_codes
        )
        return f"^(?:{'|'.join(codes)})$"

    def as_json(self) -> str:
        """The contract as kept with a load; equal contracts give equal text."""
        kept = asdict(self)
        del kept["notes"]
        return json.dumps(kept, sort_keys=True)

    def describe(self) -> list[str]:
        """What was understood, a line for each field, with what stands in for the missing ones."""
        lines = [f"read as {self.preset}"] if self.preset else []
        for name in FIELDS:
            column = self.columns.get(name)
            if column is not None:
                lines.append(f"{name}: {column}{self._manner(name)}")
            elif name in _ABSENT:
                lines.append(f"{name}: {self._fallback(name)}")
        return [*lines, *([f"currency: {self.currency}"] if self.currency else []), *self.notes]

    def _manner(self, name: str) -> str:
        manners = []
        if self.decimals.get(name) == ",":
            manners.append("decimal comma")
        if name == "date":
            manners += sorted({order.replace("-", " ") for order in self.dates.orders.values()})
            manners += ["spreadsheet day numbers"] * self.dates.serial + ["Unix time"] * self.dates.unix
        if name == "product" and self.product_else_name and "name" in self.columns:
            manners.append("where empty, the name")
        if name in self.carried:
            manners.append("from the order's first row")
        return f" ({', '.join(manners)})" if manners else ""

    def _fallback(self, name: str) -> str:
        if name == "product" and "name" in self.columns:
            return "the name"
        if name == "price" and "total" in self.columns:
            return "line total / quantity" if "quantity" in self.columns else "the line total"
        return f"{self.country} for every row" if name == "country" else _ABSENT[name]


_ABSENT = {
    "order": "one order a row, numbered by a hash of the row",
    "product": f"one product, {ALL_PRODUCTS}",
    "quantity": "1 for every row",
    "price": "",
    "customer": "unknown",
    "country": "",
}
