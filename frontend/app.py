"""The Reflex application: its pages and what happens when one is opened."""

import reflex as rx

from frontend.client import connections
from frontend.pages.login import login
from frontend.pages.overview import overview
from frontend.state.overview import OverviewState
from frontend.state.session import SessionState

TITLE = "Sales Analytics"

app = rx.App(html_lang="en", head_components=[rx.el.link(rel="icon", type="image/svg+xml", href="/icon.svg")])
app.register_lifespan_task(connections)
app.add_page(overview, route="/", title=f"Overview, {TITLE}", on_load=OverviewState.load)
app.add_page(login, route="/login", title=f"Sign in, {TITLE}", on_load=SessionState.skip_login)
