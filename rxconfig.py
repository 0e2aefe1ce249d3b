"""Reflex's configuration; Reflex insists on finding it here."""

import reflex as rx

from frontend.plugin import Dashboard

config = rx.Config(
    app_name="frontend",
    app_module_import="frontend.app",
    plugins=[Dashboard()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    cors_allowed_origins=[],
    default_color_mode="system",
)
