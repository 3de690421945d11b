"""Attacks at the door: long addresses, slow and huge bodies, guessed passwords, false headers."""

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.attacks.browser import FORM, HOST, Answer, Browser, send
from tests.attacks.site import Site

LONG = 60_000
AT_ONCE = 4
SLOW_BODIES = 64
NAMES = 40
GUESSES = 12
STRANGERS = 30
ENQUIRIES = 450
HUGE_BYTES = 24 * 1024 * 1024
LOOKS = 10
# A page that takes longer than this while the site is attacked has been stopped.
STOPPED_SECONDS = 3.0


def _all(jobs: Sequence[Callable[[], Answer]], at_once: int = AT_ONCE) -> list[Answer]:
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda job: job(), jobs))


def _home_answers(site: Site) -> list[str]:
    for _look in range(LOOKS):
        look = send(site.port, "GET", "/", figures=site.figures)
        if look.status != 200:
            return [f"the home page answered {look.status} after {look.seconds:.0f} s"]
        if look.seconds > STOPPED_SECONDS:
            return [f"the home page took {look.seconds:.1f} s"]
    return []


def long_addresses(site: Site) -> list[str]:
    """60,000 characters of several shapes as an address, a query, and headers, four at once."""
    shapes = ["/", "a", "//book/r/", "/preview/", "?", "%2f", "..%2f", "&", "a=&", "'", "%00", "["]
    whole = [(shape * LONG)[:LONG] for shape in shapes]

    def path(shape: str) -> Answer:
        return send(
            site.port, "POST", f"/staff/{shape}", "a=b", {"Content-Type": FORM}, site.figures
        )

    def query(shape: str) -> Answer:
        return send(site.port, "GET", f"/search/?q={shape}", figures=site.figures)

    def header(name: str, shape: str) -> Answer:
        return send(site.port, "GET", "/", headers={name: shape}, figures=site.figures)

    jobs: list[Callable[[], Answer]] = []
    for shape in whole:
        jobs += [partial(path, shape), partial(query, shape)]
    for name in ("Cookie", "Forwarded", "Accept-Encoding", "Accept-Language", "Range", "Referer"):
        jobs += [
            partial(header, name, (text * LONG)[:LONG]) for text in (",", ";", "a=", '"', "for=")
        ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(job) for job in jobs]
        stopped = _home_answers(site)
        answers = [each.result() for each in sent]
    slow = [a for a in answers if a.seconds > STOPPED_SECONDS]
    refused = [a.status for a in answers if a.path.startswith("/staff/")]
    wrong = [status for status in refused if not 400 <= status < 500]
    return [
        *stopped,
        *(f"{a.path[:30]} took {a.seconds:.1f} s" for a in slow),
        *([f"long addresses were answered {wrong}"] if wrong else []),
    ]


def slow_bodies(site: Site) -> list[str]:
    """64 forms whose bodies never come, from one address, while readers read."""
    head = f"POST /book/safety/ HTTP/1.1\r\nHost: {HOST}:{site.port}\r\nContent-Type: {FORM}\r\n"
    opened = [socket.create_connection((HOST, site.port)) for _one in range(SLOW_BODIES)]
    try:
        for each in opened:
            each.sendall(f"{head}Content-Length: 1000\r\n\r\na=".encode())
        return _home_answers(site)
    finally:
        for each in opened:
            each.close()


