"""The filter as clients write it."""

from datetime import date
from typing import Annotated

import strawberry

from backend.analytics.filters import Filters
from schema.enums import ProductKind


@strawberry.input(description="Which rows count; null means all, both ends of the range are included.")
class SalesFilter:
    from_: date | None = strawberry.field(name="from", default=None)
    to: date | None = None
    countries: list[str] | None = None
    products: list[str] | None = None
    customers: list[strawberry.ID] | None = None
    product_kind: ProductKind | None = None


FilterArgument = Annotated[SalesFilter | None, strawberry.argument(name="filter")]


def filters(given: SalesFilter | None) -> Filters:
    """The filter of the analytics; product codes are trimmed and upper-cased as loading does."""
    if given is None:
        return Filters()
    return Filters(
        start=given.from_,
        end=given.to,
        countries=None if given.countries is None else tuple(given.countries),
        products=None if given.products is None else tuple(code.strip().upper() for code in given.products),
        customers=None if given.customers is None else tuple(given.customers),
        kind=given.product_kind.value if given.product_kind else None,
    )
