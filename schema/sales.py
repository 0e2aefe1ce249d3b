"""Everything about sales, within one filter."""

from typing import Annotated

import strawberry

from backend.analytics import clock, countries, customers, kpis, products, tiers, trend
from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.paging import PageRequest
from backend.errors import BadInput
from schema.clock import HourPoint, WeekdayPoint
from schema.context import Info
from schema.countries import CountrySales
from schema.customers import CustomerSalesConnection
from schema.enums import Granularity, Metric, SortDirection
from schema.filters import SalesFilter, filters
from schema.forecast import Forecast
from schema.kpis import Kpis, Period
from schema.products import ProductSalesConnection
from schema.tiers import SpendTier
from schema.trend import GrowthPoint, TrendPoint

Search = Annotated[str | None, strawberry.argument(description="Part of a code, id or name, in any case.")]


@strawberry.type(description="Every field sees the same rows: those of one filter.")
class Sales:
    scope: strawberry.Private[Scope]

    @strawberry.field
    def period(self) -> Period:
        return Period.of(self.scope)

    @strawberry.field
    async def kpis(self, info: Info) -> Kpis:
        return Kpis.of(await kpis.kpis(info.context.db, self.scope))

    @strawberry.field(description="One point per bucket, without gaps: a bucket with no sales is zero.")
    async def trend(self, info: Info, granularity: Granularity = Granularity.DAY) -> list[TrendPoint]:
        return [TrendPoint.of(point) for point in await trend.trend(info.context.db, self.scope, granularity)]

    @strawberry.field(description="Revenue of each bucket beside the one before.")
    async def growth(self, info: Info, granularity: Granularity = Granularity.MONTH) -> list[GrowthPoint]:
        return [GrowthPoint.of(point) for point in await trend.growth(info.context.db, self.scope, granularity)]

    @strawberry.field(description="All 24 hours.")
    async def by_hour(self, info: Info) -> list[HourPoint]:
        return [HourPoint.of(point) for point in await clock.by_hour(info.context.db, self.scope)]

    @strawberry.field(description="All seven weekdays, Monday first.")
    async def by_weekday(self, info: Info) -> list[WeekdayPoint]:
        return [WeekdayPoint.of(point) for point in await clock.by_weekday(info.context.db, self.scope)]

    @strawberry.field(description="Every country with a sale or a return, or the first of them.")
    async def by_country(
        self,
        info: Info,
        first: int | None = None,
        order_by: Metric = Metric.REVENUE,
        direction: SortDirection = SortDirection.DESC,
    ) -> list[CountrySales]:
        found = await countries.countries(
            info.context.db, self.scope, first=first, order_by=order_by, direction=direction.value
        )
        return [CountrySales.of(country) for country in found]

    @strawberry.field(description="Every product with a sale or a return.")
    async def products(
        self,
        info: Info,
        first: int = 10,
        after: str | None = None,
        search: Search = None,
        order_by: Metric = Metric.REVENUE,
        direction: SortDirection = SortDirection.DESC,
    ) -> ProductSalesConnection:
        found = await products.products(
            info.context.db,
            self.scope,
            PageRequest(first, after),
            search=search,
            order_by=order_by,
            direction=direction.value,
        )
        return ProductSalesConnection.of(found)

    @strawberry.field(description="Every known customer with a sale or a return.")
    async def customers(
        self,
        info: Info,
        first: int = 10,
        after: str | None = None,
        search: Search = None,
        order_by: Metric = Metric.REVENUE,
        direction: SortDirection = SortDirection.DESC,
    ) -> CustomerSalesConnection:
        found = await customers.customers(
            info.context.db,
            self.scope,
            PageRequest(first, after),
            search=search,
            order_by=order_by,
            direction=direction.value,
        )
        return CustomerSalesConnection.of(found)

    @strawberry.field(
        description="Known customers by revenue within the filter: VIP > 5000, HIGH > 2000, MEDIUM > 500, LOW the rest."
    )
    async def spend_tiers(self, info: Info) -> list[SpendTier]:
        return [SpendTier.of(tier) for tier in await tiers.spend_tiers(info.context.db, self.scope)]

    @strawberry.field(
        description="Daily revenue ahead, with its band and its record; other metrics are refused so far."
    )
    async def forecast(
        self,
        info: Info,
        metric: Metric = Metric.REVENUE,
        horizon: int = 30,
        level: float = 0.8,
        granularity: Granularity = Granularity.DAY,
    ) -> Forecast | None:
        _check_forecast(metric, granularity)
        return Forecast.of(await info.context.forecasts.forecast(self.scope.filters, horizon, level))


def _check_forecast(metric: Metric, granularity: Granularity) -> None:
    if metric is not Metric.REVENUE:
        raise BadInput(f"forecasts of {metric.name} are not offered; ask for REVENUE", field="metric")
    if granularity is not Granularity.DAY:
        raise BadInput(f"forecasts by {granularity.name} are not offered; ask for DAY", field="granularity")


async def sales(info: Info, given: SalesFilter | None) -> Sales:
    """The sales within a filter. Raises BadInput where the filter cannot be met."""
    asked: Filters = filters(given)
    return Sales(scope=await resolve(info.context.db, asked))
