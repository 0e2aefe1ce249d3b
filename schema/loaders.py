"""Batches: what many parents of a list ask for becomes one statement."""

from strawberry.dataloader import DataLoader

from backend.analytics.filters import Filters, resolve
from backend.analytics.orders import Order, OrderLine, order_lines, orders, orders_of_customers
from backend.analytics.paging import Page, PageRequest
from backend.analytics.rfm import rfm_scores
from backend.db import Database
from etl.loads import rejects_by_reason
from etl.rejects import Reject


class Loaders:
    """One request's batches; each lives as long as the request, so nothing stale is kept."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._orders_of: dict[int, DataLoader[str, Page[Order]]] = {}
        self.order_lines: DataLoader[int, list[OrderLine]] = DataLoader(self._order_lines)
        self.rejects: DataLoader[int, list[Reject]] = DataLoader(self._rejects)
        self.rfm_scores: DataLoader[str, str | None] = DataLoader(self._rfm_scores)

    async def orders_of(self, customer: str, request: PageRequest) -> Page[Order]:
        """A page of a customer's orders; first pages of the same size are fetched together."""
        if request.after is not None:
            scope = await resolve(self._db, Filters(customers=(customer,)))
            return await orders(self._db, scope, request)
        if request.first not in self._orders_of:
            self._orders_of[request.first] = DataLoader(lambda codes: self._first_orders(codes, request.first))
        return await self._orders_of[request.first].load(customer)

    async def _first_orders(self, codes: list[str], first: int) -> list[Page[Order]]:
        found = await orders_of_customers(self._db, codes, first)
        return [found.get(code) or Page([], [], 0, has_next=False, has_previous=False) for code in codes]

    async def _order_lines(self, order_ids: list[int]) -> list[list[OrderLine]]:
        found = await order_lines(self._db, order_ids)
        return [found.get(order_id, []) for order_id in order_ids]

    async def _rfm_scores(self, codes: list[str]) -> list[str | None]:
        found = await rfm_scores(self._db, codes)
        return [found.get(code) for code in codes]

    async def _rejects(self, load_ids: list[int]) -> list[list[Reject]]:
        found = await rejects_by_reason(self._db, load_ids)
        return [found[load_id] for load_id in load_ids]
