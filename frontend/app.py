"""The Reflex application: its pages and what happens when one is opened."""

import reflex as rx

from frontend.client import connections
from frontend.pages.audit import audit
from frontend.pages.forgot import forgot
from frontend.pages.keys import keys
from frontend.pages.login import login
from frontend.pages.overview import overview
from frontend.pages.profile import profile
from frontend.pages.register import register
from frontend.pages.reset import reset
from frontend.pages.users import users
from frontend.pages.verify import verify
from frontend.state.audit import AuditState
from frontend.state.keys import KeysState
from frontend.state.login import LoginState
from frontend.state.overview import OverviewState
from frontend.state.profile import ProfileState
from frontend.state.register import RegisterState
from frontend.state.reset import ResetState
from frontend.state.users import UsersState
from frontend.state.verify import VerifyState

TITLE = "Sales Analytics"
HEAD = [
    rx.el.link(rel="icon", type="image/svg+xml", href="/icon.svg"),
    *(rx.el.script(src=f"/{name}.js", type="module") for name in ("session", "fields")),
]

app = rx.App(html_lang="en", head_components=HEAD)
app.register_lifespan_task(connections)
for page, route, name, load in (
    (overview, "/", "Overview", OverviewState.load),
    (login, "/login", "Sign in", LoginState.load),
    (register, "/register", "Create an account", RegisterState.load),
    (verify, "/verify", "Confirm your address", VerifyState.load),
    (forgot, "/forgot", "Forgot your password?", None),
    (reset, "/reset", "Choose a new password", ResetState.load),
    (profile, "/profile", "Profile", ProfileState.load),
    (users, "/users", "Users", UsersState.load),
    (keys, "/keys", "API keys", KeysState.load),
    (audit, "/audit", "Audit log", AuditState.load),
):
    app.add_page(page, route=route, title=f"{name}, {TITLE}", on_load=load)
