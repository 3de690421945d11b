"""The state diagram of the README, drawn from the table of transitions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from intake.transitions.statuses import OPEN, REQUEST, Status
from intake.transitions.table import arrows

BEGIN = "<!-- Drawn by `python manage.py draw_transitions`; do not edit by hand. -->"
END = "<!-- End of the drawing. -->"


class Command(BaseCommand):
    """Draw it anew, or look whether it is still true."""

    help = "Draw the state diagram of a booking into README.md, from the table of transitions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read --check and --file."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
        parser.add_argument("--file", help="another file with the two marks")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace what stands between the two marks."""
        path = Path(options["file"] or settings.BASE_DIR / "README.md")
        text = path.read_text(encoding="utf-8")
        drawn = drawn_into(text)
        if options["check"] and drawn != text:
            raise CommandError(f"{path.name} is stale: run `python manage.py draw_transitions`")
        if drawn != text:
            path.write_text(drawn, encoding="utf-8")


def drawn_into(text: str) -> str:
    """Return the text with the diagram between its marks. Raises CommandError without them."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise CommandError("the two marks for the drawing are missing")
    return f"{before}{BEGIN}\n\n```mermaid\n{draw()}\n```\n\n{END}{after}"


def draw() -> str:
    """Return the diagram in Mermaid's words; transitions that lead the same way share an arrow."""
    ways: dict[tuple[Status, Status], dict[str, list[str]]] = {}
    for source, transition, actor in arrows():
        way = ways.setdefault((source, transition.target_from(source)), {})
        way.setdefault(transition.name, []).append(actor.value)
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {status.value}: {REQUEST}" for status in (Status.HELD, Status.WAITING)]
    for (source, target), transitions in ways.items():
        words = "; ".join(f"{name} ({', '.join(who)})" for name, who in transitions.items())
        lines.append(f"    {source.value} --> {target.value}: {words.replace('_', ' ')}")
    lines += [f"    {status.value} --> [*]" for status in Status if status not in OPEN]
    return "\n".join(lines)
