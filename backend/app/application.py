"""The one application: GraphQL, GraphiQL, health and the dashboard, on one port."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute, request_response
from strawberry import Schema

import schema
from backend.accounts.browser import BrowserSessions
from backend.accounts.counters import Counters
from backend.accounts.links import Links
from backend.accounts.secret import installation_secret
from backend.accounts.sessions import Sessions
from backend.analytics.changes import Changes
from backend.app import accounts, graphiql, health, session, upload
from backend.app.access_log import HEADER, AccessLog
from backend.app.answers import Answers
from backend.app.forecasts import ahead_of_questions, forecasts_of
from backend.app.graphql import graphql
from backend.app.graphql_ws import graphql_ws
from backend.app.headers import SecurityHeaders
from backend.app.persisted import Documents
from backend.app.repeats import Repeats
from backend.app.visitors import Visitors, new_secret
from backend.background import running
from backend.db import Database
from backend.forecast import ForecastWorkers
from backend.settings import Settings
from etl.uploads import Uploads
from schema.present import Present

# Loads take as long as they take, and turns: one needs two connections, to work and to record that it runs.
LOADING_CONNECTIONS = 4
MEGABYTE = 1024 * 1024

# By which the dashboard reaches the API of its own process.
OWN_HOSTS = ("127.0.0.1", "localhost")

# All, so that a wrong one is answered in GraphQL's form too.
ALL_METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(
    settings: Settings, dsn: str, *, dashboard: bool = True, url: str = "http://127.0.0.1:8000"
) -> Starlette:
    """The application on the database of `dsn`; its lifespan opens and closes everything.

    url: where this process answers; the dashboard reaches the API there, unless API_URL names another.
    The dashboard must have been built. Raises frontend.mount.NotBuilt.
    """
    secret = new_secret()
    site = _dashboard(settings.api_url or url, secret) if dashboard else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _open(app, stack, settings, dsn)
            await stack.enter_async_context(accounts.following(app.state, dsn, url))
            if site is not None:
                from frontend.mount import running

                await stack.enter_async_context(running(site))
            yield

    routes = [*_routes(), *([Mount("/", site)] if site is not None else [])]
    return Starlette(routes=routes, middleware=_middleware(settings, secret), lifespan=lifespan)


def _dashboard(api_url: str, secret: str) -> Starlette:
    from frontend.mount import dashboard

    return dashboard(api_url, secret)


def _routes() -> list[BaseRoute]:
    return [
        Route("/graphql", graphql, methods=ALL_METHODS),
        WebSocketRoute("/graphql", graphql_ws),
        *session.routes(),
        *upload.routes(),
        *graphiql.routes(),
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
    ]


def _middleware(settings: Settings, secret: str) -> list[Middleware]:
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", HEADER],
        expose_headers=[HEADER, "ETag", "Cache-Status", "X-Cost-Remaining", "X-Cost-Budget", "Retry-After"],
        max_age=3600,
    )
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[*settings.allowed_hosts, *OWN_HOSTS], www_redirect=False)
    return [
        Middleware(SecurityHeaders, settings=settings),
        Middleware(Visitors, secret=secret),
        Middleware(AccessLog),
        *([hosts] if settings.allowed_hosts else []),
        Middleware(Repeats, endpoint=request_response(graphql)),
        *([cors] if settings.cors_origins else []),
    ]


async def _open(app: Starlette, stack: AsyncExitStack, settings: Settings, dsn: str) -> None:
    """Open what requests need, on `app.state`; the stack closes it in the opposite order."""
    db = await Database.connect(
        dsn,
        size=settings.pool_size,
        pooled=settings.pooled,
        statement_seconds=settings.statement_seconds,
    )
    stack.push_async_callback(db.close)
    loading = await Database.connect(dsn, size=LOADING_CONNECTIONS, pooled=settings.pooled)
    stack.push_async_callback(loading.close)
    # Of its own, so that answers that are known already do not queue behind those being made.
    watching = await Database.connect(dsn, size=1, pooled=settings.pooled, statement_seconds=settings.statement_seconds)
    stack.push_async_callback(watching.close)
    workers = await stack.enter_async_context(ForecastWorkers())
    forecasts = forecasts_of(db, workers)
    stack.push_async_callback(forecasts.close)
    app.state.counters = await stack.enter_async_context(Counters(settings.redis_url))
    uploads = Uploads.from_settings(settings)
    await stack.enter_async_context(uploads.expiring())
    built: Schema = schema.build()
    app.state.schema = built
    app.state.settings = settings
    app.state.db = db
    app.state.present = Present(watching)
    app.state.loading = loading
    app.state.uploads = uploads
    app.state.sessions = Sessions.from_settings(db, settings)
    app.state.browser_sessions = BrowserSessions(db, app.state.sessions, timedelta(days=settings.refresh_days))
    app.state.links = Links(installation_secret(settings))
    app.state.forecasts = forecasts
    making = f"{built.as_str()} {settings.receipts} {settings.cost_limit} {settings.currency}"
    app.state.answers = Answers(settings.answer_cache_mb * MEGABYTE, making)
    app.state.documents = Documents.load(only_registered=settings.persisted_only)
    app.state.changes = await stack.enter_async_context(Changes.following(db, dsn, pooled=settings.pooled))
    await stack.enter_async_context(running(ahead_of_questions(app.state.changes, forecasts)))
    app.state.connections = set()
