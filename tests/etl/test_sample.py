"""The sample as an export: its size, its columns, its broken rows, returns, prices and names."""

import re
from collections import Counter
from datetime import timedelta

import polars as pl
import pytest

from etl.sample import TRUTHS, sample_rows
from tests.etl.sample_rows import SERVICE_CODES, Read, read

COLUMNS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]


@pytest.fixture(scope="module")
def sample() -> Read:
    return read(sample_rows())


def test_the_same_rows_every_time(sample: Read) -> None:
    assert sample_rows().equals(sample.rows)


def test_columns_are_text_in_the_export_s_order(sample: Read) -> None:
    assert sample.rows.schema == dict.fromkeys(COLUMNS, pl.String)
    assert not sample.rows.select((pl.all() == "").any()).row(0).count(True)


def test_size(sample: Read) -> None:
    sales = sample.sales
    assert 490_000 <= sample.rows.height <= 540_000
    assert 24_500 <= sample.orders.height <= 26_500
    assert sales["customer"].drop_nulls().n_unique() == 4_500
    assert 3_450 <= sales["product"].n_unique() <= 3_510
    assert sales["country"].n_unique() == 35
    assert 350 <= sample.orders["amount"].mean() <= 620  # type: ignore[operator]
    assert 17 <= sample.orders["lines"].mean() <= 22  # type: ignore[operator]
    assert sample.orders["lines"].max() > 6 * sample.orders["lines"].median()  # type: ignore[operator]


def test_rows_stand_in_order_of_time_and_number(sample: Read) -> None:
    documents = sample.rows.select(
        number=pl.col("InvoiceNo").str.strip_prefix("C").cast(pl.Int64),
        at=pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
    ).drop_nulls()
    assert documents["number"].is_sorted()
    assert documents["at"].is_sorted()


def test_a_document_has_one_customer_country_and_time(sample: Read) -> None:
    heads = (
        pl.concat([sample.sales, sample.returns]).group_by("number").agg(pl.col("customer", "country", "at").n_unique())
    )
    assert heads.select(pl.col("customer", "country", "at").max()).row(0) == (1, 1, 1)


def test_returns_are_the_documents_named_c(sample: Read) -> None:
    assert sample.returns["number"].str.contains(r"^C\d+$").all()
    assert sample.sales["number"].str.contains(r"^\d+$").all()
    assert sample.returns.height / sample.sales.height == pytest.approx(TRUTHS.return_line_share, abs=0.003)
    assert 0.01 < -float(sample.returns["amount"].sum()) / float(sample.sales["amount"].sum()) < 0.05


def test_most_returns_have_an_earlier_sale_of_the_same_customer_and_product(sample: Read) -> None:
    lines = sample.returns.with_row_index("line")
    earlier = lines.join(sample.sales, on=["customer", "product"], suffix="_sold").filter(
        pl.col("at_sold") < pl.col("at"), pl.col("quantity_sold") >= -pl.col("quantity")
    )
    unmatched = lines.join(earlier, on="line", how="anti")
    discounts = unmatched.filter(pl.col("product") == "D")
    older = unmatched.filter(pl.col("product") != "D")
    assert 0 < discounts.height < 100
    assert older["customer"].n_unique() == TRUTHS.return_only_customers
    assert not older["customer"].is_in(sample.sales["customer"].drop_nulls().unique().implode()).any()


def test_some_orders_are_cancelled_as_a_whole_the_same_day(sample: Read) -> None:
    documents = sample.returns.group_by("number").agg(
        pl.col("customer", "day", "at").first(), pl.col("quantity", "amount").sum()
    )
    cancelled = sample.orders.join(documents, on=["customer", "day"], suffix="_back").filter(
        pl.col("units") == -pl.col("quantity"),
        (pl.col("amount") + pl.col("amount_back")).abs() < 0.005,
        pl.col("at_back") - pl.col("at") < timedelta(hours=2),
    )
    assert cancelled.height == TRUTHS.full_cancellations
    giant = cancelled.sort("units").row(-1, named=True)
    assert (giant["day"], giant["units"]) == (TRUTHS.giant_day, TRUTHS.giant_units)
    assert giant["amount"] == sample.orders["amount"].max()


