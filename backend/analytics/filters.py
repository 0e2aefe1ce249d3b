"""Which rows a question is about: `Filters` as asked, `Scope` as it applies to the data set of this moment."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from backend.analytics import rights
from backend.analytics.dataset import Dataset, dataset
from backend.db import Database
from backend.errors import BadInput

Kind = Literal["MERCHANDISE", "SERVICE"]


@dataclass(frozen=True, slots=True)
class Filters:
    """A question's filter, both ends included; None means all."""

    start: date | None = None
    end: date | None = None
    countries: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None
    customers: tuple[str, ...] | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter cut to the data set's days, its names resolved to keys.

    `first` and `last` are None when no day of the data set is in the filter. `complete`: the data cover all days asked.
    A comparison's scope keeps its days even where they lie outside the data set's.
    """

    filters: Filters
    dataset: Dataset
    first: date | None
    last: date | None
    complete: bool
    country_ids: tuple[int, ...] | None
    product_ids: tuple[int, ...] | None
    customer_ids: tuple[int, ...] | None

    @property
    def days(self) -> int:
        """How many days the scope spans."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0

    def covers(self, start: date, end: date) -> bool:
        """Whether the scope and the data set hold every day of start..end."""
        first, last = self.covered
        return first <= start and end <= last

    @property
    def covered(self) -> tuple[date, date]:
        """The first and the last day that both the scope and the data set hold; crossed if there is none."""
        first, last = self.dataset.first_day, self.dataset.last_day
        if first is None or last is None or self.first is None or self.last is None:
            return date.max, date.min
        return max(first, self.first), min(last, self.last)

    @property
    def selects_products(self) -> bool:
        """Whether an order's own totals cannot answer, because only some of its lines count."""
        return self.product_ids is not None or self.filters.kind is not None


async def resolve(db: Database, filters: Filters, state: Dataset | None = None) -> Scope:
    """The scope of a filter in the data set as it is now, or as `state` has it, within the row rights of `db`.

    Raises BadInput for an empty list, a name that is unknown or may not be known, or `from` after `to`.
    """
    if filters.start and filters.end and filters.start > filters.end:
        raise BadInput(f"from ({filters.start}) is after to ({filters.end}); swap them", field="from")
    state = state or await dataset(db)
    first, last, complete = _cut(filters, state)
    everywhere = filters.countries is None and db.countries is not None
    if everywhere:
        filters = replace(filters, countries=rights.within(db, state))
    return Scope(
        filters=filters,
        dataset=state,
        first=first,
        last=last,
        complete=complete,
        country_ids=() if filters.countries == () and everywhere else await _countries(db, filters.countries),
        product_ids=await _products(db, filters.products),
        customer_ids=await _customers(db, filters.customers),
    )


async def narrowed(db: Database, scope: Scope, *, product: str | None = None, customer: str | None = None) -> Scope:
    """The scope within one known product or customer; empty where the filter names only others."""
    if product is not None:
        kept = _both(scope.product_ids, await _products(db, (product,)))
        return replace(scope, filters=replace(scope.filters, products=(product,)), product_ids=kept)
    if customer is not None:
        kept = _both(scope.customer_ids, await _customers(db, (customer,)))
        return replace(scope, filters=replace(scope.filters, customers=(customer,)), customer_ids=kept)
    return scope


def _both(chosen: tuple[int, ...] | None, keys: tuple[int, ...] | None) -> tuple[int, ...]:
    return tuple(key for key in keys or () if chosen is None or key in chosen)


def _cut(filters: Filters, state: Dataset) -> tuple[date | None, date | None, bool]:
    if state.first_day is None or state.last_day is None:
        return None, None, False
    first = max(filters.start or state.first_day, state.first_day)
    last = min(filters.end or state.last_day, state.last_day)
    if first > last:
        return None, None, False
    return first, last, first == (filters.start or first) and last == (filters.end or last)


_COUNTRY_IDS = "select country_id, name from countries where name = any($1) and {visible}"
_PRODUCT_IDS = "select product_id, code from products where code = any($1) and {visible}"
_CUSTOMER_IDS = "select customer_id, code from customers where code = any($1) and {visible}"
Names = tuple[str, ...] | None


async def _countries(db: Database, names: Names) -> tuple[int, ...] | None:
    return await _keys(db, _COUNTRY_IDS, "countries", names, rights.visible(db, "country_id", 2))


async def _products(db: Database, names: Names) -> tuple[int, ...] | None:
    return await _keys(db, _PRODUCT_IDS, "products", names, rights.product_visible(db, 2))


async def _customers(db: Database, names: Names) -> tuple[int, ...] | None:
    return await _keys(db, _CUSTOMER_IDS, "customers", names, rights.customer_visible(db, 2))


async def _keys(db: Database, sql: str, field: str, names: Names, visible: rights.Condition) -> tuple[int, ...] | None:
    if names is None:
        return None
    if not names:
        raise BadInput(f"{field} is empty; leave it out for all, or name at least one", field=field)
    asked = [name.replace("\0", "") for name in names]
    found = {name: key for key, name in await db.rows(sql.format(visible=visible.sql), asked, *visible.arguments)}
    unknown = [name for name in names if name not in found]
    if unknown:
        listed = ", ".join(repr(name) for name in unknown[:5])
        raise BadInput(f"{field}: {listed} {'is' if len(unknown) == 1 else 'are'} not in the data set", field=field)
    return tuple(sorted({found[name] for name in names}))
