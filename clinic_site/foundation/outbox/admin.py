"""Seeing which letters went out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.outbox.models import Letter
from clinic_site.foundation.outbox.registry import name_of


class KindFilter(admin.SimpleListFilter):
    """The kinds there are letters of, by the names that the staff know."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name what can be chosen."""
        kinds = Letter.objects.order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, name_of(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """Keep the letters of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin[Letter]):
    """Letters are read here and written elsewhere."""

    list_display = ["name", "version", "became", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["status", KindFilter]
    fields = ["name", "to_staff", "became", "attempts", "created_at", "sent_at", "last_error"]

    @admin.display(description=_("letter"), ordering="kind")
    def name(self, letter: Letter) -> str:
        """Give the name that the staff know."""
        return name_of(letter.kind)

    @admin.display(description=_("status"), ordering="status")
    def became(self, letter: Letter) -> str:
        """Say where it stands; colleagues without an address are nobody to phone."""
        if letter.to_staff and letter.status == Letter.Status.PHONE:
            return _g("not sent, nobody at the clinic has an e-mail address here")
        return letter.get_status_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: letters follow from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """Never."""
        return False
