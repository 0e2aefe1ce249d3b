"""Everything about sales, within one filter."""

from typing import Annotated

import strawberry

from backend.analytics import (
    abc_classes,
    bridge,
    clock,
    cohorts,
    countries,
    customers,
    explore,
    insights,
    kpis,
    orders,
    pairs,
    products,
    returns,
    rfm,
    tiers,
    trend,
)
from backend.analytics.comparison import compared
from backend.analytics.filters import Scope, narrowed, resolve
from backend.analytics.paging import PageRequest
from backend.forecast.members import PartsRequest
from backend.forecast.record import record
from backend.forecast.request import AnomaliesRequest, ForecastRequest
from schema.answered import answered
from schema.bridge import Bridge
from schema.clock import HourPoint, WeekdayPoint
from schema.cohorts import Cohort
from schema.context import Info
from schema.countries import CountrySales
from schema.customers import CustomerSalesConnection
from schema.enums import Comparison, Dimension, Granularity, Metric, ReturnDate, SortDirection
from schema.explore import ExploreTable
from schema.filters import SalesFilter, filters
from schema.forecast import Anomaly, Forecast, ForecastDimension, ForecastPart, ForecastScore
from schema.insights import Insight
from schema.kpis import Kpis, Period
from schema.orders import OrderConnection
from schema.pairs import ProductPair
from schema.products import AbcClassSales, ProductSalesConnection
from schema.returns import MatchedReturnConnection
from schema.rfm import RfmSegment
from schema.selection import asks
from schema.tiers import SpendTier
from schema.trend import GrowthPoint, TrendPoint

Search = Annotated[str | None, strawberry.argument(description="Part of a code, id or name, in any case.")]

ReturnsOn = Annotated[
    ReturnDate, strawberry.argument(description="Whether a return counts on its own day or on that of its sale.")
]


