"""Every GraphQL document the dashboard sends."""

DATASET = """
query Dataset { dataset { from to countries currency version loadedAt orders lines } }
"""

OVERVIEW = """
query Overview($filter: SalesFilter, $previous: SalesFilter, $compare: Boolean!, $granularity: Granularity!) {
  dataset { from to countries currency version loadedAt orders lines }
  sales(filter: $filter) {
    period { from to days complete }
    kpis {
      revenue returns netRevenue orders units lines customers newCustomers products countries
      averageOrderValue returnRate
    }
    trend(granularity: $granularity) { start end complete revenue returns netRevenue orders customers }
    byHour { hour revenue orders }
    byWeekday { weekday revenue orders }
    byCountry(first: 8) { country revenue orders customers share }
    products(first: 8) { totalCount edges { node { product { code name } revenue units orders share } } }
    customers(first: 8) { totalCount edges { node { customer { id country } revenue orders share } } }
    spendTiers { tier customers averageRevenue averageOrders revenueShare }
  }
  previous: sales(filter: $previous) @include(if: $compare) {
    period { complete }
    kpis { revenue returns netRevenue orders units customers newCustomers products averageOrderValue returnRate }
  }
}
"""

FORECAST = """
query Forecast($filter: SalesFilter, $horizon: Int!) {
  sales(filter: $filter) {
    forecast(metric: REVENUE, horizon: $horizon) {
      level model
      history { date actual }
      points { date value lower upper }
      total { value lower upper }
      backtest { origins horizon wape coverage baseline baselineWape }
    }
  }
}
"""
