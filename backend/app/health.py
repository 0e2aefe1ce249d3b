"""Health: alive (the process answers) and ready (the database is reached and migrated)."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from backend.db import Database
from backend.db.migrate import is_migrated
from backend.errors import SalesError

READY_SECONDS = 3


async def live(_request: Request) -> JSONResponse:
    """200 as long as the process answers."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> JSONResponse:
    """200 when requests can be served, else 503 with the reason."""
    reason = await _hindrance(request.app.state.db)
    if reason is None:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "unavailable", "reason": reason}, 503)


async def _hindrance(db: Database) -> str | None:
    try:
        async with asyncio.timeout(READY_SECONDS):
            migrated = await is_migrated(db)
    except TimeoutError:
        return f"the database did not answer within {READY_SECONDS} seconds"
    except SalesError as error:
        return error.message
    return None if migrated else "the database is not at the newest revision: run `sales migrate`"
