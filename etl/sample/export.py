"""The sample as an export file would give it: eight text columns in order of time, a few rows broken."""

import numpy as np
import polars as pl

from etl.sample.broken import with_broken_rows
from etl.sample.catalogue import PRICE_POINTS, Catalogue, catalogue
from etl.sample.customers import COUNTRIES, Customers, customers, order_times
from etl.sample.days import Calendar, IntArray, trading_calendar
from etl.sample.orders import Documents, Lines, giant_order, joined, order_documents, order_lines
from etl.sample.returns import cancellations, cancelled_orders, discounts, goods_sent_back, returns_of_older_sales
from etl.sample.truths import TRUTHS

SEED = 20240101
FIRST_NUMBER = 400_001
RETURN_ONLY_FIRST_ID = 19_001
OTHER_CODE, OTHER_NAME, NO_NAME = 0.12, 0.30, 0.0025


def sample_rows() -> pl.DataFrame:
    """The sample's rows: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.

    All columns are String, an empty cell is null; the same rows on every run.
    """
    calendar = trading_calendar()
    goods = catalogue(_draws(1))
    people = customers(_draws(2))
    orders = order_documents(_draws(4), calendar, people, order_times(_draws(3), calendar))
    lines = order_lines(_draws(5), calendar, people, goods, orders)
    orders, lines = joined((orders, lines), giant_order(calendar, people, goods))
    cancelled = cancelled_orders(_draws(6), orders)
    documents, all_lines = joined(
        (orders, lines),
        cancellations(_draws(7), orders, lines, cancelled),
        goods_sent_back(_draws(8), calendar, goods, orders, lines, cancelled),
        discounts(_draws(9), calendar, goods, orders),
        returns_of_older_sales(_draws(10), calendar, goods, PRICE_POINTS, people.id.size),
    )
    heads, place = _document_cells(calendar, people, documents, orders.day.size)
    return with_broken_rows(_draws(12), _row_cells(_draws(11), goods, all_lines, heads, place))


def _draws(stage: int) -> np.random.Generator:
    """A generator of its own for each stage, so that a change in one leaves the others as they were."""
    return np.random.default_rng([SEED, stage])


def _document_cells(
    calendar: Calendar, people: Customers, documents: Documents, orders: int
) -> tuple[pl.DataFrame, IntArray]:
    """The cells that all lines of a document share, and each document's place in order of time."""
    returned = np.arange(documents.day.size) >= orders
    by_time = np.lexsort((returned, documents.minute, documents.day))
    place = np.empty_like(by_time)
    place[by_time] = np.arange(by_time.size)
    ids = np.append(people.id, RETURN_ONLY_FIRST_ID + np.arange(TRUTHS.return_only_customers))
    minutes = calendar.dates[documents.day].astype("datetime64[m]") + documents.minute
    heads = pl.DataFrame(
        {
            "number": FIRST_NUMBER + place,
            "returned": returned,
            "minute": minutes.astype("datetime64[ms]"),
            "customer": ids[documents.customer],
            "guest": documents.customer < 0,
            "Country": pl.Series(COUNTRIES)[documents.country],
        }
    )
    return heads.select(
        InvoiceNo=pl.when("returned").then(pl.lit("C")).otherwise(pl.lit("")) + pl.col("number").cast(pl.String),
        InvoiceDate=pl.col("minute").dt.strftime("%Y-%m-%d %H:%M:%S"),
        CustomerID=pl.when(~pl.col("guest")).then(pl.col("customer").cast(pl.String)),
        Country="Country",
    ), place


def _row_cells(
    rng: np.random.Generator, goods: Catalogue, lines: Lines, heads: pl.DataFrame, place: IntArray
) -> pl.DataFrame:
    """Every line as its row of the export, in order of time."""
    lines = lines.take(np.argsort(place[lines.document], kind="stable"))
    head = heads[lines.document]
    odd_code = rng.random(lines.product.size) < OTHER_CODE
    odd_name = rng.random(lines.product.size) < OTHER_NAME
    named = pl.Series(rng.random(lines.product.size) >= NO_NAME)
    names = np.where(odd_name, goods.other_name[lines.product], goods.name[lines.product])
    prices = pl.Series(lines.cents)
    return pl.DataFrame(
        {
            "InvoiceNo": head["InvoiceNo"],
            "StockCode": np.where(odd_code, goods.other_code[lines.product], goods.code[lines.product]),
            "Description": names,
            "Quantity": pl.Series(lines.quantity).cast(pl.String),
            "InvoiceDate": head["InvoiceDate"],
            "UnitPrice": (prices // 100).cast(pl.String) + "." + (prices % 100).cast(pl.String).str.zfill(2),
            "CustomerID": head["CustomerID"],
            "Country": head["Country"],
        }
    ).with_columns(Description=pl.when(named).then("Description"))
