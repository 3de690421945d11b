"""Who may sign in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from clinic_site.foundation.accounts.models import DemoAccount


def is_demo_account(user: User | AnonymousUser) -> bool:
    """Return whether the account was made for a demo."""
    return DemoAccount.objects.filter(pk=user.pk).exists()


class StaffBackend(ModelBackend):
    """Django's own, without the accounts of a demo once the demo is over.

    They cannot sign in, whoever is signed in is signed out, they receive no notifications and no
    password reset, and no right is found with them.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Return whether this account may be used: asked at sign-in and with every request."""
        if not super().user_can_authenticate(user):
            return False
        return settings.DEMO or user is None or not is_demo_account(user)

    def with_perm(self, *args: Any, **options: Any) -> QuerySet[User]:
        """Return the accounts that hold a permission, and may be used."""
        found: QuerySet[User] = super().with_perm(*args, **options)
        return found if settings.DEMO else found.filter(demo_account=None)
