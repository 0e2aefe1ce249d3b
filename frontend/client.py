"""GraphQL over HTTP: the only way the dashboard reaches the product."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from frontend.queries import LOGIN, LOGOUT, REFRESH

TIMEOUT_SECONDS = 60.0


class ApiError(Exception):
    """An error the API answered with; `code` is its extensions.code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unreachable(ApiError):
    """The API did not answer, or not with GraphQL."""

    def __init__(self, message: str) -> None:
        super().__init__("UNREACHABLE", message)


class SignedOut(Exception):
    """There is no session, or it has ended."""

    def __init__(self) -> None:
        super().__init__("The session has ended: sign in again.")


class Api:
    """One GraphQL endpoint."""

    def __init__(self, url: str) -> None:
        self.endpoint = f"{url.rstrip('/').removesuffix('/graphql')}/graphql"
        self._http: httpx.AsyncClient | None = None

    async def query(
        self, document: str, variables: Mapping[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """The answer's data. Raises ApiError when the API names an error, Unreachable when it does not answer."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._http.post(
                self.endpoint, json={"query": document, "variables": variables or {}}, headers=headers
            )
            body = answer.json()
        except httpx.TimeoutException as error:
            raise Unreachable(f"The API did not answer within {TIMEOUT_SECONDS:.0f} seconds.") from error
        except httpx.HTTPError as error:
            raise Unreachable("The API cannot be reached.") from error
        except ValueError as error:
            raise Unreachable(f"The API answered with status {answer.status_code} and no JSON.") from error
        return _data(body, answer.status_code)

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None


def _data(body: Any, status: int) -> dict[str, Any]:
    errors = body.get("errors") if isinstance(body, dict) else None
    data = body.get("data") if isinstance(body, dict) else None
    if errors:
        first = errors[0]
        raise ApiError(first.get("extensions", {}).get("code", "INTERNAL"), first.get("message", "Unknown error."))
    if not isinstance(data, dict):
        raise Unreachable(f"The API answered with status {status} and no data.")
    return data


class Session:
    """A signed-in user's tokens, kept in this process alone; renewed once when the API calls them expired."""

    def __init__(self, api: Api, answer: Mapping[str, Any]) -> None:
        self._api = api
        self._renewing = asyncio.Lock()
        self._access: str = answer["accessToken"]
        self._refresh: str = answer["refreshToken"]
        self.email: str = answer["user"]["email"]
        self.name: str = answer["user"]["name"]

    @classmethod
    async def open(cls, api: Api, email: str, password: str) -> "Session":
        """Log in. Raises ApiError (UNAUTHENTICATED for a wrong password), Unreachable."""
        return cls(api, (await api.query(LOGIN, {"email": email, "password": password}))["login"])

    async def query(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Ask as this user. Raises SignedOut, ApiError, Unreachable."""
        token = self._access
        try:
            return await self._api.query(document, variables, token)
        except ApiError as error:
            if error.code != "UNAUTHENTICATED":
                raise
        await self._renew(token)
        return await self._api.query(document, variables, self._access)

    async def close(self) -> None:
        """Log out. Raises ApiError, Unreachable."""
        await self._api.query(LOGOUT, {"refreshToken": self._refresh})

    async def _renew(self, expired: str) -> None:
        # A refresh token counts once: of several requests that find it expired only the first renews.
        async with self._renewing:
            if self._access != expired:
                return
            try:
                answer = (await self._api.query(REFRESH, {"refreshToken": self._refresh}))["refresh"]
            except Unreachable:
                raise
            except ApiError as error:
                raise SignedOut from error
            self._access, self._refresh = answer["accessToken"], answer["refreshToken"]


_connected: list[Api] = []


def connect(url: str) -> None:
    """Say where the API is; the states use it from then on."""
    _connected[:] = [Api(url)]


def api() -> Api:
    """The API that `connect` named."""
    return _connected[0]


@asynccontextmanager
async def connections() -> AsyncIterator[None]:
    """Closes the connections when the dashboard stops."""
    yield
    for connected in _connected:
        await connected.close()
