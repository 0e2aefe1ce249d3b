"""The mutations and queries of accounts, as clients write them."""

REGISTER = "mutation ($input: RegisterInput!) { register(input: $input) }"
VERIFY = "mutation ($token: String!) { verifyEmail(token: $token) { id email name role verified active } }"
REQUEST_RESET = "mutation ($email: String!) { requestPasswordReset(email: $email) }"
RESET = "mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }"
CHANGE = """mutation ($current: String!, $new: String!) {
  changePassword(current: $current, new: $new) { accessToken refreshToken user { email } } }"""
RENAME = "mutation ($name: String!) { updateProfile(name: $name) { name } }"
REFRESH = "mutation ($token: String!) { refresh(refreshToken: $token) { accessToken refreshToken user { role } } }"
LOGOUT = "mutation ($token: String!) { logout(refreshToken: $token) }"
EVERYWHERE = "mutation { logoutEverywhere }"
CREATE = """mutation ($input: CreateUserInput!) {
  createUser(input: $input) { id email name role verified active countries } }"""
SET_ROLE = "mutation ($id: ID!, $role: Role!) { setRole(userId: $id, role: $role) { id role } }"
DEACTIVATE = "mutation ($id: ID!) { deactivateUser(userId: $id) { id active } }"
SET_COUNTRIES = """mutation ($id: ID!, $countries: [String!]) {
  setCountries(userId: $id, countries: $countries) { id countries } }"""
INVITE = "mutation ($email: String!, $role: Role!) { inviteUser(email: $email, role: $role) }"
USERS = """query ($first: Int! = 20, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) {
    totalCount edges { node { id email name role active } } pageInfo { hasNextPage endCursor } } }"""
CREATE_KEY = """mutation (
  $name: String!, $role: Role!, $countries: [String!], $expiresAt: DateTime, $operations: [String!]) {
  createApiKey(name: $name, role: $role, countries: $countries, expiresAt: $expiresAt, operations: $operations) {
    secret key { id name prefix role countries operations createdAt expiresAt lastUsedAt } } }"""
REVOKE_KEY = "mutation ($id: ID!) { revokeApiKey(id: $id) }"
KEYS = "{ apiKeys(first: 1000) { totalCount edges { node { id name prefix lastUsedAt } } } }"
DATASET = "{ dataset { version } }"
