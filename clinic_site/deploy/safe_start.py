"""What makes a start unsafe, and how to fix each. Pure: the settings are handed in.

Every function raises StartRefused. Secrets must be good in a demo too, for a demo can be public and
its keys are easily taken along; what a first look needs (http, mail on the console, a wildcard) is
refused outside demo mode only.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from clinic_site.environment import split_address
from clinic_site.foundation.exceptions import StartRefused

SHORTEST_SECRET = 50
"""As long as Django makes them, and as its own deployment check asks for."""
FEWEST_DIFFERENT = 10
"""Hexadecimal digits give up to 16 different characters, 32 random bytes about 30."""
EXAMPLES = (
    *("django-insecure", "changeme", "change-me", "change_me", "replace-me", "replace_me"),
    *("your-secret", "your_secret", "secret-key", "secret_key", "secretkey", "placeholder"),
)
"""Parts of keys that are printed in tutorials. Chance puts none of them into a random key."""
LETS_OTHERS_READ = frozenset({"console", "memory", "file"})

_MAKE_A_SIGNING_KEY = 'Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"'
_MAKE_A_KEY = (
    "Make one: python -c "
    '"import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"'
)


def check_secret_key(secret: str, fallbacks: Sequence[str], others: Sequence[str]) -> None:
    """Refuse a signing key that can be guessed, or that stands elsewhere too.

    others are further secrets as they are written in the environment.
    """
    _check_secret("SECRET_KEY", secret, _MAKE_A_SIGNING_KEY)
    if any(other and other in secret for other in others):
        raise StartRefused(f"SECRET_KEY contains another of the secrets. {_MAKE_A_SIGNING_KEY}")
    for fallback in fallbacks:
        fix = "Take that one out: whoever is signed in must sign in again, and that is all."
        _check_secret("SECRET_KEY_FALLBACKS", fallback, fix)
        if fallback == secret:
            raise StartRefused("SECRET_KEY_FALLBACKS repeats SECRET_KEY. Take it out there.")


def _check_secret(name: str, secret: str, fix: str) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise StartRefused(f"{name} is shorter than {SHORTEST_SECRET} characters. {fix}")
    if any(example in secret.lower() for example in EXAMPLES):
        raise StartRefused(f"{name} is an example that everybody knows. {fix}")
    if _is_patterned(secret):
        raise StartRefused(f"{name} repeats a few characters and can be guessed. {fix}")


def check_keys(envelope_keys: Mapping[str, bytes], lookup_key: bytes) -> None:
    """Refuse keys that are no random bytes, or that do two jobs."""
    named = {f"{key_id} of ENVELOPE_KEYS": key for key_id, key in envelope_keys.items()}
    seen: dict[bytes, str] = {}
    for name, key in {"LOOKUP_KEY": lookup_key, **named}.items():
        if _is_patterned(key):
            raise StartRefused(f"{name} is not made of random bytes. {_MAKE_A_KEY}")
        if key in seen:
            raise StartRefused(f"{seen[key]} and {name} are the same key. {_MAKE_A_KEY}")
        seen[key] = name


def _is_patterned(secret: str | bytes) -> bool:
    """Return whether it is one short piece over and over, or has too few different characters."""
    pieces = range(1, len(secret) // 2 + 1)
    return len(set(secret)) < FEWEST_DIFFERENT or any(secret[n:] == secret[:-n] for n in pieces)


def check_addresses(
    site_url: str, allowed_hosts: Sequence[str], *, demo: bool, demo_public: bool, https: bool
) -> None:
    """Refuse addresses that let strangers in, and a demo where strangers are."""
    parts = split_address("SITE_URL", site_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StartRefused("SITE_URL must begin with https:// and name the site.")
    hosts = [parts.hostname, *allowed_hosts]
    public = next((host for host in hosts if not is_local(host)), None)
    if demo:
        if public and not demo_public:
            raise StartRefused(
                f"DEMO=1 lets everybody in who knows the demo password, and {public} is not this "
                "machine. Set DEMO=0, or DEMO_PUBLIC=1 if it shows nothing real."
            )
        return
    for host in allowed_hosts:
        if host == "*" or (host.startswith(".") and "." not in host.strip(".")):
            raise StartRefused(
                f"ALLOWED_HOSTS={host} answers to any name, so links we send can be forged. "
                "Name the hosts of the site."
            )
    if not https and public:
        raise StartRefused(
            f"HTTPS=0 sends what patients write in clear, and {public} is not this machine. "
            "Take HTTPS=0 out."
        )
    if https and parts.scheme != "https":
        raise StartRefused(
            "SITE_URL must begin with https://, as links in notifications lead there."
        )


def is_local(host: str) -> bool:
    """Return whether a name or an address means this machine."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def check_mail(url: str) -> None:
    """Refuse, for a real clinic, mail that reaches nobody and lies open where it is put."""
    kind = split_address("EMAIL_URL", url).scheme
    if kind in LETS_OTHERS_READ:
        raise StartRefused(
            f"EMAIL_URL={kind}: sends nothing, and shows patients' messages to whoever reads the "
            "logs or files. Set smtp://user:password@host:587/?tls=1"
        )
