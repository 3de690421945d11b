"""Seeing which notifications went out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import name_of
from clinic_site.foundation.web.protected_admin import ReadOnlyAdmin


class KindFilter(admin.SimpleListFilter):
    """The kinds there are notifications of, by the names that the staff know."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name what can be chosen."""
        kinds = Notification.objects.order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, name_of(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Notification]
    ) -> QuerySet[Notification]:
        """Keep the notifications of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin[Notification]):
    """Notifications are read here and written elsewhere."""

    list_display = ["name", "version", "became", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["status", KindFilter]
    fields = ["name", "to_staff", "became", "attempts", "created_at", "sent_at", "last_error"]

    @admin.display(description=_("notification"), ordering="kind")
    def name(self, notification: Notification) -> str:
        """Return the name that the staff know."""
        return name_of(notification.kind)

    @admin.display(description=_("status"), ordering="status")
    def became(self, notification: Notification) -> str:
        """Say where it stands; colleagues without an address are nobody to phone."""
        if notification.to_staff and notification.status == Notification.Status.PHONE:
            return _g("not sent, nobody at the clinic has an e-mail address here")
        return notification.get_status_display()
