"""The only settings file, and the only reader of the environment.

Values come from the process environment, then from `.local/secrets.env`. Outside demo mode the
site refuses to start without its secrets. README.md lists every name.
"""

import os
from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF, Nonce
from django.conf import global_settings

from clinic_site.deploy import safe_start
from clinic_site.environment import Environment, database_settings, mail_settings, read_file
from clinic_site.foundation.exceptions import StartRefused

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("LOCAL_DIR", BASE_DIR / ".local"))
env = Environment({**read_file(LOCAL_DIR / "secrets.env"), **os.environ})

_HINT = "Set it in the environment, or run `python manage.py quickstart` for a demo."
DEMO = env.flag("DEMO")
DEMO_PUBLIC = env.flag("DEMO_PUBLIC")
DEBUG = env.flag("DEBUG")
if DEBUG and not DEMO:
    raise StartRefused("DEBUG shows private data on error pages: only with DEMO=1.")

SECRET_KEY = env.required("SECRET_KEY", _HINT)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ENVELOPE_KEYS = env.keys("ENVELOPE_KEYS", _HINT)
LOOKUP_KEY = env.key("LOOKUP_KEY", _HINT)
DEMO_PASSWORD = env.text("DEMO_PASSWORD") if DEMO else ""
_OTHER_SECRETS = [each.partition(":")[2] for each in env.words("ENVELOPE_KEYS")]
_OTHER_SECRETS += [env.text("LOOKUP_KEY"), env.text("DEMO_PASSWORD")]
safe_start.check_secret_key(SECRET_KEY, SECRET_KEY_FALLBACKS, _OTHER_SECRETS)
safe_start.check_keys(ENVELOPE_KEYS, LOOKUP_KEY)

HTTPS = env.flag("HTTPS", default=not DEMO)
DEMO_SITE_URL = "http://127.0.0.1:8000"
if DEMO:
    SITE_URL = env.text("SITE_URL", DEMO_SITE_URL).rstrip("/")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
else:
    # Without them every page is refused, and patients' links lead to their own machine.
    SITE_URL = env.required("SITE_URL", "Links in notifications lead there.").rstrip("/")
    env.required("ALLOWED_HOSTS", "Name the hosts that the site answers to.")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
safe_start.check_addresses(SITE_URL, ALLOWED_HOSTS, demo=DEMO, demo_public=DEMO_PUBLIC, https=HTTPS)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BEHIND_PROXY = env.flag("BEHIND_PROXY")

ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"
# What is bounded for the whole site, such as passwords hashed at once, is shared out among them.
SERVER_PROCESSES = 2
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "clinic_site",
    "django_otp",
    "crispy_forms",
    "django_prose_editor",
    "clinic_site.foundation.accounts",
    "clinic_site.foundation.clinic",
    "clinic_site.foundation.outbox",
    "clinic_site.foundation.web",
    "articles",
    "intake",
    # Last, so that its post_migrate receiver finds every app's permissions made.
    "clinic_site.desk.apps.ClinicAdminConfig",
    "clinic_site.desk.apps.DeskConfig",
]

MIDDLEWARE = [
    # What adds headers comes first, so that refusals and redirects carry them too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic_site.middleware.ContentSecurityPolicy",
    "clinic_site.middleware.ResponseHeaders",
    "clinic_site.door.Door",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.middleware.ReaderCompression",
    "clinic_site.pages.outage.DatabaseAway",
    "clinic_site.middleware.ImpossibleValues",
    "clinic_site.pages.outage.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic_site.door.Bodies",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic_site.sign_in.middleware.StaffSession",
    "clinic_site.middleware.ClinicFacts",
]

# Test runs switch this on so that template lines can be counted as covered.
_TEMPLATE_DEBUG = env.flag("TEMPLATE_DEBUG", default=DEBUG)
_DJANGO = "django.template.backends.django.DjangoTemplates"
_TEMPLATES = {"BACKEND": _DJANGO, "DIRS": [BASE_DIR / "templates"]}
TEMPLATES = [
    {
        **_TEMPLATES,
        "APP_DIRS": True,
        "OPTIONS": {
            "debug": _TEMPLATE_DEBUG,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic_site.foundation.clinic.facts.clinic",
            ],
        },
    },
    {
        # Notifications are plain text: nothing in them is escaped.
        **_TEMPLATES,
        "NAME": "text",
        "OPTIONS": {"autoescape": False, "debug": _TEMPLATE_DEBUG},
    },
]
CRISPY_TEMPLATE_PACK = "clinic"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("clinic",)

