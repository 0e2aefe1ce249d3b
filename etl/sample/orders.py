"""The sample's sales: documents (orders and, later, returns) and their lines."""

from dataclasses import dataclass, replace

import numpy as np

from etl.sample.catalogue import PRICE_POINTS, Catalogue
from etl.sample.customers import COUNTRIES, HOME, OVERSEAS, Customers, OrderTimes
from etl.sample.days import Calendar, FloatArray, IntArray, day_index, minutes_of_day
from etl.sample.truths import TRUTHS

GUEST = -1
GUEST_ORDERS = 1_880
GUEST_LINES, GUEST_PACKS = 19.0, 0.8
MOVE_MONTH = 12
SPREAD_OF_LINES = 0.52
PARTNER_CHANCES = (0.32, 0.60)
DOUBLED_LINES = 420
GIANT_CUSTOMER, GIANT_PRODUCT = 20_017, "21010A"


@dataclass(frozen=True)
class Documents:
    """One entry an order or return document: customer (by position, or GUEST), country, day and minute of the day."""

    customer: IntArray
    country: IntArray
    day: IntArray
    minute: IntArray

    def take(self, chosen: IntArray) -> "Documents":
        """The documents at these positions, in this order."""
        return Documents(self.customer[chosen], self.country[chosen], self.day[chosen], self.minute[chosen])


@dataclass(frozen=True)
class Lines:
    """One entry a line: its document and product by position, pieces (negative: returned), price in cents."""

    document: IntArray
    product: IntArray
    quantity: IntArray
    cents: IntArray

    def take(self, chosen: IntArray) -> "Lines":
        """The lines at these positions, in this order."""
        return Lines(self.document[chosen], self.product[chosen], self.quantity[chosen], self.cents[chosen])


def joined(*parts: tuple[Documents, Lines]) -> tuple[Documents, Lines]:
    """One set of documents with their lines out of several, in the order given."""
    before = np.cumsum([0] + [documents.day.size for documents, _ in parts])
    documents = Documents(
        np.concatenate([documents.customer for documents, _ in parts]),
        np.concatenate([documents.country for documents, _ in parts]),
        np.concatenate([documents.day for documents, _ in parts]),
        np.concatenate([documents.minute for documents, _ in parts]),
    )
    lines = stacked(
        *(replace(lines, document=lines.document + start) for (_, lines), start in zip(parts, before, strict=False))
    )
    return documents, lines


def stacked(*parts: Lines) -> Lines:
    """The lines of several parts of the same documents, one after the other."""
    fields = [(part.document, part.product, part.quantity, part.cents) for part in parts]
    return Lines(*(np.concatenate(column) for column in zip(*fields, strict=True)))


def order_documents(rng: np.random.Generator, calendar: Calendar, people: Customers, times: OrderTimes) -> Documents:
    """The orders of the known customers and of guests, in order of time."""
    customer = np.concatenate([times.customer, np.full(GUEST_ORDERS, GUEST)])
    day = calendar.day_of(np.concatenate([times.clock, calendar.end * rng.random(GUEST_ORDERS) ** 0.9]))
    minute = minutes_of_day(rng, calendar.weekday[day])
    moved = calendar.month[day] >= MOVE_MONTH
    country = np.where(moved, people.moved_to[customer], people.country[customer])
    country[customer == GUEST] = HOME
    by_time = np.lexsort((customer, minute, day))
    return Documents(customer[by_time], country[by_time], day[by_time], minute[by_time])


def order_lines(
    rng: np.random.Generator, calendar: Calendar, people: Customers, goods: Catalogue, orders: Documents
) -> Lines:
    """Draws what every order holds, the planted partners included, then quantities, prices and services."""
    guest = orders.customer == GUEST
    typical = np.where(guest, GUEST_LINES, people.lines[orders.customer])
    spread = np.exp(rng.normal(0.0, SPREAD_OF_LINES, typical.size) - SPREAD_OF_LINES**2 / 2)
    count = np.maximum(1, np.rint(typical * spread * 0.89)).astype(np.int64)
    document = np.repeat(np.arange(count.size), count)
    month = calendar.month[orders.day][document]
    product = _drawn_products(rng, goods, month)
    document, product = _with_partners(rng, goods, document, product)
    packs = np.where(guest, GUEST_PACKS, people.packs[orders.customer])[document]
    quantity, volume = _quantities(rng, goods.pack[product], packs)
    month = calendar.month[orders.day][document]
    cents = PRICE_POINTS[np.maximum(goods.step[product, month] - volume, 0)]
    lines = Lines(document, product, quantity, cents)
    doubled = rng.choice(document.size, DOUBLED_LINES, replace=False)
    return stacked(lines, lines.take(doubled), *_services(rng, goods, orders))