@strawberry.type(description="Every field sees the same rows: those of one filter.")
class Sales:
    scope: strawberry.Private[Scope]

    @strawberry.field
    def period(self) -> Period:
        return Period.of(self.scope)

    @answered("The key figures.")
    async def kpis(self, info: Info, returns_on: ReturnsOn = ReturnDate.RETURN) -> Kpis:
        return Kpis.of(await kpis.kpis(info.context.db, self.scope, returns_on))

    @answered("One point per bucket, without gaps: a bucket with no sales is zero.")
    async def trend(
        self, info: Info, granularity: Granularity = Granularity.DAY, returns_on: ReturnsOn = ReturnDate.RETURN
    ) -> list[TrendPoint]:
        return TrendPoint.all(await trend.trend(info.context.db, self.scope, granularity, returns_on))

    @answered("Revenue of each bucket beside the one before.")
    async def growth(self, info: Info, granularity: Granularity = Granularity.MONTH) -> list[GrowthPoint]:
        return [GrowthPoint.of(point) for point in await trend.growth(info.context.db, self.scope, granularity)]

    @answered("All 24 hours.")
    async def by_hour(self, info: Info) -> list[HourPoint]:
        return [HourPoint.of(point) for point in await clock.by_hour(info.context.db, self.scope)]

    @answered("All seven weekdays, Monday first.")
    async def by_weekday(self, info: Info) -> list[WeekdayPoint]:
        return [WeekdayPoint.of(point) for point in await clock.by_weekday(info.context.db, self.scope)]

    @answered("Every country with a sale or a return, or the first of them.")
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

    @answered("Every product with a sale or a return.")
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
            count_customers=asks(info, "edges", "node", "customers"),
        )
        return ProductSalesConnection.of(found)

    @answered("Every known customer with a sale or a return.")
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

    @answered("Known customers by revenue: VIP > 5000, HIGH > 2000, MEDIUM > 500, LOW the rest.")
    async def spend_tiers(self, info: Info) -> list[SpendTier]:
        return [SpendTier.of(tier) for tier in await tiers.spend_tiers(info.context.db, self.scope)]

    @strawberry.field(description="The same filter over the period before, or the same period a year before.")
    def compare(self, to: Comparison = Comparison.PREVIOUS_PERIOD) -> "Sales | None":
        return Sales(scope=compared(self.scope, to))

    @answered("Orders and return documents, newest first, whole.")
    async def orders(self, info: Info, first: int = 20, after: str | None = None) -> OrderConnection | None:
        return OrderConnection.of(await orders.orders(info.context.db, self.scope, PageRequest(first, after)))

    @answered("How revenue is spread over products, by class.")
    async def abc_classes(self, info: Info) -> list[AbcClassSales]:
        return [AbcClassSales.of(each) for each in await abc_classes.abc_classes(info.context.db, self.scope)]

    @answered("Recency, frequency, monetary quintiles, and the named segment of each score.")
    async def rfm(self, info: Info) -> list[RfmSegment] | None:
        return [RfmSegment.of(segment) for segment in await rfm.rfm(info.context.db, self.scope)]

    @answered("Customers by when they first bought, oldest first.")
    async def cohorts(self, info: Info, granularity: Granularity = Granularity.MONTH) -> list[Cohort] | None:
        return [Cohort.of(cohort) for cohort in await cohorts.cohorts(info.context.db, self.scope, granularity)]

    @answered("Pairs of products bought together more often than chance, by lift.")
    async def product_pairs(
        self, info: Info, first: int = 20, product: str | None = None, min_support: float = 0.02
    ) -> list[ProductPair] | None:
        found = await pairs.product_pairs(
            info.context.db, self.scope, first=first, product=product, minimum_support=min_support
        )
        return [ProductPair.of(pair) for pair in found]

    @answered("Any measures by any dimensions; by default ordered by the first measure.")
    async def explore(
        self,
        info: Info,
        measures: list[Metric],
        dimensions: list[Dimension],
        order_by: Metric | None = None,
        direction: SortDirection = SortDirection.DESC,
        first: int = 100,
        after: str | None = None,
    ) -> ExploreTable | None:
        found = await explore.explore(
            info.context.db,
            self.scope,
            PageRequest(first, after),
            measures=tuple(measures),
            dimensions=tuple(dimensions),
            order_by=order_by,
            direction=direction.value,
        )
        return ExploreTable.of(found, dimensions, measures)

    @answered("Findings worth a manager's morning.")
    async def insights(self, info: Info) -> list[Insight] | None:
        return [Insight.of(insight) for insight in await insights.insights(info.context.db, self.scope)]

    @answered("The change in net revenue, split into causes that sum to it exactly.")
    async def bridge(self, info: Info, to: Comparison = Comparison.PREVIOUS_PERIOD) -> Bridge | None:
        return Bridge.of(await bridge.bridge(info.context.db, self.scope, compared(self.scope, to)))

    @answered("Return lines with the sale each one reverses, newest first; matched: false lists those without.")
    async def matched_returns(
        self, info: Info, first: int = 20, after: str | None = None, matched: bool | None = None
    ) -> MatchedReturnConnection | None:
        request = PageRequest(first, after)
        found = await returns.matched_returns(info.context.db, self.scope, request, matched=matched)
        return MatchedReturnConnection.of(found)

    @answered("A metric of the days ahead, with its band and its record; weeks and months are whole.")
    async def forecast(
        self,
        info: Info,
        metric: Metric = Metric.REVENUE,
        horizon: int = 30,
        level: float = 0.8,
        granularity: Granularity = Granularity.DAY,
    ) -> Forecast | None:
        request = ForecastRequest(self.scope.filters, metric, horizon, level, granularity)
        return Forecast.of(await info.context.forecasts.forecast(request), metric)

    @answered("Revenue ahead by country or product: the largest, then all others; they add up to the forecast.")
    async def forecast_by(
        self, info: Info, dimension: ForecastDimension = ForecastDimension.COUNTRY, first: int = 10, horizon: int = 30
    ) -> list[ForecastPart] | None:
        request = PartsRequest(ForecastRequest(self.scope.filters, horizon=horizon), dimension.value, first)
        whole, parts = await info.context.forecasts.answer(request)
        return [ForecastPart.of(part, whole) for part in parts]

    @answered("Days unlike those around them, each against the same weekdays of the weeks before and after.")
    async def anomalies(self, info: Info, metric: Metric = Metric.REVENUE) -> list[Anomaly] | None:
        found = await info.context.forecasts.answer(AnomaliesRequest(self.scope.filters, metric))
        return [Anomaly.of(anomaly) for anomaly in found]

    @answered("How earlier published forecasts did against what came, newest first.")
    async def forecast_record(self, info: Info, metric: Metric = Metric.REVENUE) -> list[ForecastScore] | None:
        info.context.outcome.passing = True  # forecasts are published at any time
        return [ForecastScore.of(each) for each in await record(info.context.db, self.scope.filters, metric)]


async def sales(info: Info, given: SalesFilter | None) -> Sales:
    """The sales within a filter. Raises BadInput where the filter cannot be met."""
    return Sales(scope=await resolve(info.context.db, filters(given), await info.context.dataset()))


async def sales_of_product(info: Info, given: SalesFilter | None, code: str) -> Sales:
    """The sales of one product within a filter; none where the filter names only others."""
    found = await sales(info, given)
    return Sales(scope=await narrowed(info.context.db, found.scope, product=code))


async def sales_of_customer(info: Info, given: SalesFilter | None, code: str) -> Sales:
    """The sales to one customer within a filter; none where the filter names only others."""
    found = await sales(info, given)
    return Sales(scope=await narrowed(info.context.db, found.scope, customer=code))
