"""The dashboard as an ASGI application, to be mounted at `/` of another one on the same port.

    from frontend.mount import dashboard, running

    build(print)                                  # frontend.build: brings the pages up to date
    site = dashboard("http://127.0.0.1:8000")     # where the GraphQL API answers
    outer = Starlette(routes=[..., Mount("/", app=site)], lifespan=lifespan)
    # within the outer lifespan, because a mounted application's own is never run:
    async with running(site): yield

Serves the built pages at `/` and Reflex's websocket at `/_event`. Raises NotBuilt when there is no fresh build.
One dashboard a process: Reflex keeps its registry of pages and states globally.
"""

import contextlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

from reflex.constants import Env
from reflex.environment import environment
from starlette.applications import Starlette

from frontend import client
from frontend.addresses import Addresses
from frontend.build import OUTPUT, ROOT, WEB, fresh
from frontend.caching import Caching
from frontend.cookie import OwnState
from frontend.policy import Policy, policy_of


class NotBuilt(Exception):
    """The pages have not been built from the present sources; the text is one line for the user."""


def dashboard(api_url: str, secret: str = "") -> Starlette:
    """Make the application; `api_url` is the address under which it reaches `/graphql`.

    secret: by which the API of the same process believes what the dashboard says of its visitors' addresses.
    """
    if not fresh():
        raise NotBuilt("The dashboard is not built from the present sources: run `python -m frontend build`.")
    client.connect(api_url, secret)
    environment.REFLEX_DIR.set(OUTPUT / "reflex")
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_WEB_WORKDIR.set(WEB)
    # Reflex reads rxconfig.py from the working directory.
    with contextlib.chdir(ROOT):
        from frontend.app import app

        if app.sio is not None:
            # Reflex's settings can only name a list or everyone.
            app.sio.eio.cors_allowed_origins = own_origin
        site = app()
    if not isinstance(site, Starlette):
        raise TypeError(f"Reflex made a {type(site).__name__} where a Starlette application was expected.")
    site.add_middleware(Caching)
    site.add_middleware(OwnState)
    site.add_middleware(Addresses, files=WEB / "build" / "client")
    site.add_middleware(Policy, policy=policy_of(WEB / "build" / "client"))
    return site


def own_origin(origin: str | None, environ: Mapping[str, str]) -> bool:
    """Whether a websocket was opened by a page of this server: other sites must not act in a visitor's name.

    By host and port, because behind a proxy that ends TLS the scheme differs. The proxy must pass Host or
    X-Forwarded-Host on.
    """
    hosts = {environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_HOST", "").split(",")[0].strip()}
    return not origin or urlsplit(origin).netloc in hosts - {""}


def running(site: Starlette) -> AbstractAsyncContextManager[object]:
    """Reflex's event processor, alive while the context is open."""
    return site.router.lifespan_context(site)
