"""Members of staff for tests, by role."""

from django.contrib.auth.models import Group, User
from django.test import Client


def member(role: str | None = None, username: str | None = None, **facts: object) -> User:
    """A member of staff with this role of roles.py; "superuser" is above them all."""
    name = username or (role or "nobody").lower().replace(" ", "-")
    user = User.objects.create_user(name, is_staff=True, **facts)  # type: ignore[arg-type]
    if role == "superuser":
        user.is_superuser = True
        user.save()
    elif role is not None:
        user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(user, backend="clinic_site.foundation.accounts.backends.StaffBackend")
    return client
