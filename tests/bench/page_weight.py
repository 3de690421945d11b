"""How many bytes an article is, HTML and CSS, as a browser receives them (fonts apart).

The styles for paper are named beside it: no browser waits for them before it shows the page.

Run: python -m tests.bench.page_weight
"""

from tests.bench import bench_database

FIRST_ROUND_TRIP_BYTES = 14_000
STYLES_QUALITY = 11  # Static files are compressed once, when they are collected.


def main() -> None:
    """Print a line per article and say whether all fit the first round trip."""
    bench_database.prepare(articles=True)
    from pathlib import Path

    import brotli
    from django.contrib.staticfiles import finders
    from django.test import Client

    from articles.models import Edition

    def weigh(path: str) -> int:
        styles = Path(str(finders.find(path))).read_bytes()
        small = len(brotli.compress(styles, quality=STYLES_QUALITY))
        print(f"{path} {small} bytes ({len(styles)} plain)")
        return small

    css = weigh("css/site.css")
    weigh("css/print.css")
    heaviest = 0
    for slug in Edition.objects.order_by("order").values_list("slug", flat=True):
        response = Client().get(f"/articles/{slug}/", headers={"accept-encoding": "br"})
        total = len(response.content) + css
        heaviest = max(heaviest, total)
        print(f"{total:>6} = {len(response.content):>6} html + css   {slug}")
    verdict = "within" if heaviest <= FIRST_ROUND_TRIP_BYTES else "OVER"
    print(f"heaviest {heaviest} bytes: {verdict} {FIRST_ROUND_TRIP_BYTES}")


if __name__ == "__main__":
    main()
