"""A snapshot, as an edition keeps it, made a draft again.

Pure. Reads snapshots of any age: what did not exist yet has its default, and what no longer exists
is left out.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from articles.draft import ClaimText, Draft, Figure, Grade, Kind, Picture, SectionText, Source

Shape = TypeVar("Shape", ClaimText, Draft, Figure, Picture, SectionText, Source)


def draft_from_snapshot(snapshot: Mapping[str, Any]) -> Draft:
    """Return the draft that was frozen into this snapshot."""
    whole = _shaped(Draft, snapshot)
    return replace(
        whole,
        kind=Kind(whole.kind),
        sections=tuple(_section(each) for each in snapshot.get("sections", ())),
        references=tuple(_shaped(Source, each) for each in snapshot.get("references", ())),
    )


def _section(frozen: Mapping[str, Any]) -> SectionText:
    figure, picture = frozen.get("figure"), frozen.get("picture")
    claims = (_shaped(ClaimText, each) for each in frozen.get("claims", ()))
    return replace(
        _shaped(SectionText, frozen),
        claims=tuple(replace(claim, grade=Grade(claim.grade)) for claim in claims),
        figure=_shaped(Figure, figure) if figure else None,
        picture=_shaped(Picture, picture) if picture else None,
    )


def _shaped(shape: type[Shape], frozen: Mapping[str, Any]) -> Shape:
    known = {each.name for each in fields(shape)}
    # JSON knows no tuples.
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in frozen.items()
        if name in known
    }
    return shape(**values)
