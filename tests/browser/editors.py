"""Browsers of people at the editors' desk."""

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page


def sign_in(context: BrowserContext, user: User, url: str) -> str:
    """Sign the person in by cookie, as the sign-in page would; return the session's key."""
    client = Client()
    client.force_login(user, backend="clinic_site.foundation.accounts.backends.StaffBackend")
    name = settings.SESSION_COOKIE_NAME
    key = str(client.cookies[name].value)
    context.add_cookies([{"name": name, "value": key, "url": url}])
    return key


def desk_of(user: User, browser: Browser, url: str) -> Page:
    """Return a page of a browser of their own, with the person signed in."""
    context = browser.new_context()
    sign_in(context, user, url)
    return context.new_page()
