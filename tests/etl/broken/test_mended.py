"""Broken files that load all the same: what can be read is read rightly, the rest is rejected with a reason."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.etl.understood import read
from tests.etl.workbooks import write_workbook

HEADER = "order,date,product,quantity,price\n"
TEA = "1,2024-01-13,Tea,2,3.50\n"
CUP = "2,2024-01-14,Cup,1,9.00\n"


def repeated_headers(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA + HEADER + CUP + HEADER)
    return {"repeated header": 2}


def rows_too_long(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA + "9,2024-01-14,Cup, red,1,9.00\n" + CUP)
    return {"more cells than the header": 1}


def rows_too_short(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA + "9,2024-01-14\n" + CUP)
    return {"empty product": 1}


def blank_lines(path: Path) -> dict[str, int]:
    path.write_text(HEADER + "\n" + TEA + "\n\n,,,,\n" + CUP + "\n \n")
    return {}


def trailing_separators(path: Path) -> dict[str, int]:
    path.write_text((HEADER + TEA + CUP).replace("\n", ",,\n"))
    return {}


def separators_behind_the_values_only(path: Path) -> dict[str, int]:
    path.write_text(HEADER + (TEA + CUP).replace("\n", ",\n"))
    return {}


def lone_carriage_returns(path: Path) -> dict[str, int]:
    path.write_bytes((HEADER + TEA + CUP).replace("\n", "\r").encode())
    return {}


def windows_line_ends(path: Path) -> dict[str, int]:
    path.write_bytes((HEADER + TEA + CUP).replace("\n", "\r\n").encode())
    return {}


def nul_bytes(path: Path) -> dict[str, int]:
    path.write_text((HEADER + TEA + CUP).replace("Tea", "T\0e\0a"))
    return {}


def no_last_line_end(path: Path) -> dict[str, int]:
    path.write_text((HEADER + TEA + CUP).rstrip())
    return {}


def huge_cell(path: Path) -> dict[str, int]:
    path.write_text(HEADER.replace("\n", ",notes\n") + TEA + CUP.replace("\n", f',"{"x" * (10 << 20)}\n"\n'))
    return {}


def stray_quotes(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA.replace("Tea", 'Tea 5" tin') + CUP.replace("Cup", '"Cup, red"'))
    return {}


def quote_never_closed(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA.replace("Tea", '"Tea') + CUP)
    return {}


def line_breaks_in_cells(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA.replace("Tea", '"Tea,\n\n ""green"""') + CUP)
    return {}


def title_above_and_sum_below(path: Path) -> dict[str, int]:
    path.write_text("Sales,,,,\nJanuary 2024,,,,\n,,,,\n" + HEADER + TEA + CUP + ",,,Total,16.00\n")
    return {"empty order number": 1}


def excel_hint(path: Path) -> dict[str, int]:
    path.write_text("sep=;\n" + (HEADER + TEA + CUP).replace(",", ";"))
    return {}


def equal_duplicate_columns(path: Path) -> dict[str, int]:
    path.write_text(
        "order,date,product,quantity,price,price\n1,2024-01-13,Tea,2,3.50,3.50\n2,2024-01-14,Cup,1,9.00,9.00\n"
    )
    return {}


def unreadable_cells(path: Path) -> dict[str, int]:
    path.write_text(HEADER + TEA + CUP + "3,soon,Cup,1,9.00\n4,2024-01-14,Cup,some,9.00\n5,2024-02-30,Cup,1,#REF!\n")
    return {"unreadable date": 2, "unreadable quantity": 1}


def undecodable_bytes(path: Path) -> dict[str, int]:
    path.write_bytes((HEADER + TEA + CUP).replace("Tea", "T\xe9a\x81").encode("iso-8859-1"))
    return {}


def computed_formulas(path: Path) -> dict[str, int]:
    rows = [
        ["1", datetime(2024, 1, 13), "Tea", ("1+1", 2.0), 3.5],
        ["2", datetime(2024, 1, 14), "Cup", 1, ("A1*3", 9.0)],
    ]
    write_workbook(path, {"Notes": [["hello"]], "Sales": [HEADER.strip().split(","), *rows]})
    return {}


@pytest.mark.parametrize(
    "make",
    [
        repeated_headers,
        rows_too_long,
        rows_too_short,
        blank_lines,
        trailing_separators,
        separators_behind_the_values_only,
        lone_carriage_returns,
        windows_line_ends,
        nul_bytes,
        no_last_line_end,
        huge_cell,
        stray_quotes,
        quote_never_closed,
        line_breaks_in_cells,
        title_above_and_sum_below,
        excel_hint,
        equal_duplicate_columns,
        unreadable_cells,
        undecodable_bytes,
        computed_formulas,
    ],
)
def test_the_good_rows_load(tmp_path: Path, make: Callable[[Path], dict[str, int]]) -> None:
    path = tmp_path / "sales"
    reasons = make(path)
    found = read(path)
    assert found.reasons == reasons
    assert found.good["number"].to_list() == ["1", "2"]
    assert found.good["placed_at"].to_list() == [datetime(2024, 1, 13), datetime(2024, 1, 14)]
    assert found.revenue == Decimal("16.00")


def test_a_rejected_row_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + "\n" + TEA + "\n9,2024-01-14,Cup,x,9.00\n")
    row = read(path).rows.row(1, named=True)
    assert (row["file"], row["row_number"], row["column_name"], row["value"]) == (str(path), 5, "quantity", "x")
