"""Topics and the glossary: words that readers see and no gate checks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Case, IntegerField, Model, QuerySet, Value, When
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.mixins import SharedAdmin, link_list
from articles.gate.errors import banned_words
from articles.models import Edition, GlossaryTerm, Topic
from articles.outdated.pages import editions_explaining, editions_with_old_words

Row = TypeVar("Row", bound=Model)


class BannedWordsForm(forms.ModelForm[Row]):
    """Refuses, in the fields that readers see, the words that the gate refuses in an article."""

    seen_by_readers: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        """Point at the field that promises too much."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.seen_by_readers:
            for word in banned_words(str(cleaned.get(name) or "")):
                said = gettext("Readers see this. The word “%s” promises more than anybody knows.")
                self.add_error(name, said % word)
        return cleaned


class TopicForm(BannedWordsForm[Topic]):
    """A topic."""

    seen_by_readers = ("title", "summary")


class GlossaryForm(BannedWordsForm[GlossaryTerm]):
    """A glossary word."""

    seen_by_readers = ("definition",)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    """A change here shows to readers at once."""

    form = TopicForm
    list_display = ["title", "order"]
    list_editable = ["order"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(SharedAdmin[GlossaryTerm]):
    """A change here reaches a page when that page is next published; search knows it at once."""

    form = GlossaryForm
    list_display = ["term", "definition", "in_old_words"]
    search_fields = ["term", "definition", "synonyms"]
    fields = ["term", "definition", "synonyms", "used_in"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
    readonly_fields = ["used_in"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GlossaryTerm]:
        """Hang on each word how many pages still explain it in other words."""
        # Counted once for the whole list.
        old = Counter(
            word for each in editions_with_old_words(timezone.now()) for word in each.words
        )
        cases = [When(term=term, then=Value(count)) for term, count in old.items()]
        counted = Case(*cases, default=Value(0), output_field=IntegerField())
        return super().get_queryset(request).annotate(old_pages=counted)

    @admin.display(description=_("pages with older words"))
    def in_old_words(self, term: GlossaryTerm) -> str:
        """Say how many pages that readers see explain it otherwise than the glossary does now."""
        return str(vars(term)["old_pages"] or "-")

    @admin.display(description=_("used in"))
    def used_in(self, term: GlossaryTerm) -> str:
        """List the pages that explain it, and those that do so in older words."""
        if term.pk is None:
            return gettext("Nothing yet.")
        now = timezone.now()
        old = {each.article_id for each in editions_with_old_words(now, term.term)}
        explaining = editions_explaining(term.term, now)
        return format_html(
            "<p>{}</p>{}<p>{}</p>{}",
            gettext("Readers see what is written here in:"),
            check_links(edition for edition in explaining if edition.article_id not in old),
            gettext("Readers still see older words in these, until they are published again:"),
            check_links(edition for edition in explaining if edition.article_id in old),
        )

    def save_model(
        self, request: HttpRequest, obj: GlossaryTerm, form: ModelForm[GlossaryTerm], change: bool
    ) -> None:
        """Save, then tell which pages that readers see still say what it said before."""
        before = form.initial.get("term", obj.term)
        super().save_model(request, obj, form, change)
        now = timezone.now()
        old = {each.article_id for each in editions_with_old_words(now, before)}
        stale = [each for each in editions_explaining(before, now) if each.article_id in old]
        if stale:
            told = gettext("Readers still see the older words until these are published again:")
            messages.warning(request, format_html("{} {}", told, check_links(stale)))


def check_links(editions: Iterable[Edition]) -> str:
    """Return a list of links to the pages from which the articles can be published again."""
    links = [
        (reverse("admin:articles_check", args=[each.article_id]), each.title) for each in editions
    ]
    return link_list(links) if links else format_html("<ul><li>{}</li></ul>", gettext("None."))
