"""Photos, papers and signatures of a ticket."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse
from ninja import File, Form, Path, Router, Status, UploadedFile

from baoxiu.core.errors import NotFound
from baoxiu.journal import queries as journal
from baoxiu.tickets import actions, queries
from baoxiu.web.api.v1 import shapes, showing
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()
BYTES = {"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get(
    "/tickets/{number}/files", auth=may("read"), response={200: list[shapes.FileOut], **shapes.refusals(404)}, summary="Files of a ticket"
)
def list_files(request: Asked, number: shapes.Number) -> list[dict[str, Any]]:
    """Photos, papers and signatures, oldest first."""
    return [showing.file(row) for row in queries.files_of(queries.ticket_on(number, seen_by=request.actor))]


@router.post(
    "/tickets/{number}/files",
    auth=may("run"),
    response={201: shapes.FileOut, **shapes.refusals(400, 404, 409, 413, 415)},
    summary="Add a file",
)
def add_file(
    request: Asked,
    number: shapes.Number,
    file: File[UploadedFile],
    purpose: Annotated[str, Form(max_length=60, pattern=shapes.NO_NULL)] = "",
    key: shapes.Key = None,
) -> Status[Any]:
    """Add a photo or paper; type and size are judged by its content. The same content twice is one file."""
    by, name = request.actor, file.name or "file"
    row = actions.add_file(number, file.chunks(), name, purpose=purpose, by=by, at=request.now, key=key, door="api")
    return Status(201, showing.file(row))


@router.get(
    "/tickets/{number}/files/{file_id}",
    auth=may("read"),
    response={200: None, **shapes.refusals(404)},
    summary="The content of a file",
    openapi_extra=BYTES,
)
def read_file(request: Asked, number: shapes.Number, file_id: Annotated[shapes.Id, Path()]) -> FileResponse:
    """The bytes, with their own media type; never shown inside a page of ours."""
    row = queries.files_of(queries.ticket_on(number, seen_by=request.actor)).filter(pk=file_id).first()
    if row is None:
        raise NotFound(what="file / 附件", name=file_id)
    content = journal.file_path(row.file).open("rb")
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.file.media_type)
