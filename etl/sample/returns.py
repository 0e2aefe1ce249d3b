"""The sample's returns: goods sent back, whole orders cancelled, discounts, returns of sales before the first day."""

import numpy as np

from etl.sample.catalogue import RANGE_PRODUCTS, Catalogue
from etl.sample.customers import HOME
from etl.sample.days import DAYS, Calendar, IntArray, day_index, minutes_of_day
from etl.sample.orders import GUEST, Documents, Lines
from etl.sample.truths import TRUTHS

ORDERS_WITH_RETURNS = 0.18
EARLIEST_RETURN_DAYS = 2
WHOLE_LINES_RETURNED = 0.65
DISCOUNTS = 55
OLD_SALES_RETURNED_WITHIN_DAYS = 40


def cancelled_orders(rng: np.random.Generator, orders: Documents) -> IntArray:
    """The orders that are cancelled as a whole on their day, the giant one among them."""
    by_day = orders.day != day_index(TRUTHS.giant_day)
    candidates = np.flatnonzero((orders.customer != GUEST) & (orders.minute < 16 * 60) & by_day)
    return np.sort(np.append(rng.choice(candidates, TRUTHS.full_cancellations - 1, replace=False), orders.day.size - 1))


def cancellations(
    rng: np.random.Generator, orders: Documents, lines: Lines, cancelled: IntArray
) -> tuple[Documents, Lines]:
    """Takes back every line of the cancelled orders within the hour and a half."""
    documents = orders.take(cancelled)
    minute = documents.minute + rng.integers(6, 90, cancelled.size)
    chosen = np.flatnonzero(np.isin(lines.document, cancelled))
    document = np.searchsorted(cancelled, lines.document[chosen])
    return (
        Documents(documents.customer, documents.country, documents.day, minute),
        Lines(document, lines.product[chosen], -lines.quantity[chosen], lines.cents[chosen]),
    )


def goods_sent_back(
    rng: np.random.Generator, calendar: Calendar, goods: Catalogue, orders: Documents, lines: Lines, cancelled: IntArray
) -> tuple[Documents, Lines]:
    """Some lines of some known customers' orders come back, all pieces or a part, days to weeks later."""
    waited = EARLIEST_RETURN_DAYS + np.floor(rng.gamma(1.6, 9.0, orders.day.size)).astype(np.int64)
    sent_back = rng.random(orders.day.size) < ORDERS_WITH_RETURNS
    sent_back &= (orders.customer != GUEST) & (orders.day + waited < DAYS)
    sent_back[cancelled] = False
    chance = goods.returned[lines.product] / ORDERS_WITH_RETURNS
    chosen = np.flatnonzero(sent_back[lines.document] & (rng.random(lines.document.size) < chance))
    sales, document = np.unique(lines.document[chosen], return_inverse=True)
    bought = lines.quantity[chosen]
    part = 1 + np.floor(rng.random(chosen.size) * bought).astype(np.int64)
    quantity = np.where(rng.random(chosen.size) < WHOLE_LINES_RETURNED, bought, part)
    day = calendar.open_on_or_after[(orders.day + waited)[sales]]
    minute = minutes_of_day(rng, calendar.weekday[day])
    return (
        Documents(orders.customer[sales], orders.country[sales], day, minute),
        Lines(document.astype(np.int64), lines.product[chosen], -quantity, lines.cents[chosen]),
    )


def discounts(
    rng: np.random.Generator, calendar: Calendar, goods: Catalogue, orders: Documents
) -> tuple[Documents, Lines]:
    """Discounts granted after the order, as return documents without a sale to match."""
    known = np.flatnonzero((orders.customer != GUEST) & (orders.day < DAYS - 20))
    chosen = orders.take(np.sort(rng.choice(known, DISCOUNTS, replace=False)))
    day = calendar.open_on_or_after[chosen.day + rng.integers(1, 15, DISCOUNTS)]
    cents = np.rint(np.exp(rng.normal(7.6, 0.8, DISCOUNTS))).astype(np.int64)
    product = np.full(DISCOUNTS, goods.position("D"))
    return (
        Documents(chosen.customer, chosen.country, day, minutes_of_day(rng, calendar.weekday[day])),
        Lines(np.arange(DISCOUNTS), product, np.full(DISCOUNTS, -1), cents),
    )


def returns_of_older_sales(
    rng: np.random.Generator, calendar: Calendar, goods: Catalogue, prices: IntArray, first_position: int
) -> tuple[Documents, Lines]:
    """Customers who bought before the first day and only send back; their positions start at `first_position`."""
    size = TRUTHS.return_only_customers
    day = calendar.open_on_or_after[rng.integers(1, OLD_SALES_RETURNED_WITHIN_DAYS, size)]
    count = rng.integers(1, 4, size)
    product = rng.choice(RANGE_PRODUCTS, int(count.sum()), replace=False)
    customer = first_position + np.arange(size)
    return (
        Documents(customer, np.full(size, HOME), day, minutes_of_day(rng, calendar.weekday[day])),
        Lines(np.repeat(np.arange(size), count), product, -goods.pack[product], prices[goods.step[product, 0]]),
    )
