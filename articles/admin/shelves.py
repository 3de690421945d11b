"""Topics and the glossary."""

from django.contrib import admin

from articles.models import GlossaryTerm, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    """A change here shows to readers at once."""

    list_display = ["title", "order"]
    list_editable = ["order"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin[GlossaryTerm]):
    """A change here reaches a page when that page is next published; search knows it at once."""

    list_display = ["term", "definition"]
    search_fields = ["term", "definition", "synonyms"]