def test_broken_rows(sample: Read) -> None:
    rows = sample.rows
    quantity = rows["Quantity"].cast(pl.Int64, strict=False)
    price = rows["UnitPrice"].cast(pl.Float64, strict=False)
    moment = rows["InvoiceDate"].str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    found = {
        "no order number": rows["InvoiceNo"].is_null(),
        "no product": rows["StockCode"].is_null() | (rows["StockCode"].str.strip_chars() == ""),
        "unreadable date": moment.is_null(),
        "unreadable quantity": quantity.is_null(),
        "zero quantity": quantity == 0,
        "unreadable price": price.is_null(),
        "zero price": price == 0,
        "negative price": price < 0,
    }
    assert {fault: broken.sum() for fault, broken in found.items()} == dict(TRUTHS.broken_rows)
    assert rows.height - sample.sales.height - sample.returns.height == sum(count for _, count in TRUTHS.broken_rows)


def test_prices_end_like_prices(sample: Read) -> None:
    goods = sample.sales.filter(~pl.col("product").is_in(SERVICE_CODES))
    assert goods["price"].is_between(0.19, 49.95).all()
    assert sample.rows["UnitPrice"].str.contains(r"^\d+\.\d\d$").mean() > 0.999  # type: ignore[operator]
    endings = Counter((goods["price"] * 100).round().cast(pl.Int64) % 10)
    assert endings[5] + endings[9] + endings[0] > 0.99 * goods.height


def test_a_new_price_list_raises_many_prices(sample: Read) -> None:
    day = TRUTHS.price_list_day
    usual = (
        sample.sales.filter(pl.col("day").is_between(day - timedelta(days=60), day + timedelta(days=60)))
        .group_by("product", after=pl.col("day") >= day)
        .agg(pl.col("price").max(), lines=pl.len())
        .filter(pl.col("lines") >= 10)
        .pivot("after", index="product", values="price")
        .drop_nulls()
    )
    assert usual.height > 500
    assert (usual["true"] > usual["false"]).mean() == pytest.approx(TRUTHS.price_rise_share, abs=0.06)


def test_products_come_and_go(sample: Read) -> None:
    seen = sample.sales.group_by("product").agg(first=pl.col("day").min(), last=pl.col("day").max(), lines=pl.len())
    often = seen.filter(pl.col("lines") >= 50)
    assert (often["first"] >= TRUTHS.first_day + timedelta(days=150)).sum() > 100
    assert (often["last"] <= TRUTHS.last_day - timedelta(days=150)).sum() > 50


def test_names_are_distinct_and_some_are_spelled_twice(sample: Read) -> None:
    named = sample.sales.drop_nulls("name").group_by("product", "name").len()
    usual = named.sort("len", "name", descending=[True, False]).unique("product", keep="first")
    assert usual["name"].n_unique() == usual.height
    assert 30 <= (named.group_by("product").len()["len"] > 1).sum() <= 45
    assert 500 < sample.sales["name"].null_count() < 3_000
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9 ]+", name) for name in usual["name"])


def test_some_codes_differ_only_in_case(sample: Read) -> None:
    codes = sample.rows["StockCode"].drop_nulls().str.strip_chars().unique()
    twice = Counter(code.upper() for code in codes)
    assert 10 <= sum(count == 2 for count in twice.values()) <= 14


def test_services_and_guests(sample: Read) -> None:
    sold = set(sample.sales["product"]) | set(sample.returns["product"])
    assert sold.issuperset(SERVICE_CODES)
    guests = sample.sales.filter(pl.col("customer").is_null())
    assert guests.height / sample.sales.height == pytest.approx(TRUTHS.guest_line_share, abs=0.01)
    assert sample.orders["customer"].null_count() == guests["number"].n_unique()


def test_some_rows_are_there_twice_and_some_customers_moved(sample: Read) -> None:
    assert sample.rows.is_duplicated().sum() > 500
    countries = sample.orders.drop_nulls("customer").group_by("customer").agg(pl.col("country").n_unique())
    assert 1 <= (countries["country"] > 1).sum() <= 8
