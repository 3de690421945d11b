"""Saving a draft that somebody else may be editing too: nobody's words are lost unseen."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.admin.conflicts import Conflict, conflict_of
from articles.admin.deeds import person
from articles.editions.editing import note_edit
from articles.exceptions import StaleVersion
from articles.forms import VersionedForm
from articles.markup import outline
from articles.models import Article

CONFLICT = 409
JUST_NOW = timedelta(minutes=10)

Row = TypeVar("Row", bound=Model)


class VersionedAdmin(admin.ModelAdmin[Row]):
    """A form on a part of an article. Its form class must be a VersionedForm.

    Whoever saves says which version they began from. The version is compared and raised in the
    transaction of the save; who is late gets both texts side by side, and 409.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save the form; who was overtaken gets it back as typed."""
        is_sent = request.method == "POST" and object_id is not None
        if is_sent and self.get_object(request, unquote(str(object_id))) is None:
            return self._deleted(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleVersion:
            # Overtaken between looking and saving; nothing was kept. Another look sees it.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        """Save a new row. One that was changed waits for `save_related`: see there."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Raise the version, then save, if anything was changed: looking makes nobody an editor."""
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            seen = form.seen if change else None
            note_edit(form.article_id, person(request), timezone.now(), seen=seen)
            if change:
                # Not the columns that no form holds: somebody else may just have written them.
                fields = [f.name for f in self.opts.concrete_fields if f.name in form.cleaned_data]
                form.instance.save(update_fields=fields)
        super().save_related(request, form, formsets, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Say what a colleague saved in the meantime, or has only just saved."""
        form = context["adminform"].form
        conflict: Conflict | None = None
        if isinstance(form, VersionedForm) and form.is_outdated:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            conflict = conflict_of(form, formsets)
        elif context["original"] and request.method == "GET":
            context["just_saved"] = _just_saved(form.article_id, request, timezone.now())
        context["conflict"] = conflict
        response = super().render_change_form(request, context, *args, **options)
        if conflict:
            response.status_code = CONFLICT
        return response

    def _deleted(self, request: HttpRequest) -> HttpResponse:
        """Give back the words of a form whose row a colleague has deleted."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = [text for name in request.POST for text in request.POST.getlist(name)]
        words = [outline(text).text for text in sent if len(text.split()) > 1]
        context = {**self.admin_site.each_context(request), "words": words, "opts": self.opts}
        return render(request, "admin/articles/deleted.html", context, status=CONFLICT)


def _just_saved(article_id: int, request: HttpRequest, now: datetime) -> Article | None:
    """Return the article if somebody else saved it a moment ago: they may still be at it."""
    recent = Article.objects.filter(pk=article_id, edited_at__gt=now - JUST_NOW)
    return recent.exclude(edited_by=request.user.pk).select_related("edited_by").first()
