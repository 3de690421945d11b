"""Opening and saving an article of many sections, as its editor does, on SQLite.

Run: python -m tests.bench.editing
Prints, for each number of sections, the queries and the median time of opening the form, of saving
it with every section changed, and with one.
"""

import statistics
import time
from typing import Any

from tests.bench import bench_database

SIZES = (5, 40)
ROUNDS = 15
LIMIT_MS = 1_000


def main() -> None:
    """Measure the article form at each size and say whether saving keeps the limit."""
    bench_database.prepare(articles=True)
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    # Templates are compiled once in a real server; the test settings would do it each time.
    engines: Any = settings.TEMPLATES
    for engine in engines:
        engine["OPTIONS"]["debug"] = False
    browser = Client()
    editor = User.objects.create_superuser("bench")
    browser.force_login(editor, "clinic_site.foundation.accounts.backends.StaffBackend")
    print("sections   action              queries   median ms   slowest ms")
    slowest = 0.0
    for size in SIZES:
        made = _article(size)
        for action in ("open", "save everything", "save one section"):
            queries, took = _measure(browser, made, action)
            print(
                f"{size:>8}   {action:<16}   {queries:>6}   "
                f"{statistics.median(took):>9.1f}   {max(took):>10.1f}"
            )
            slowest = max(slowest, max(took)) if action != "open" else slowest
    print(f"slowest save {slowest:.0f} ms: {'within' if slowest < LIMIT_MS else 'OVER'} {LIMIT_MS}")


def _article(size: int) -> Any:
    """Return a draft with the words of the starter articles in this many sections, with claims."""
    from articles.models import Article, Claim, Reference, Section

    first = Article.objects.earliest("pk")
    made = Article.objects.create(
        slug=f"bench-{size}", title="Bench", topic=first.topic, kind="living", summary="Some words."
    )
    whole = list(Section.objects.exclude(body="").order_by("pk")[:40])
    reference = Reference.objects.earliest("pk")
    for number in range(size):
        body = whole[number % len(whole)].body
        part = Section.objects.create(
            article=made, heading=f"Part {number}", body=body, order=number
        )
        claim = Claim.objects.create(section=part, text=f"Claim {number}.", grade="low")
        claim.references.add(reference)
    return made


def _measure(browser: Any, made: Any, action: str) -> tuple[int, list[float]]:
    """Return the queries of the last round, and the milliseconds of each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.articles.editors import change_page, open_form

    address, took, asked = change_page(made), [], 0
    for number in range(ROUNDS):
        form = {} if action == "open" else open_form(browser, made)
        for name in form:
            if name.endswith("-body") and (action != "save one section" or "-0-" in name):
                form[name] = f"{form[name][0]}<p>Words {number}.</p>"
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = browser.post(address, form) if form else browser.get(address)
            took.append((time.perf_counter() - began) * 1000)
        asked = len(queries)
        if answer.status_code != (302 if form else 200):
            raise RuntimeError(f"{action} answered {answer.status_code}")
    return asked, took


if __name__ == "__main__":
    main()
