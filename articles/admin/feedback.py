"""What readers answered and what they searched for in vain, to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.feedback.answers import answer_counts
from articles.models import Feedback, SearchMiss
from clinic_site.foundation.web.protected_admin import ReadOnlyAdmin

MOST_EDITIONS = 50


class WithReason(admin.SimpleListFilter):
    """Answers that say why, or all of them."""

    title = _("reason")
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the ones with words."""
        return [("said", _("with a reason"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the answers with words, if that was chosen."""
        return queryset.exclude(reason="") if self.value() == "said" else queryset


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin[Any]):
    """Counts for each edition above, and below each answer, newest first."""

    list_display = ["day", "about", "said", "reason"]
    list_filter = [WithReason, "useful"]
    list_select_related = ["edition"]
    search_fields = ["edition__title", "reason"]
    fields = ["edition", "useful", "reason", "day"]
    change_list_template = "admin/articles/feedback/change_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a manager delete: a name may have slipped in that no machine can find."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("edition"))
    def about(self, answer: Feedback) -> str:
        """Name the article and the edition."""
        return str(answer.edition)

    @admin.display(description=_("useful"), ordering="useful")
    def said(self, answer: Feedback) -> str:
        """Say yes or no in words: the colored sign of the stock list is none of ours."""
        return str(_("Yes") if answer.useful else _("No"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Put the counts above the answers."""
        return super().changelist_view(
            request, {**(extra_context or {}), "counts": answer_counts(MOST_EDITIONS)}
        )


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin[Any]):
    """Words that found nothing, by day. Gone after 90 days."""

    list_display = ["words", "searches", "day"]
    search_fields = ["words"]
    list_display_links = None
    date_hierarchy = "day"
