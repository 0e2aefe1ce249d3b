"""GraphiQL's page and files, under a policy that lets the page reach this server alone."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from backend.app import cookie
from backend.app.graphiql.build import OUTPUT, fresh
from backend.errors import SalesError

PAGE = Path(__file__).resolve().parent / "page"
HEADERS = {
    # GraphiQL's editor sets styles in elements; scripts come from files alone.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
NOT_BUILT = "GraphiQL is not built: stop the server and start it with `./dev up`, which fetches it once.\n"
CLOSED = "GraphiQL is off: this server answers registered GraphQL documents only (SALES_PERSISTED_ONLY).\n"
OFF = "GraphiQL is off on this server (SALES_INTROSPECTION).\n"


class Files(StaticFiles):
    """Static files under the page's policy, asked for anew after each update."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        """The file with our headers."""
        response = super().file_response(*arguments, **named)
        response.headers.update(HEADERS)
        return response


async def page(request: Request) -> Response:
    """The page, in production to who is signed in; one line where it is off, or its libraries were not fetched."""
    if request.app.state.settings.persisted_only:
        return PlainTextResponse(CLOSED, 403)
    if not request.app.state.settings.introspection:
        return PlainTextResponse(OFF, 403)
    if request.app.state.settings.env == "production" and not await _signed_in(request):
        return RedirectResponse("/login?next=/graphiql", 303)
    if not fresh():
        return PlainTextResponse(NOT_BUILT, 503)
    return FileResponse(PAGE / "index.html", headers=HEADERS)


async def _signed_in(request: Request) -> bool:
    """Whether the browser holds a session."""
    secret = cookie.secret_of(request)
    try:
        return secret is not None and bool(await request.app.state.browser_sessions.user(secret))
    except SalesError:
        return False


def routes() -> list[BaseRoute]:
    """`/graphiql` and the files under it."""
    return [
        Route("/graphiql", page),
        Mount("/graphiql/page", Files(directory=PAGE)),
        Mount("/graphiql/dist", Files(directory=OUTPUT, check_dir=False)),
    ]
