"""Attacks on the diary: many requests from many addresses, and the ward that must still book."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.attacks.browser import Browser
from tests.attacks.site import Site

REQUESTS = 84
WARD = 30
MOST_HELD = 40
AT_ONCE = 8
TRIES = 6
# Nobody reads and fills in the form faster, so an attacker waits as well.
LOOKED_AT_SECONDS = 3.2
HELD = "SELECT count(*) FROM intake_booking WHERE status = 'held' AND start IS NOT NULL"


def _details(number: int, name: str) -> dict[str, str]:
    address = f"{name.lower()}{number}@example.org"
    return {
        "adult": "yes",
        "visitor": "me",
        "name": f"{name} Number{number}",
        "reach_by": "email",
        "email": address,
        "email_again": address,
        "phone": "",
        "consent": "on",
    }


def _walk_to_details(site: Site, address: str, number: int) -> Browser:
    browser = Browser(site.port, site.figures, address)
    browser.get("/book/safety/")
    browser.post(dict.fromkeys(browser.radios(), "no"))
    service = browser.offered("service")[0]
    browser.post({"service": service, "practitioner": "anyone"}, holding="service")
    if "/checklist/" in browser.page.path:
        browser.post(dict.fromkeys(browser.radios(), "no"))
    starts = browser.offered("start")
    # Spread over the times that are shown, as someone who wants them all does.
    browser.post({"start": starts[number % len(starts)]}, holding="start")
    return browser


def _request(site: Site, browser: Browser, number: int, name: str) -> str:
    browser.post(_details(number, name), holding="email")
    for _try in range(TRIES):
        browser.post({})
        starts = browser.offered("start")
        if not starts:
            break
        # Someone was faster: take another of the times that the page offers.
        browser.post({"start": starts[number % len(starts)]}, holding="start")
    return browser.page.path


def _many(site: Site, addresses: list[str], name: str) -> list[str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        browsers = list(
            pool.map(lambda pair: _walk_to_details(site, pair[1], pair[0]), enumerate(addresses))
        )
        time.sleep(LOOKED_AT_SECONDS)
        numbered = list(enumerate(browsers))
        return list(pool.map(lambda pair: _request(site, pair[1], pair[0], name), numbered))


def ward_behind_one_address(site: Site) -> list[str]:
    """30 patients of one ward book from behind one address."""
    before = site.count(HELD)
    ends = _many(site, ["203.0.113.200"] * WARD, "Ward")
    held = site.count(HELD) - before
    if ends.count("/book/held/") < WARD:
        return [f"only {ends.count('/book/held/')} of {WARD} came to the held page"]
    return [] if held >= WARD - 2 else [f"only {held} of {WARD} hold a time"]


def emptied_diary(site: Site) -> list[str]:
    """84 requests from as many addresses and contacts, at once."""
    addresses = [f"198.51.{number}.{number % 200 + 1}" for number in range(REQUESTS)]
    _many(site, addresses, "Stranger")
    held = site.count(HELD)
    return [f"{held} times are held undecided"] if held > MOST_HELD else []


ATTACKS = (ward_behind_one_address, emptied_diary)
