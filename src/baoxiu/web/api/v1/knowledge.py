"""What the packs in force know: questions with their answers, phrases that are not said."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Query, Router
from pydantic import StringConstraints

from baoxiu.catalogue import queries as catalogue
from baoxiu.catalogue.queries import Found
from baoxiu.web.api.v1 import shapes
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()


class Asking(shapes.Shape):
    """What is looked for; everything, where nothing is said."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=shapes.NO_NULL)] = Field(
        "", description="words, or the initials of their pinyin"
    )
    topic: shapes.Code = Field("", description="one topic alone")
    fault: shapes.Code = Field("", description="about one category of fault alone")


@router.get("/knowledge", auth=may("read"), response={200: shapes.KnowledgeOut, **shapes.refusals()}, summary="What your packs know")
def search_knowledge(request: Asked, asking: Query[Asking]) -> dict[str, Any]:
    """Questions first by what they ask, then by what their answers mention; phrases that are not said, by the same words."""
    organisation, at = request.actor.organisation_id or 0, request.now
    found = catalogue.known(organisation, asking.q, at=at, topic=asking.topic, fault=asking.fault)
    parts = () if asking.topic or asking.fault else catalogue.phrases(organisation, asking.q, at=at)
    said = [phrase for part in parts for phrase in part.phrases]
    phrases = [{"forbidden": one.forbidden, "instead": one.instead, "clauses": list(one.clause)} for one in said]
    return {"questions": [_known(one) for one in found], "phrases": phrases}


def _known(one: Found) -> dict[str, Any]:
    entry = one.entry
    points = {"answer": list(entry.answer), "do": list(entry.do), "dont": list(entry.dont)}
    bound = {"faults": list(entry.faults), "steps": list(entry.at), "clauses": list(entry.clause)}
    return {"key": one.key, "topic": one.topic_title, "question": entry.question, "note": entry.note, **points, **bound}
