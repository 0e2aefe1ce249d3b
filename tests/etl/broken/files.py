"""Files that are broken, each in its own way: every maker writes one at the path it is given."""

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import polars as pl

from tests.etl.workbooks import write_workbook

HEADER = "order,date,product,quantity,price\n"
ROWS = "1,2024-01-13,Tea,2,3.50\n2,2024-01-14,Cup,1,9.00\n"
GOOD = (HEADER + ROWS).encode()


def absent(path: Path) -> None:
    """Leaves no file."""


def directory(path: Path) -> None:
    path.mkdir()


def device(path: Path) -> None:
    os.mkfifo(path)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def blank(path: Path) -> None:
    path.write_bytes(b"\n\n  \n\t\n")


def header_only(path: Path) -> None:
    path.write_text(HEADER)


def header_and_blank_rows(path: Path) -> None:
    path.write_text(HEADER + ",,,,\n" * 5)


def one_column(path: Path) -> None:
    path.write_text("order\n1\n2\n")


def prose(path: Path) -> None:
    path.write_text("Dear all,\n\nplease find attached what we sold, as promised.\n\nYours, the shop\n")


def html(path: Path) -> None:
    path.write_text("<!DOCTYPE html>\n<html><body><table><tr><td>order</td></tr></table></body></html>")


def xml(path: Path) -> None:
    path.write_text('<?xml version="1.0"?><orders><order id="1"/></orders>')


def pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 20)


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(1, 256)) * 40)


def cut_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(GOOD * 1000)[:-20])


def corrupt_gzip(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b" + b"not gzip after all" * 10)


def gzip_of_nothing(path: Path) -> None:
    path.write_bytes(gzip.compress(b""))


def gzip_bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(GOOD + b" " * (40 << 20)))


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sales.csv", GOOD + b"0" * (40 << 20))


def cut_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sales.csv", GOOD * 1000)
    path.write_bytes(path.read_bytes()[:-40])


def corrupt_zip_member(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sales.csv", GOOD)
    path.write_bytes(path.read_bytes().replace(b"Tea", b"Tee", 1))


def encrypted_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sales.csv", GOOD)
    content = bytearray(path.read_bytes())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + place] |= 1
    path.write_bytes(content)


def zip_without_tables(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.txt", "nothing here")
        archive.writestr("__MACOSX/._sales.csv", "\0\0")


def matryoshka(path: Path) -> None:
    content = GOOD
    for _ in range(6):
        content = gzip.compress(content)
    path.write_bytes(content)


def tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("sales.csv")
        member.size = len(GOOD)
        archive.addfile(member, io.BytesIO(GOOD))


def cut_workbook(path: Path) -> None:
    write_workbook(path, {"Sales": [["order", "date", "price"], [1, "2024-01-13", 2.5]]})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml"))


def empty_workbook(path: Path) -> None:
    write_workbook(path, {"Sheet1": []})


def two_sheets(path: Path) -> None:
    sheet = [["order", "date", "price"], [1, "2024-01-13", 2.5]]
    write_workbook(path, {"January": sheet, "February": sheet})


def formulas_never_computed(path: Path) -> None:
    rows = [["order", "date", "product", "price"], *([n, f"=DATE(2024,1,{n})", "Tea", None] for n in range(1, 20))]
    write_workbook(path, {"Sales": rows})


def cut_parquet(path: Path) -> None:
    pl.read_csv(GOOD).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-30])


def broken_json(path: Path) -> None:
    path.write_text('{"order": 1, "date": "2024-01-13", "price": 2}\n{"order": 2, "date"\n')


def no_date(path: Path) -> None:
    path.write_text("order,product,quantity,price\n1,Tea,2,3.50\n")


def no_amount(path: Path) -> None:
    path.write_text("order,date,product,quantity\n1,2024-01-13,Tea,2\n")


def ambiguous_dates(path: Path) -> None:
    path.write_text(HEADER + "1,03/04/2024,Tea,2,3.50\n2,05/06/2024,Cup,1,9.00\n")


def contradicting_dates(path: Path) -> None:
    path.write_text(HEADER + "1,13/04/2024,Tea,2,3.50\n2,05/26/2024,Cup,1,9.00\n")


def ambiguous_numbers(path: Path) -> None:
    path.write_text('order,date,product,price\n1,2024-01-13,Tea,"1,234"\n2,2024-01-14,Cup,"2,500"\n')


def differing_duplicates(path: Path) -> None:
    path.write_text("order,date,product,price,price\n1,2024-01-13,Tea,3.50,4.50\n")


def several_currencies(path: Path) -> None:
    path.write_text("order,date,product,price,currency\n1,2024-01-13,Tea,3.50,EUR\n2,2024-01-13,Tea,3.50,USD\n")


def items_without_orders(path: Path) -> None:
    path.write_text("order_id,order_item_id,product_id,price\n1,1,A,3.50\n")
