"""A GraphQL client as a user of the API would write one."""

from typing import Any

import httpx

LOGIN = """
mutation Login($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken refreshToken expiresIn user { id email role } }
}
"""


class GraphQLFailure(Exception):
    """The answer held errors; `errors` as sent."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(
            "; ".join(f"{error.get('extensions', {}).get('code')}: {error['message']}" for error in errors)
        )
        self.errors = errors

    @property
    def codes(self) -> set[str | None]:
        return {error.get("extensions", {}).get("code") for error in self.errors}

    @property
    def fields(self) -> set[str | None]:
        return {error.get("extensions", {}).get("field") for error in self.errors}


class GraphQLClient:
    """Speaks GraphQL over HTTP with one server; `query` returns the data or raises GraphQLFailure."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.token = token

    def login(self, email: str, password: str) -> dict[str, Any]:
        """Logs in and keeps the access token. Returns the session."""
        session: dict[str, Any] = self.query(LOGIN, {"email": email, "password": password})["login"]
        self.token = session["accessToken"]
        return session

    def post(self, document: str, variables: dict[str, Any] | None = None) -> httpx.Response:
        headers = {"Accept": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.http.post("/graphql", json={"query": document, "variables": variables or {}}, headers=headers)

    def query(self, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.post(document, variables).json()
        if answer.get("errors"):
            raise GraphQLFailure(answer["errors"])
        data: dict[str, Any] = answer["data"]
        return data

    def failure(self, document: str, variables: dict[str, Any] | None = None) -> GraphQLFailure:
        """The failure that the query must end in."""
        try:
            data = self.query(document, variables)
        except GraphQLFailure as failure:
            return failure
        raise AssertionError(f"expected an error, got {data}")

    def close(self) -> None:
        self.http.close()
