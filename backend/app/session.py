"""`/session`: what a browser does with its session. The page's scripts see who is signed in, never a token.

    POST   /session           {"email", "password"}: sign in; sets the cookie
    GET    /session           who is signed in, `{"user": null}` where nobody is; does not put the session's end off
    DELETE /session           sign out; takes the cookie back
    PUT    /session/password  {"current", "new"}: change the password; ends every other session and sets a new cookie
    POST   /session/access    an access token, for the dashboard's server: `Authorization: Session <cookie's value>`,
                              which scripts cannot send, because they cannot read the cookie

Signing in and changing the password are the API's own mutations, with all their rules.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backend.accounts.browser import ENDED, BrowserSessions
from backend.app import cookie
from backend.app.access_log import QUIET
from backend.app.graphql_context import Asker, admitted, context_of
from backend.app.logging import client_address
from backend.errors import BadInput, Forbidden, SalesError, Unauthenticated

BODY_BYTES = 8 * 1024
STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "BAD_USER_INPUT": 400,
    "RATE_LIMITED": 429,
    "UNAVAILABLE": 503,
    "TIMEOUT": 503,
}
NOT_OURS = "a session is opened and ended by this server's own pages alone"
NOT_ENCRYPTED = "this address is not encrypted: open it with https:// to sign in"
LOGIN = (
    "mutation($email: String!, $password: String!) { it: login(email: $email, password: $password) { refreshToken } }"
)
CHANGE = (
    "mutation($current: String!, $new: String!) { it: changePassword(current: $current, new: $new) { refreshToken } }"
)

Work = Callable[[Request, BrowserSessions], Awaitable[Response]]


def routes() -> list[BaseRoute]:
    """Where sessions of browsers are opened, asked for and ended."""
    return [
        Route("/session", _endpoint(_show), methods=["GET"]),
        Route("/session", _endpoint(_from_page(_open)), methods=["POST"]),
        Route("/session", _endpoint(_from_page(_end)), methods=["DELETE"]),
        Route("/session/password", _endpoint(_from_page(_change_password)), methods=["PUT"]),
        Route("/session/access", _endpoint(_access), methods=["POST"]),
    ]


async def authorization(request: Request) -> str | None:
    """The header, or for a POST of one of our own pages what the session in its cookie stands for."""
    given, secret = request.headers.get("authorization"), cookie.secret_of(request)
    if given is not None or secret is None or request.method != "POST" or not cookie.own_page(request):
        return given
    try:
        return f"Bearer {(await _sessions(request).exchange(secret)).token}"
    except Unauthenticated:
        return None


def _sessions(request: Request) -> BrowserSessions:
    sessions: BrowserSessions = request.app.state.browser_sessions
    return sessions


def _endpoint(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            response = await work(request, _sessions(request))
        except SalesError as refused:
            response = _refusal(refused.message, {"code": refused.code, **refused.extensions})
        except GraphQLError as refused:
            response = _refusal(refused.message, refused.extensions or {})
        response.headers["Cache-Control"] = "no-store"
        return response

    return endpoint


def _from_page(work: Work) -> Work:
    """Only for our own pages: another site's cannot act in the visitor's name (CSRF)."""

    async def checked(request: Request, sessions: BrowserSessions) -> Response:
        if not cookie.own_page(request):
            raise Forbidden(NOT_OURS)
        return await work(request, sessions)

    return checked


async def _open(request: Request, sessions: BrowserSessions) -> Response:
    if not cookie.can_keep(request):
        raise Forbidden(NOT_ENCRYPTED)
    secret = await _mutation(request, LOGIN, None, "email", "password")
    return await _kept(request, sessions, secret)


async def _change_password(request: Request, sessions: BrowserSessions) -> Response:
    asker = await admitted(request.app.state, await _bearer(request, sessions))
    return await _kept(request, sessions, await _mutation(request, CHANGE, asker, "current", "new"))


async def _kept(request: Request, sessions: BrowserSessions, secret: str) -> Response:
    """The answer that puts a new session in the place of the one before."""
    await sessions.keep(secret)
    before = cookie.secret_of(request)
    if before is not None:
        await sessions.end(before, client_address.get())
    response = JSONResponse(_told(await sessions.user(secret)))
    cookie.keep(response, request, secret, request.app.state.settings.refresh_days)
    return response


async def _show(request: Request, sessions: BrowserSessions) -> Response:
    request.scope[QUIET] = True  # open pages ask every few seconds
    try:
        return JSONResponse(_told(await sessions.user(_secret(request))))
    except Unauthenticated:
        return JSONResponse({"user": None})


async def _end(request: Request, sessions: BrowserSessions) -> Response:
    secret = cookie.secret_of(request)
    if secret is not None:
        await sessions.end(secret, client_address.get())
    response = Response(status_code=204)
    cookie.forget(response)
    return response


async def _access(request: Request, sessions: BrowserSessions) -> Response:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "session" or not secret:
        raise Unauthenticated("the header must read `Authorization: Session <cookie's value>`")
    access = await sessions.exchange(secret.strip())
    return JSONResponse({"accessToken": access.token, "expiresIn": access.expires_in, **_told(access.user)})


async def _bearer(request: Request, sessions: BrowserSessions) -> str:
    return f"Bearer {(await sessions.exchange(_secret(request))).token}"


def _secret(request: Request) -> str:
    secret = cookie.secret_of(request)
    if secret is None:
        raise Unauthenticated(ENDED)
    return secret


async def _mutation(request: Request, document: str, asker: Asker, *names: str) -> str:
    """Run a mutation that answers with a session; its refresh token. Raises GraphQLError."""
    given = await _body(request)
    variables = {name: str(given.get(name, "")) for name in names}
    state = request.app.state
    result = await state.schema.execute(document, variable_values=variables, context_value=context_of(state, asker))
    if result.errors or result.data is None:
        raise result.errors[0]
    token: str = result.data["it"]["refreshToken"]
    return token


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object in the body, of which no form of another site can send the like."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadInput("send the header `Content-Type: application/json`", field="request")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise BadInput(f"the request is larger than {BODY_BYTES // 1024} KiB", field="request")
    try:
        given = json.loads(body)
    except ValueError as error:
        raise BadInput("the request is not valid JSON", field="request") from error
    if not isinstance(given, dict):
        raise BadInput("the request's JSON must be an object", field="request")
    return given


def _told(user: Any) -> dict[str, object]:
    return {"user": {"email": user.email, "name": user.name, "role": user.role}}


def _refusal(message: str, extensions: dict[str, Any]) -> Response:
    headers = {"Connection": "close"}
    if "retryAfter" in extensions:
        headers["Retry-After"] = str(extensions["retryAfter"])
    return JSONResponse(
        {"error": {"message": message, **extensions}}, STATUS.get(extensions.get("code", ""), 500), headers
    )
