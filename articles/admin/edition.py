"""Editions, to read. Nothing here changes one."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.models import Edition
from articles.reading.pages import article_context
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.protected_admin import ReadOnlyAdmin


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin[Edition]):
    """What was published, when, who published it, and on whose word."""

    list_display = ["title", "number", "published_at", "signed_off_role", "withdrawn_at"]
    list_filter = ["topic"]
    search_fields = ["title", "slug"]
    date_hierarchy = "published_at"
    fields = [
        "title", "number", "as_published", "slug", "topic", "published_at", "published_by",
        "what_changed", "warnings", "override_reason", "signed_off_at", "signed_off_by",
        "signed_off_role", "review_due", "withdrawn_at", "withdrawn_by", "withdrawn_reason",
        "withdrawn_onward",
    ]  # fmt: skip
    readonly_fields = ["as_published", "warnings"]

    @admin.display(description=_("page"))
    def as_published(self, edition: Edition) -> str:
        """Link to the page as it was published."""
        address = reverse("admin:articles_edition_page", args=[edition.pk])
        return format_html('<a href="{}">{}</a>', address, _("See this edition"))

    @admin.display(description=_("warnings overridden"))
    def warnings(self, edition: Edition) -> str:
        """List what the gate said."""
        rows = ((found["where"], found["said"]) for found in edition.overridden)
        return format_html_join("", "<p>{}: {}</p>", rows) or "-"

    def get_urls(self) -> list[URLPattern]:
        """Add the page as it was published."""
        page = self.admin_site.admin_view(self.page)
        return [path("<int:pk>/page/", page, name="articles_edition_page"), *super().get_urls()]

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an edition the way readers saw it, with the clinic's facts of today."""
        edition = self.get_queryset(request).select_related("topic").filter(pk=pk).first()
        if edition is None or not self.has_view_permission(request, edition):
            raise Http404
        context: dict[str, Any] = article_context(edition, Clinic.current(), timezone.now())
        return render(
            request, "admin/articles/preview.html", {**context, "old_edition": edition.number}
        )
