"""Saving what several drafts share, so that each of them knows that it has changed."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.deeds import person
from articles.editions.editing import noting_shared_edits

Row = TypeVar("Row", bound=Model)


class SharedAdmin(admin.ModelAdmin[Row]):
    """A row that drafts share. Whoever changes it has edited every draft that it alters."""

    def save_model(
        self, request: HttpRequest, obj: Row, form: ModelForm[Row], change: bool
    ) -> None:
        """Save it."""
        with noting_shared_edits(person(request), timezone.now()):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        """Delete it."""
        with noting_shared_edits(person(request), timezone.now()):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Row]) -> Any:
        """Delete several."""
        with noting_shared_edits(person(request), timezone.now()):
            super().delete_queryset(request, queryset)
