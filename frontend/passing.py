"""`/session` of a dashboard served apart from its API: passed on to it, so that the cookie is the dashboard's."""

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontend.client import api

PASSED = ("cookie", "origin", "content-type", "sec-fetch-site", "x-forwarded-proto")
GIVEN_BACK = ("content-type", "retry-after", "cache-control")
AWAY = {"error": {"message": "The API cannot be reached. Try again in a moment.", "code": "UNREACHABLE"}}


def routes() -> list[Route]:
    """The routes that pages use; the exchange of a session is the server's own business."""
    return [
        Route("/session", _pass_on, methods=["GET", "POST", "DELETE"]),
        Route("/session/password", _pass_on, methods=["PUT"]),
    ]


async def _pass_on(request: Request) -> Response:
    headers = {name: request.headers[name] for name in PASSED if name in request.headers}
    headers["x-forwarded-host"] = request.headers.get("x-forwarded-host", request.headers.get("host", ""))
    headers["x-forwarded-for"] = request.client.host if request.client else ""
    content = request.stream() if request.method in {"POST", "PUT"} else None
    try:
        answer = await api().http.request(
            request.method, f"{api().base}{request.url.path}", content=content, headers=headers
        )
    except httpx.HTTPError:
        return JSONResponse(AWAY, 502)
    response = Response(
        answer.content,
        answer.status_code,
        {name: answer.headers[name] for name in GIVEN_BACK if name in answer.headers},
    )
    for cookie in answer.headers.get_list("set-cookie"):
        response.headers.append("set-cookie", cookie)
    return response
