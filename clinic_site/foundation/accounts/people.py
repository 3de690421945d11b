"""The member of staff behind a request, and whether they may do this."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; answer 403 if nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require_all(request: HttpRequest, *permissions: str) -> User:
    """Return who is signed in; answer 403 unless they have each of these permissions."""
    user = user_of(request)
    if not user.has_perms(permissions):
        raise PermissionDenied
    return user


def require_any(request: HttpRequest, *permissions: str) -> User:
    """Return who is signed in; answer 403 unless they have one of these permissions."""
    user = user_of(request)
    if not any(user.has_perm(each) for each in permissions):
        raise PermissionDenied
    return user


def name_of(user: User | None) -> str:
    """Return the name by which colleagues know a member of staff."""
    return (user.get_full_name() or user.get_username()) if user else ""
