"""The Reflex application: its pages and what happens when one is opened."""

import reflex as rx

from frontend.client import connections
from frontend.pages.login import login
from frontend.pages.overview import overview
from frontend.state.login import LoginState
from frontend.state.overview import OverviewState

TITLE = "Sales Analytics"
HEAD = [
    rx.el.link(rel="icon", type="image/svg+xml", href="/icon.svg"),
    *(rx.el.script(src=f"/{name}.js", type="module") for name in ("session", "fields")),
]

app = rx.App(html_lang="en", head_components=HEAD)
app.register_lifespan_task(connections)
app.add_page(overview, route="/", title=f"Overview, {TITLE}", on_load=OverviewState.load)
app.add_page(login, route="/login", title=f"Sign in, {TITLE}", on_load=LoginState.load)
