// The tabs a new user finds.

const period = { filter: { from: "2025-01-01", to: "2025-06-30" } };
const tab = (query, variables) => ({ query, variables: variables && JSON.stringify(variables, null, 2) });

export const examples = [
  tab(
    `# The key figures of a period. Change the dates below; leave the filter out for everything.
query KeyFigures($filter: SalesFilter) {
  dataset { from to currency countries }
  sales(filter: $filter) {
    period { from to days complete }
    kpis {
      revenue returns netRevenue orders units customers newCustomers
      averageOrderValue returnRate
    }
  }
}
`,
    period,
  ),
  tab(
    `# Month by month, and the five countries that sold most, under one filter.
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
    `# The next thirty days, with the record of the method beside it.
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
    `# How a program signs in: then it sends the header Authorization: Bearer <accessToken>.
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
