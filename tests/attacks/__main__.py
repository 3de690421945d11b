"""Run every attack, or those that are named, and print what was tried and what gave way."""

import sys
import time
from collections.abc import Callable

from tests.attacks import data, diary, doors
from tests.attacks.site import Site

Attack = Callable[[Site], list[str]]
ATTACKS: tuple[Attack, ...] = (
    *doors.ATTACKS,
    *diary.ATTACKS,
    # Last: they change the clock and the files under the site.
    *data.ATTACKS,
)
SLOWEST_ALLOWED_SECONDS = 5.0


def main() -> int:
    """Return 0 when nothing gave way, else 1."""
    named = [attack for attack in ATTACKS if attack.__name__ in sys.argv[1:]]
    fell: list[str] = []
    with Site() as site:
        for attack in named or ATTACKS:
            before, began = site.figures.requests, time.monotonic()
            gave_way = attack(site)
            fell += gave_way
            tried = f"{site.figures.requests - before} requests, {time.monotonic() - began:.0f} s"
            print(f"{'GAVE WAY' if gave_way else 'held':<9} {attack.__doc__} ({tried})", flush=True)
            for line in gave_way:
                print(f"          - {line}", flush=True)
        figures = site.figures
    if figures.faults:
        fell.append(f"{figures.faults} answers were 5xx")
    if figures.slowest > SLOWEST_ALLOWED_SECONDS:
        fell.append(f"the slowest answer took {figures.slowest:.1f} s")
    print(
        f"\n{figures.requests} requests, {figures.faults} of them 5xx, slowest answer "
        f"{figures.slowest:.2f} s ({figures.slowest_path})"
    )
    print(f"{len(fell)} gave way" if fell else "nothing gave way")
    return 1 if fell else 0


sys.exit(main())
