"""What the dashboard adds to Reflex's compiler: stylesheet, scripts, and a websocket on the page's own origin."""

from pathlib import Path
from typing import Unpack

from reflex.plugins import CommonContext, Plugin, PreCompileContext

STYLES = Path(__file__).parent / "styles"
SCRIPTS = Path(__file__).parent / "scripts"
CLIENT = "utils/state.js"
ABSOLUTE = "  const endpoint = new URL(url_str);\n"
SAME_ORIGIN = (
    ABSOLUTE
    + """  if (import.meta.env.PROD && typeof window !== "undefined") {
    if (window.location.protocol === "https:") {
      endpoint.protocol = endpoint.protocol.startsWith("ws") ? "wss:" : "https:";
    }
    endpoint.hostname = window.location.hostname;
    endpoint.port = window.location.port;
    return endpoint;
  }
"""
)


def same_origin(client: str) -> str:
    """Reflex's browser client, changed to reach the server the page came from.

    Reflex bakes host and port into the build; one build must serve any port, host name and reverse proxy.
    """
    if SAME_ORIGIN in client:
        return client
    if ABSOLUTE not in client:
        raise RuntimeError(f"Reflex's {CLIENT} has changed: adapt frontend/plugin.py to this release.")
    return client.replace(ABSOLUTE, SAME_ORIGIN, 1)


class Dashboard(Plugin):
    """Hooks the dashboard into a Reflex build."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Have the browser client use the page's own origin."""
        context["add_modify_task"](CLIENT, same_origin)

    def get_stylesheet_paths(self, **_context: Unpack[CommonContext]) -> list[str]:
        """Name the stylesheet, relative to Reflex's styles directory."""
        return ["./dashboard.css"]

    def get_static_assets(self, **_context: Unpack[CommonContext]) -> list[tuple[Path, str | bytes]]:
        """Write the stylesheet made of the design tokens and the files in styles/, and the scripts as they are."""
        from frontend.tokens import stylesheet

        parts = [stylesheet(), *(path.read_text() for path in sorted(STYLES.glob("*.css")))]
        icon = (STYLES / "icon.svg").read_text()
        scripts = ((Path("public") / path.name, path.read_text()) for path in sorted(SCRIPTS.glob("*.js")))
        return [(Path("styles/dashboard.css"), "\n".join(parts)), (Path("public/icon.svg"), icon), *scripts]
