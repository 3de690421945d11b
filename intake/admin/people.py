"""Who is at the desk, and whether they may do this."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """Return the member of staff; the admin has let only people through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require(user: User, *codenames: str) -> None:
    """Answer 403 unless the person has each of these permissions of the intake app."""
    if not user.has_perms([f"intake.{codename}" for codename in codenames]):
        raise PermissionDenied


def name_of(user: User | None) -> str:
    """Return the name by which colleagues know a member of staff."""
    return (user.get_full_name() or user.get_username()) if user else ""