def huge_forms(site: Site) -> list[str]:
    """Forms of 24 MB with a file and without a token, to public and staff addresses."""
    edge = "edge"
    part = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    body = part.encode() + b"x" * HUGE_BYTES + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    most = [0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            held = sum(f.stat().st_size for f in site.temporary.rglob("*") if f.is_file())
            most[0] = max(most[0], held)

    looking = threading.Thread(target=look)
    looking.start()
    answers = []
    for path in ("/book/safety/", "/book/details/", "/staff/login/", "/staff/"):
        answers.append(send(site.port, "POST", path, body, kind, site.figures))
    done.set()
    looking.join()
    # The site may close the connection before it has read everything: then there is no answer.
    taken = [a for a in answers if a.status and not 400 <= a.status < 500]
    return [
        *(f"{a.path} answered {a.status}" for a in taken),
        *([f"{most[0]} bytes lay in the temporary folder"] if most[0] else []),
    ]


def _guess(site: Site, name: str, address: str, **headers: str) -> Answer:
    browser = Browser(site.port, site.figures, address)
    browser.get("/staff/login/")
    return browser.post({"username": name, "password": "a wrong guess"}, holding="username")


def guessed_passwords(site: Site) -> list[str]:
    """One name from one address; 40 names from one address; an IPv6 network of many addresses."""
    fell = []
    one = [_guess(site, "reception", "203.0.113.5").status for _guess_again in range(GUESSES)]
    if 429 not in one:
        fell.append(f"{GUESSES} guesses at one name were all taken")
    many = [_guess(site, f"name{n}", "203.0.113.6").status for n in range(NAMES)]
    if 429 not in many:
        fell.append(f"guesses at {NAMES} names from one address were never slowed")
    network = [_guess(site, "clinician", f"2001:db8::{n:x}").status for n in range(GUESSES)]
    if 429 not in network:
        fell.append("an IPv6 network counted as many senders")
    return fell


def staff_locked_out(site: Site) -> list[str]:
    """30 strangers guess at a colleague's name while the colleague's own device signs in."""
    password = site.ask_password()
    own = Browser(site.port, site.figures, "192.0.2.10")
    own.get("/staff/login/")
    own.post({"username": "manager", "password": password}, holding="username")
    if own.page.status != 200 or "/login/" in own.page.path:
        return ["the right password did not sign in"]
    own.cookies.pop("sessionid", None)
    jobs = [partial(_guess, site, "manager", f"203.0.113.{100 + n // 4}") for n in range(STRANGERS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(job) for job in jobs]
        own.get("/staff/login/")
        own.post({"username": "manager", "password": password}, holding="username")
        for each in sent:
            each.result()
    return [] if "/login/" not in own.page.path else ["strangers kept a colleague out"]


def false_headers(site: Site) -> list[str]:
    """Look-alikes of the proxy's header with every guess, to count as another sender each time."""
    seen = []
    for number in range(GUESSES):
        false = f"192.0.2.{number + 1}"
        browser = Browser(site.port, site.figures, "203.0.113.77")
        page = browser.get("/staff/login/")
        token = browser.offered("csrfmiddlewaretoken")[-1]
        body = f"csrfmiddlewaretoken={token}&username=editor&password=wrong"
        headers = {
            "Content-Type": FORM,
            "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items()),
            "Forwarded": "for=203.0.113.77",
            **dict.fromkeys(("X-Forwarded-For", "X_Forwarded_For", "X-Real-IP"), false),
            "X_Forwarded_Proto": "https",
        }
        seen.append(send(site.port, "POST", page.path, body, headers, site.figures).status)
    return [] if 429 in seen else ["a false header made every guess another sender's"]


def flood_of_enquiries(site: Site) -> list[str]:
    """450 beginnings of a booking from one address."""
    before = site.count("SELECT count(*) FROM intake_enquiry")
    browser = Browser(site.port, site.figures, "203.0.113.90")
    browser.get("/book/safety/")
    fields = dict.fromkeys(browser.radios(), "no")
    token = browser.offered("csrfmiddlewaretoken")[-1]

    def begin() -> Answer:
        one = Browser(site.port, site.figures, "203.0.113.90")
        one.cookies = {k: v for k, v in browser.cookies.items() if "csrf" in k}
        return one.post_to("/book/safety/", {**fields, "csrfmiddlewaretoken": token})

    _all([begin] * ENQUIRIES)
    kept = site.count("SELECT count(*) FROM intake_enquiry") - before
    return [] if kept < ENQUIRIES else [f"{kept} enquiries were begun from one address"]


ATTACKS = (
    long_addresses,
    slow_bodies,
    huge_forms,
    guessed_passwords,
    staff_locked_out,
    false_headers,
    flood_of_enquiries,
)
