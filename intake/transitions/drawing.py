"""The table as a picture: a state diagram in Mermaid's words, for the README."""

from intake.transitions.table import REQUEST, arrows
from intake.transitions.words import OPEN, Status

_BEGINNINGS = (Status.HELD, Status.WAITING)


def draw() -> str:
    """Return the diagram. Moves that lead the same way share an arrow, with who makes them."""
    ways: dict[tuple[Status, Status], dict[str, list[str]]] = {}
    for source, transition, actor in arrows():
        way = ways.setdefault((source, transition.target_from(source)), {})
        way.setdefault(transition.name, []).append(actor.value)
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {status.value}: {REQUEST}" for status in _BEGINNINGS]
    for (source, target), transitions in ways.items():
        words = "; ".join(f"{name} ({', '.join(who)})" for name, who in transitions.items())
        lines.append(f"    {source.value} --> {target.value}: {words.replace('_', ' ')}")
    lines += [f"    {status.value} --> [*]" for status in Status if status not in OPEN]
    return "\n".join(lines)