def _drawn_products(rng: np.random.Generator, goods: Catalogue, month: IntArray) -> IntArray:
    product = np.empty(month.size, dtype=np.int64)
    uniform = rng.random(month.size)
    for place in range(goods.demand.shape[1]):
        reached = np.cumsum(goods.demand[:, place])
        inside = month == place
        product[inside] = np.searchsorted(reached, uniform[inside] * reached[-1], side="right")
    return product


def _with_partners(
    rng: np.random.Generator, goods: Catalogue, document: IntArray, product: IntArray
) -> tuple[IntArray, IntArray]:
    """Adds to a planted product its partners by chance, then keeps each product once an order, in the order drawn."""
    documents, products = [document], [product]
    chances = np.linspace(*PARTNER_CHANCES, len(TRUTHS.pairs))
    for (one, other), chance in zip(TRUTHS.pairs, chances, strict=True):
        ends = goods.position(one), goods.position(other)
        for bought, partner in (ends, ends[::-1]):
            basket = document[product == bought]
            basket = basket[rng.random(basket.size) < chance]
            documents.append(basket)
            products.append(np.full(basket.size, partner))
    document, product = np.concatenate(documents), np.concatenate(products)
    _, first = np.unique(document * goods.code.size + product, return_index=True)
    first.sort()
    return document[first], product[first]


def _quantities(rng: np.random.Generator, pack: IntArray, packs: FloatArray) -> tuple[IntArray, IntArray]:
    """Pieces by the pack, a fifth of the lines in broken packs; a step down the price ladder from eight packs."""
    whole = 1 + np.floor(rng.exponential(0.75, pack.size) * packs).astype(np.int64)
    whole = np.where(rng.random(pack.size) < 0.002, whole * 10, whole)
    broken = 1 + np.floor(rng.random(pack.size) * pack).astype(np.int64)
    quantity = np.where(rng.random(pack.size) < 0.2, broken, pack * whole)
    return quantity, (quantity >= 8 * pack).astype(np.int64)


def _services(rng: np.random.Generator, goods: Catalogue, orders: Documents) -> list[Lines]:
    """Postage abroad, web postage of guests, carriage, manual lines, bank charges and samples."""
    overseas = np.isin(orders.country, [place for place, name in enumerate(COUNTRIES) if name in OVERSEAS])
    abroad = orders.country != HOME
    size = orders.day.size
    odd = np.rint(np.exp(rng.normal(6.9, 0.7, size))).astype(np.int64)
    of_kind = {
        "POST": (abroad & (rng.random(size) < 0.6), np.where(overseas, 2800, 1250), rng.integers(1, 3, size)),
        "DOT": ((orders.customer == GUEST) & (rng.random(size) < 0.4), odd * 2, np.ones(size, dtype=np.int64)),
        "C2": (abroad & (rng.random(size) < 0.02), np.full(size, 5000), np.ones(size, dtype=np.int64)),
        "M": (rng.random(size) < 0.006, odd, np.ones(size, dtype=np.int64)),
        "BANK CHARGES": (rng.random(size) < 0.0015, np.full(size, 1500), np.ones(size, dtype=np.int64)),
        "S": (rng.random(size) < 0.002, odd, np.ones(size, dtype=np.int64)),
    }
    lines = []
    for code, (chosen, cents, quantity) in of_kind.items():
        document = np.flatnonzero(chosen)
        product = np.full(document.size, goods.position(code))
        lines.append(Lines(document, product, quantity[document], cents[document].astype(np.int64)))
    return lines


def giant_order(calendar: Calendar, people: Customers, goods: Catalogue) -> tuple[Documents, Lines]:
    """One order out of all proportion, placed by mistake."""
    day = np.array([day_index(TRUTHS.giant_day)])
    customer = np.flatnonzero(people.id == GIANT_CUSTOMER)
    product = np.array([goods.position(GIANT_PRODUCT)])
    cents = PRICE_POINTS[goods.step[product, calendar.month[day]] - 2]
    return (
        Documents(customer, people.country[customer], day, np.array([10 * 60 + 12])),
        Lines(np.zeros(1, dtype=np.int64), product, np.array([TRUTHS.giant_units]), cents),
    )
