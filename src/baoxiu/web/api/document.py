"""The OpenAPI document: what the frame writes, made exact where it knows too little."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from baoxiu.web.api import problems
from baoxiu.web.api.door import with_styles
from baoxiu.web.api.who import Token

Json = Any
HEADERS: dict[str, dict[str, Json]] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "How to say who you are."}},
    "503": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds after which to try again."}},
}


class Api(NinjaAPI):
    """The frame, with operation ids of our own and problems under their own media type."""

    def __init__(self, **given: Any) -> None:
        """The page to try it may set styles."""
        super().__init__(docs_decorator=with_styles, **given)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """OpenAPI 3.1."""
        document = super().get_openapi_schema(**given)
        scopes = self._scopes()
        for path in document["paths"].values():
            for operation in path.values():
                operation["security"] = [{"Token": [scopes[operation["operationId"]]]}, {"Session": []}]
                _tell_problems(operation["responses"])
        return document

    def _scopes(self) -> dict[str, str]:
        """Which scope a token needs, by operation."""
        views = [view for router in self._get_bound_routers() for view in router.path_operations.values()]
        operations = [operation for view in views for operation in view.operations]
        return {
            self.get_openapi_operation_id(each): auth.scope
            for each in operations
            for auth in each.auth_callbacks
            if isinstance(auth, Token)
        }


def _tell_problems(responses: dict[Any, Json]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {problems.TYPE: next(iter(response["content"].values()))}
            response["headers"] = HEADERS.get(str(status), {})
