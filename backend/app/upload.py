"""`POST /upload`: a file's bytes as the request's body, streamed to disk; the answer's id goes to `previewUpload`."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from backend.accounts.users import Role
from backend.app.graphql_context import admitted, context_of
from backend.errors import BadInput, DataError, Forbidden, SalesError, Unauthenticated, Unavailable

_STATUS: dict[type[SalesError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    BadInput: 400,
    DataError: 413,
    Unavailable: 503,
}


async def upload(request: Request) -> Response:
    """Keep the body as `?name=` for the user who sent it; 201 with `uploadId`, or an error with its code."""
    try:
        asker = await admitted(request.app.state, request.headers.get("authorization"))
        context = context_of(request.app.state, asker)
        user = context.require(Role.ANALYST)
        name = request.query_params.get("name", "")
        if not name.strip():
            raise BadInput("name the file: POST /upload?name=export.csv", field="name")
        kept = await context.uploads.receive(name, str(user.id), request.stream())
    except ClientDisconnect:
        return Response(status_code=400)
    except SalesError as refused:
        return _refusal(refused)
    except OSError as error:
        return _refusal(Unavailable(f"the file cannot be kept ({error.strerror}); free some disk and send it again"))
    return JSONResponse({"uploadId": kept.upload_id, "name": kept.path.name}, 201)


def _refusal(refused: SalesError) -> Response:
    body = {"error": {"message": refused.message, "code": refused.code, **refused.extensions}}
    return JSONResponse(body, _STATUS.get(type(refused), 500), {"Connection": "close"})
