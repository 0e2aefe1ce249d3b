"""`/upload`: a file's bytes as the request's body, streamed to disk; the answer's id goes to `previewUpload`.

`GET` tells how far the user's uploads have arrived, `DELETE` removes one.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from backend.accounts.roles import Role
from backend.app.graphql_context import admitted, context_of
from backend.errors import BadInput, Conflict, DataError, Forbidden, NotFound, SalesError, Unauthenticated, Unavailable
from etl.uploads import Upload, Uploads

_STATUS: dict[type[SalesError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    BadInput: 400,
    DataError: 413,
    Unavailable: 503,
}

Endpoint = Callable[[Request], Awaitable[Response]]


def routes() -> list[BaseRoute]:
    """Where files are uploaded and asked for."""
    return [
        Route("/upload", _for_analysts(_receive), methods=["POST"]),
        Route("/upload", _for_analysts(_list), methods=["GET"]),
        Route("/upload/{upload_id}", _for_analysts(_show), methods=["GET"]),
        Route("/upload/{upload_id}", _for_analysts(_remove), methods=["DELETE"]),
    ]


def _for_analysts(work: Callable[[Request, Uploads, str], Awaitable[Response]]) -> Endpoint:
    """The endpoint for the uploads of who asks; errors are answered with their code."""

    async def endpoint(request: Request) -> Response:
        try:
            asker = await admitted(request.app.state, request.headers.get("authorization"))
            context = context_of(request.app.state, asker)
            return await work(request, context.uploads, str(context.require_all_countries(Role.ANALYST).id))
        except ClientDisconnect:
            return Response(status_code=400)
        except SalesError as refused:
            return _refusal(refused)
        except OSError as error:
            return _refusal(
                Unavailable(f"the file cannot be kept ({error.strerror}); free some disk and send it again")
            )

    return endpoint


async def _receive(request: Request, uploads: Uploads, owner: str) -> Response:
    """Keep the body as `?name=`; 201 with `uploadId`."""
    name = request.query_params.get("name", "")
    if not name.strip():
        raise BadInput("name the file: POST /upload?name=export.csv", field="name")
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise BadInput(
            "send the file itself as the request's body, not a form: curl -X POST -T export.csv", field="body"
        )
    length = request.headers.get("content-length")
    expected = int(length) if length is not None else None
    kept = await uploads.receive(name, owner, request.stream(), expected=expected)
    return JSONResponse(_told(kept), 201)


async def _list(_request: Request, uploads: Uploads, owner: str) -> Response:
    return JSONResponse({"uploads": [_told(upload) for upload in await uploads.of(owner)]})


async def _show(request: Request, uploads: Uploads, owner: str) -> Response:
    return JSONResponse(_told(await uploads.find(request.path_params["upload_id"], owner)))


async def _remove(request: Request, uploads: Uploads, owner: str) -> Response:
    await uploads.forget(await uploads.find(request.path_params["upload_id"], owner))
    return Response(status_code=204)


def _told(upload: Upload) -> dict[str, object]:
    return {
        "uploadId": upload.upload_id,
        "name": upload.name,
        "bytesReceived": upload.received,
        "bytesExpected": upload.expected,
        "complete": upload.complete,
    }


def _refusal(refused: SalesError) -> Response:
    body = {"error": {"message": refused.message, "code": refused.code, **refused.extensions}}
    return JSONResponse(body, _STATUS.get(type(refused), 500), {"Connection": "close"})
