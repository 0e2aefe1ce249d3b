"""GraphQL over HTTP: the only way the dashboard reaches the product."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx

TIMEOUT_SECONDS = 60.0
REMEMBERED_SECONDS, MOST_REMEMBERED = 5.0, 1000
"""How long an exchanged session is not asked for again, so that one ended in another process is noticed."""


class ApiError(Exception):
    """An error the API answered with; `code` is its extensions.code, `field` the argument at fault if it names one."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class Unreachable(ApiError):
    """The API did not answer, or not with GraphQL."""

    def __init__(self, message: str) -> None:
        super().__init__("UNREACHABLE", message)


class SignedOut(Exception):
    """There is no session; `ended` when there was one."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__("The session has ended: sign in again.")
        self.ended = ended


@dataclass(frozen=True)
class Access:
    """An access token and whose it is; `until` on the monotonic clock."""

    token: str
    until: float
    user: Mapping[str, str]


class Api:
    """One GraphQL endpoint, and the exchange of sessions beside it."""

    def __init__(self, url: str, secret: str = "") -> None:
        self._secret = secret
        self.base = url.rstrip("/").removesuffix("/graphql")
        self.endpoint = f"{self.base}/graphql"
        self._http: httpx.AsyncClient | None = None
        self._known: dict[bytes, Access] = {}

    @property
    def http(self) -> httpx.AsyncClient:
        """The connections to the API."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
        return self._http

    async def query(
        self, document: str, variables: Mapping[str, Any] | None = None, token: str | None = None, address: str = ""
    ) -> dict[str, Any]:
        """The answer's data. Raises ApiError when the API names an error, Unreachable when it does not answer.

        address: the visitor's, for the API's limits and audit.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        status, body = await self._post(
            self.endpoint, headers, address, {"query": document, "variables": variables or {}}
        )
        return _data(body, status)

    async def access(self, secret: str, address: str = "", *, anew: bool = False) -> Access:
        """An access token for the session in a browser's cookie. Raises SignedOut, ApiError, Unreachable."""
        key = sha256(secret.encode(errors="surrogatepass")).digest()
        known = self._known.get(key)
        if known is not None and known.until > time.monotonic() and not anew:
            return known
        self._known.pop(key, None)
        headers = {"Authorization": f"Session {secret}"}
        status, body = await self._post(f"{self.base}/session/access", headers, address, {})
        if status == httpx.codes.UNAUTHORIZED:
            raise SignedOut(ended=True)
        if not isinstance(body, dict) or "accessToken" not in body:
            raise Unreachable(f"The API answered with status {status} and no session.")
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        found = Access(body["accessToken"], time.monotonic() + REMEMBERED_SECONDS, body["user"])
        self._known[key] = found
        return found

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def _post(self, url: str, headers: dict[str, str], address: str, body: dict[str, Any]) -> tuple[int, Any]:
        if address:
            headers |= {"X-Forwarded-For": address, "X-Dashboard": self._secret}
        try:
            answer = await self.http.post(url, json=body, headers=headers)
            return answer.status_code, answer.json()
        except httpx.TimeoutException as error:
            raise Unreachable(f"The API did not answer within {TIMEOUT_SECONDS:.0f} seconds.") from error
        except httpx.HTTPError as error:
            raise Unreachable("The API cannot be reached.") from error
        except ValueError as error:
            raise Unreachable(f"The API answered with status {answer.status_code} and no JSON.") from error


def _data(body: Any, status: int) -> dict[str, Any]:
    errors = body.get("errors") if isinstance(body, dict) else None
    data = body.get("data") if isinstance(body, dict) else None
    if errors:
        first, told = errors[0], errors[0].get("extensions", {})
        message = first.get("message", "Unknown error.")
        raise ApiError(told.get("code", "INTERNAL"), message, str(told.get("field", "")))
    if not isinstance(data, dict):
        raise Unreachable(f"The API answered with status {status} and no data.")
    return data


class Session:
    """What a signed-in visitor asks; `secret` is their cookie's value, None without one."""

    def __init__(self, api: Api, secret: str | None, address: str = "") -> None:
        self._api = api
        self._secret = secret
        self._address = address

    async def user(self) -> Mapping[str, str]:
        """E-mail, name and role of who is signed in. Raises SignedOut, ApiError, Unreachable."""
        return (await self._access()).user

    async def query(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask as this user. Raises SignedOut, ApiError, Unreachable."""
        try:
            return await self._asked(document, variables, await self._access())
        except ApiError as error:
            if error.code != "UNAUTHENTICATED":
                raise
        # An access token may end before what was remembered of it; the session itself decides.
        return await self._asked(document, variables, await self._access(anew=True))

    async def _asked(self, document: str, variables: Mapping[str, Any] | None, access: Access) -> dict[str, Any]:
        return await self._api.query(document, variables, access.token, self._address)

    async def _access(self, *, anew: bool = False) -> Access:
        if self._secret is None:
            raise SignedOut(ended=False)
        return await self._api.access(self._secret, self._address, anew=anew)


_connected: list[Api] = []


def connect(url: str, secret: str = "") -> None:
    """Say where the API is, and the secret by which it believes visitors' addresses; the states use it from then on."""
    _connected[:] = [Api(url, secret)]


def api() -> Api:
    """The API that `connect` named."""
    return _connected[0]


@asynccontextmanager
async def connections() -> AsyncIterator[None]:
    """Closes the connections when the dashboard stops."""
    yield
    for connected in _connected:
        await connected.close()
