"""A real Chromium, with axe, and a watch on everything the pages ask for."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.management.commands.quickstart import add_demo_staff
from intake.sample import load as load_sample_diary
from tests.articles.editors import EVERYTHING
from tests.articles.factories import staff
from tests.browser.page_steps import sign_in

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
HEADLESS_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the Chromium that the machine has. Without one: a skip by name, in CI a failure."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None and os.environ.get("CI"):
        pytest.fail("CI needs Chromium: apt-get install chromium")
    if path is None:
        pytest.skip("no Chromium found: apt-get install chromium")
    return {"executable_path": path, "args": HEADLESS_FLAGS}


@pytest.fixture
def sample_site(transactional_db: None, sample_clinic: Clinic, live_server: LiveServer) -> str:
    """Serve the sample clinic, with its diary and its staff; return its address."""
    load_sample_diary()
    add_demo_staff()
    return live_server.url


@pytest.fixture
def editors_site(
    page: Page,
    sample_clinic: Clinic,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
) -> str:
    """Serve the sample clinic, with an editor signed in and a folder of its own for pictures."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = live_server.url
    sign_in(page.context, staff(*EVERYTHING, "invite_reviewer"), live_server.url)
    return live_server.url


@dataclass
class Watch:
    """What a page did that it should not have done."""

    own_host: str
    complaints: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws"} and parts.netloc != self.own_host:
            self.complaints.append(f"request to {request.url}")


@pytest.fixture
def watch(page: Page, live_server: LiveServer) -> Iterator[Watch]:
    """Watch the page; fail at the end on any complaint of the browser or request elsewhere."""
    watching = Watch(urlsplit(live_server.url).netloc)
    page.on("console", watching.on_console)
    page.on("request", watching.on_request)
    page.on("pageerror", lambda error: watching.complaints.append(f"script: {error}"))
    yield watching
    assert watching.complaints == []


def assert_accessible(page: Page, rules: dict[str, Any] | None = None) -> None:
    """Run axe, and check what axe does not: every id that is referred to exists, once."""
    found = Axe().run(page, options=rules)
    problems = [
        f"{rule['id']}: {rule['help']} {[node['html'] for node in rule['nodes']][:3]}"
        for rule in found["violations"]
    ]
    assert problems == [], f"{page.url}: {problems}"
    assert page.evaluate(DANGLING_IDS) == [], page.url


def look_twice(page: Page) -> None:
    """Run axe on the page in the light, and in the dark whatever depends on its colors."""
    for scheme, rules in (("light", None), ("dark", OF_COLORS)):
        # Without motion, so that no color is caught on its way from one scheme to the other.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert_accessible(page, rules)


def assert_fits(page: Page) -> None:
    """Check that nothing has to be scrolled sideways."""
    assert page.evaluate(TOO_WIDE) is False, page.url


OF_COLORS = {"runOnly": ["color-contrast", "link-in-text-block"]}
PHONE = ViewportSize(width=360, height=740)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
DANGLING_IDS = """() => {
  const wanted = new Set(), all = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const name of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls',
                      'popovertarget'])
    for (const element of document.querySelectorAll(`[${name}]`))
      element.getAttribute(name).split(/\\s+/).filter(Boolean).forEach(id => wanted.add(id));
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (link.hash.length > 1) wanted.add(decodeURIComponent(link.hash.slice(1)));
  const missing = [...wanted].filter(id => !all.includes(id));
  const twice = all.filter((id, place) => all.indexOf(id) !== place);
  return [...missing.map(id => 'missing ' + id), ...twice.map(id => 'twice ' + id)];
}"""
