"""What a mapping says besides the column: `Order Date (day first)`, as the understood mapping is shown."""

import re
from dataclasses import replace

from etl.contract import DateOrder, DecimalMark, LoadOptions

_MANNER = re.compile(r"(.+?) \((?:(day|month|year) first|decimal (comma|point))\)")
_ORDERS: dict[str, DateOrder] = {"day": "day-first", "month": "month-first", "year": "year-first"}
_MARKS: dict[str, DecimalMark] = {"comma": "comma", "point": "point"}


def with_stated_manners(options: LoadOptions, columns: list[str]) -> LoadOptions:
    """The options with the order of dates and the decimal mark that the mapping states."""
    mapping, order, mark = dict(options.mapping), options.date_order, options.decimal
    for field, column in options.mapping.items():
        stated = _MANNER.fullmatch(column)
        if stated and column not in columns:
            mapping[field] = stated[1]
            order = _ORDERS.get(stated[2] or "", order)
            mark = _MARKS.get(stated[3] or "", mark)
    return replace(options, mapping=mapping, date_order=order, decimal=mark)
