// The tabs a new user finds.

const period = { filter: { from: "2025-01-01", to: "2025-06-30" } };
const tab = (query, variables) => ({ query, variables: variables && JSON.stringify(variables, null, 2) });

export const examples = [
  tab(
    `# The key figures of a period.
# Change the dates below, or leave them out.
query KeyFigures($filter: SalesFilter) {
  sales(filter: $filter) {
    period { from to days complete }
    kpis {
      revenue
      returns
      netRevenue
      orders
      units
      customers
      newCustomers
      averageOrderValue
      returnRate
    }
  }
  dataset { from to currency }
}
`,
    period,
  ),
  tab(
    `# Month by month, and the five countries
# that sold most, under one filter.
query TrendAndCountries($filter: SalesFilter) {
  sales(filter: $filter) {
    trend(granularity: MONTH) { start complete revenue netRevenue orders }
    byCountry(first: 5) { country revenue share orders customers }
  }
}
`,
    period,
  ),
  tab(
    `# The next thirty days, and how good
# such forecasts were so far.
query Forecast {
  sales {
    forecast(horizon: 30, level: 0.8) {
      model
      points { date value lower upper }
      total { value lower upper }
      backtest { origins horizon wape bias coverage baseline baselineWape }
    }
  }
}
`,
  ),
  tab(
    `# How a program signs in. Then it sends the header
# Authorization: Bearer <accessToken>
mutation Login($email: String!, $password: String!) {
  login(email: $email, password: $password) {
    accessToken
    refreshToken
    expiresIn
    user { email role }
  }
}
`,
    { email: "", password: "" },
  ),
];