# --- Database ------------------------------------------------------------------------------------

_DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{LOCAL_DIR / 'clinic.sqlite3'}")
DATABASES = {"default": database_settings(_DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE makes writers queue instead of failing; FULL survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
    }
    # A file, because the race tests look at one database from several processes.
    DATABASES["default"]["TEST"] = {"NAME": str(LOCAL_DIR / "test.sqlite3")}

# --- People --------------------------------------------------------------------------------------

# Called by clinic_site.foundation.accounts.attempts alone, which counts wrong passwords first.
AUTHENTICATION_BACKENDS = ["clinic_site.foundation.accounts.backends.StaffBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Mail may be slow; a link that lies in a mailbox for days opens the account to whoever finds it.
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60

# --- Cookies and headers -------------------------------------------------------------------------

_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
KNOWN_DEVICE_COOKIE_NAME = f"{_COOKIE_PREFIX}known-device"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "clinic_site.pages.views.form_expired"
# Messages may name a booking's reference; they stay on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Preloading binds every subdomain for good, so it is the clinic's own decision.
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# The article editor's import map carries a nonce and it injects one style, known by its hash.
STAFF_CSP_ADDITIONS: dict[str, list[str | Nonce]] = {
    "script-src": [NONCE],
    "style-src": ["'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
}
STAFF_PATH = "/staff/"
# An article of forty sections is a form of thousands of fields. Django knows one limit, so the
# lower one for everybody else is kept at clinic_site.door.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
PUBLIC_FORM_FIELDS = 1_000
# Bytes. A million characters in one field still get a kind answer from the form itself.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Characters. The longest addresses of ours, patients' links and staff's filters, have 200.
LONGEST_PATH = 2_000

# --- Language, time, files -----------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English (US)")]
FORMAT_MODULE_PATH = ["clinic_site.formats"]
LOCALE_PATHS = [BASE_DIR / "clinic_site" / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_BUNDLES = "clinic_site.deploy.stylesheets.BundleFinder"
STATICFILES_FINDERS = [*global_settings.STATICFILES_FINDERS, _BUNDLES]
MEDIA_URL = "/media/"
MEDIA_ROOT = LOCAL_DIR / "media"
# First, so that what is too large for every form is dropped before it is kept.
FILE_UPLOAD_HANDLERS = ["clinic_site.door.NoLargerThanNeeded"]
FILE_UPLOAD_HANDLERS += global_settings.FILE_UPLOAD_HANDLERS
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if env.flag("PLAIN_STATIC_NAMES", default=DEBUG)
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# --- Mail and logs -------------------------------------------------------------------------------

_EMAIL_URL = env.text("EMAIL_URL", "console:" if DEMO else "smtp://localhost")
if not DEMO:
    safe_start.check_mail(_EMAIL_URL)
vars().update(mail_settings(_EMAIL_URL))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "clinic@localhost")
STAFF_MAIL = env.words("STAFF_MAIL")
ADMINS = [("Operator", address) for address in env.words("OPERATOR_MAIL")]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_REDACTION = "clinic_site.foundation.text.redaction"
DEFAULT_EXCEPTION_REPORTER_FILTER = f"{_REDACTION}.NothingPrivate"

_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {"()": f"{_REDACTION}.RedactLinks"},
        "our_faults": {"()": f"{_REDACTION}.OurFaults"},
    },
    "formatters": {
        "line": {"()": f"{_REDACTION}.PlacesInLines", "format": _LINE},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "line"},
        "operator": {
            "class": "django.utils.log.AdminEmailHandler",
            "filters": ["our_faults", "redact"],
            "reporter_class": f"{_REDACTION}.PlacesOnly",
        },
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # A 404 on a patient's link would otherwise be a line for every mail scanner.
        "django.request": {"handlers": ["operator"], "level": "ERROR", "propagate": True},
        # Scanners forge our name all day, and each would be a traceback.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
