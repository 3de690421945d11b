"""The environment of a test run, set before Django loads its settings.

Loaded as a pytest plugin (see pyproject.toml). Keys are fixed and worthless outside tests.
"""

import atexit
import base64
import os
import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# A folder for each run, so that two runs at once never meet in one database file. Processes that
# a run starts are handed its folder; the run that made it clears it away.
OUR_OWN = "TESTS_LOCAL_DIR" not in os.environ
LOCAL = Path(os.environ.setdefault("TESTS_LOCAL_DIR", f"{PROJECT}/.local/tests/{os.getpid()}"))
# WhiteNoise warns about a missing folder, and a test run collects nothing into it.
(LOCAL / "static").mkdir(parents=True, exist_ok=True)
if OUR_OWN:
    atexit.register(shutil.rmtree, LOCAL, ignore_errors=True)

os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "LOCAL_DIR": str(LOCAL),
        "DEMO": "1",
        # "testserver", Django's name for the site under test, is not this machine's.
        "DEMO_PUBLIC": "1",
        "DEBUG": "0",
        "HTTPS": "0",
        "SECRET_KEY": "signs-nothing-but-tests-" + "0123456789" * 4,
        "ENVELOPE_KEYS": "t1:" + base64.b64encode(bytes(range(32))).decode(),
        "LOOKUP_KEY": base64.b64encode(bytes(range(100, 132))).decode(),
        "DEMO_PASSWORD": "only-for-tests",
        "EMAIL_URL": "memory:",
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "TEMPLATE_DEBUG": "1",
        "PLAIN_STATIC_NAMES": "1",
        # Playwright's event loop would make Django refuse its synchronous database calls.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "LOG_LEVEL": "WARNING",
    }
)
