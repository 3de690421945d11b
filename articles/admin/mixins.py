"""What several of the editors' forms have in common."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Manager, ManyToManyField, Max, Model, QuerySet
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from js_asset import Media

from articles.editions.editing import noting_shared_edits
from clinic_site.foundation.accounts.people import user_of

Row = TypeVar("Row", bound=Model)


class SharedAdmin(admin.ModelAdmin[Row]):
    """A row that drafts share. Whoever changes it has edited every draft that it alters."""

    def save_model(
        self, request: HttpRequest, obj: Row, form: ModelForm[Row], change: bool
    ) -> None:
        """Save it."""
        with noting_shared_edits(user_of(request), timezone.now()):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        """Delete it."""
        with noting_shared_edits(user_of(request), timezone.now()):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Row]) -> Any:
        """Delete several."""
        with noting_shared_edits(user_of(request), timezone.now()):
            super().delete_queryset(request, queryset)


class NamedPickers(BaseModelAdmin[Row]):
    """Drops the picker's "clear all": it is a button inside a list, without a name to read out."""

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **options: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        """Return the field with a picker that works in every screen reader."""
        field = super().formfield_for_manytomany(db_field, request, **options)
        if field is not None:
            # The picker offers no "clear all" for a required field. Only the widget is told so.
            field.widget.is_required = True
        return field


def link_list(links: Iterable[tuple[str, str]]) -> str:
    """Return a list of links, each an address and its words."""
    rows = format_html_join("", '<li><a href="{}">{}</a></li>', links)
    return format_html("<ul>{}</ul>", rows)


def put_new_rows_last(formset: Any, rows: Manager[Any] | None) -> None:
    """Make the empty form of a formset class propose the place after the last of these rows."""
    last = rows.aggregate(last=Max("order"))["last"] if rows is not None else None
    formset.form.base_fields["order"].initial = (last or 0) + 1


def with_nonce(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of a change form whose scripts carry this response's nonce.

    The rich-text editor's import map is an inline script: under the strict
    Content-Security-Policy the browser runs it only with the nonce.
    """
    # The policy's middleware hangs the nonce on the request.
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    return {**context, "media": Media.from_media(context["media"], nonce=nonce)}
