"""The list of references."""

from django.contrib import admin
from django.db import models

from articles.models import Reference


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin[Reference]):
    """All articles share these. A change reaches a page when it is next published."""

    list_display = ["key", "citation", "kind", "year"]
    list_filter = ["kind"]
    search_fields = ["key", "citation"]
    # What Django 6 does anyway.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
