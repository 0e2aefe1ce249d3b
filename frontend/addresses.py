"""Pages answer at the address that links name."""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send


class Addresses:
    """Serves `/login` itself, where the server of files would send the browser on to `/login/`."""

    def __init__(self, app: ASGIApp, files: Path) -> None:
        self._app = app
        self._pages = {f"/{page.parent.relative_to(files).as_posix()}" for page in files.rglob("index.html")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the page's folder to the server of files."""
        if scope["type"] == "http" and scope["path"] in self._pages:
            scope = {**scope, "path": f"{scope['path']}/"}
        await self._app(scope, receive, send)
