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

REGISTER = """
mutation Register($input: RegisterInput!) { register(input: $input) }
"""

VERIFY = """
mutation Verify($token: String!) { verifyEmail(token: $token) { email } }
"""

REQUEST_RESET = """
mutation RequestReset($email: String!) { requestPasswordReset(email: $email) }
"""

RESET = """
mutation Reset($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }
"""

PROFILE = """
query Profile { me { email name role countries createdAt } }
"""

UPDATE_PROFILE = """
mutation UpdateProfile($name: String!) { updateProfile(name: $name) { name } }
"""

LOGOUT_EVERYWHERE = """
mutation LogoutEverywhere { logoutEverywhere }
"""

USERS = """
query Users($first: Int!, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id email name role verified active countries createdAt } }
  }
}
"""

INVITE = """
mutation Invite($email: String!, $role: Role!) { inviteUser(email: $email, role: $role) }
"""

CREATE_USER = """
mutation CreateUser($input: CreateUserInput!) { createUser(input: $input) { email } }
"""

SET_ROLE = """
mutation SetRole($userId: ID!, $role: Role!) { setRole(userId: $userId, role: $role) { id } }
"""

SET_COUNTRIES = """
mutation SetCountries($userId: ID!, $countries: [String!]) {
  setCountries(userId: $userId, countries: $countries) { id }
}
"""

DEACTIVATE = """
mutation Deactivate($userId: ID!) { deactivateUser(userId: $userId) { email } }
"""

KEYS = """
query Keys($first: Int!, $after: String) {
  apiKeys(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id name role countries createdAt expiresAt lastUsedAt } }
  }
}
"""

CREATE_KEY = """
mutation CreateKey($name: String!, $role: Role!, $countries: [String!], $expiresAt: DateTime) {
  createApiKey(name: $name, role: $role, countries: $countries, expiresAt: $expiresAt) { secret key { name } }
}
"""

REVOKE_KEY = """
mutation RevokeKey($id: ID!) { revokeApiKey(id: $id) }
"""

AUDIT = """
query Audit($first: Int!, $after: String, $userId: ID) {
  auditLog(first: $first, after: $after, userId: $userId) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id at actor action target address } }
  }
}
"""

COUNTRIES = """
query Countries { dataset { countries } }
"""
