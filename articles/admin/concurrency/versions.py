"""Saving a draft that a colleague may be editing too: nobody's words are lost unseen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.concurrency.formsets import StaleSafeFormSet
from articles.editions.editing import note_edit
from articles.exceptions import StaleVersion
from articles.markup import outline
from articles.models import Article
from clinic_site.foundation.accounts.people import user_of
from clinic_site.foundation.text.numbers import number_in

SAVE_OVER = "_save_over"
"""The button that saves over a colleague's version; its value is the version that was shown."""

CONFLICT = 409
JUST_NOW = timedelta(minutes=10)

Row = TypeVar("Row", bound=Model)


class SeenVersion(forms.IntegerField):
    """The version that a form was shown with. Never a change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: it is not part of what was written."""
        return False


class VersionedForm(forms.ModelForm[Row]):
    """A form on a part of an article, refused if the article was saved since it was shown."""

    seen_version = SeenVersion(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_outdated = False
        if not self.is_bound and self.article_id is not None:
            self.initial["seen_version"] = self._version_now()

    @property
    def article_id(self) -> Any:
        """The key of the article that this is a part of; None for a new one."""
        return self.instance.pk

    @property
    def seen(self) -> int:
        """The version that the person knew of when they sent the form; 0 if none was named."""
        over = number_in(self.data.get(SAVE_OVER, ""))
        return over if over is not None else self.cleaned_data.get("seen_version") or 0

    def clean(self) -> dict[str, Any] | None:
        """Look at the version for a friendly answer; the save itself compares it once more."""
        cleaned = super().clean()
        if self.instance.pk is not None and self.seen != self._version_now():
            self.is_outdated = True
            self.add_error(None, _("A colleague saved this article while you were writing."))
        return cleaned

    def _version_now(self) -> int | None:
        rows = Article.objects.filter(pk=self.article_id)
        return rows.values_list("version", flat=True).first()


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
            note_edit(form.article_id, user_of(request), timezone.now(), seen=seen)
            if change:
                # Not the columns that no form holds: a colleague may just have written them.
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
            # A colleague saved a moment ago, and may still be at it.
            since = timezone.now() - JUST_NOW
            saved = Article.objects.filter(pk=form.article_id, edited_at__gt=since)
            others = saved.exclude(edited_by=request.user.pk).select_related("edited_by")
            context["just_saved"] = others.first()
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


# What differs.


class Difference(NamedTuple):
    """One field that says two things. `where` names it, with its row if it has one."""

    where: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that was refused. `version` is the one to hand in to save all the same."""

    version: int
    by: User | None
    at: datetime | None
    differences: tuple[Difference, ...]
    added: tuple[str, ...]
    brought_back: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether both say the same: the same form was sent twice."""
        return not (self.differences or self.added or self.brought_back)


def conflict_of(form: VersionedForm[Any], formsets: Sequence[StaleSafeFormSet]) -> Conflict:
    """Compare an outdated form, as it was sent, with the rows as they are now."""
    article = Article.objects.select_related("edited_by").get(pk=form.article_id)
    found = [*_differences(form)]
    for formset in formsets:
        for row in formset.initial_forms:
            found += _differences(row, str(row.initial.get(formset.named_by, "")))
    return Conflict(
        version=article.version,
        by=article.edited_by,
        at=article.edited_at,
        differences=tuple(found),
        added=tuple(str(row) for formset in formsets for row in formset.added()),
        brought_back=tuple(name for formset in formsets for name in formset.brought_back),
    )


def _differences(form: forms.ModelForm[Any], row: str = "") -> Iterator[Difference]:
    # A form's initial values are what the database holds now.
    for name in form.changed_data:
        bound = form[name]
        where = f"{row}: {bound.label}" if row else str(bound.label)
        if name == DELETION_FIELD_NAME:
            yield Difference(where, _("You delete it."), _("It is kept."))
            continue
        mine, theirs = bound.value(), form.initial.get(name)
        shown = _as_shown(bound, mine), _as_shown(bound, theirs)
        if shown[0] == shown[1]:
            # Only the formatting differs: show it.
            shown = _lines(mine), _lines(theirs)
        if shown[0] != shown[1]:
            yield Difference(where, *shown)


def _as_shown(bound: forms.BoundField, value: Any) -> str:
    """Return a value the way its form shows it."""
    field = bound.field
    chosen = list(value) if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ModelChoiceField):
        keys = {str(getattr(each, "pk", each)) for each in chosen}
        known: Any = field.queryset
        rows = known.filter(pk__in=[key for key in keys if key.isdecimal()])
        return ", ".join(str(row) for row in rows)
    if isinstance(field, forms.ChoiceField):
        # The stubs allow a callable and groups; a bound field holds plain pairs.
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr, misc]
        return ", ".join(labels.get(str(each), str(each)) for each in chosen if each is not None)
    text = _lines(value)
    return outline(text).text if text.lstrip().startswith("<") else text


def _lines(value: Any) -> str:
    # Browsers send line ends their own way, which is no difference to anybody.
    return "\n".join(str("" if value is None else value).splitlines()).strip()
