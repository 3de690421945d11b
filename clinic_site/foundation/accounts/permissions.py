"""Who is at the desk, and whether they may do this: one check for every page of staff."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def user_of(request: HttpRequest) -> User:
    """Return the member of staff; the admin has let only people through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require_any(request: HttpRequest, *permissions: str) -> User:
    """Return the member of staff; answer 403 unless they hold one of these permissions."""
    user = user_of(request)
    if not any(user.has_perm(each) for each in permissions):
        raise PermissionDenied
    return user


def require_all(request: HttpRequest, *permissions: str) -> User:
    """Return the member of staff; answer 403 unless they hold each of these permissions."""
    user = user_of(request)
    if not user.has_perms(permissions):
        raise PermissionDenied
    return user
