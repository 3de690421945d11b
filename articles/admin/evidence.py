"""The list of references, and whether they still stand."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.mixins import SharedAdmin, link_list
from articles.models import Reference
from articles.outdated.sources import is_cited, resting_on_shaken_sources, uses_of
from clinic_site.foundation.web.protected_admin import ProtectedAdmin


@admin.register(Reference)
class ReferenceAdmin(ProtectedAdmin[Reference], SharedAdmin[Reference]):
    """All articles share these. A change of its text reaches a page when it is next published."""

    list_display = ["key", "citation", "kind", "year", "status_today"]
    list_filter = ["status", ("status_checked_on", admin.EmptyFieldListFilter), "kind"]
    search_fields = ["key", "citation"]
    readonly_fields = ["used_in"]
    fieldsets = [
        (None, {"fields": ["key", "citation", "kind", "year", "url"]}),
        (
            _("Does it still stand?"),
            {"fields": ["status", "superseded_by", "status_note", "status_checked_on"]},
        ),
        (_("Where it is used"), {"fields": ["used_in"]}),
    ]
    # What Django 6 does anyway.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    @admin.display(description=_("standing"), ordering="status")
    def status_today(self, source: Reference) -> str:
        """Say how it stands and since when that is known, or that nobody has looked it up."""
        if source.status_checked_on is None:
            return gettext("%s, not checked") % source.get_status_display()
        facts = {
            "status": source.get_status_display(),
            "day": date_format(source.status_checked_on),
        }
        return gettext("%(status)s, checked %(day)s") % facts

    @admin.display(description=_("used in"))
    def used_in(self, source: Reference) -> str:
        """List the pages that readers see and the drafts that cite it, each with a way there."""
        if source.pk is None:
            return gettext("Nothing yet.")
        drafts, editions = uses_of(source, timezone.now())
        shown = format_html_join(
            "",
            '<li><a href="{}">{}</a> (<a href="{}">{}</a>)</li>',
            (
                (
                    edition.get_absolute_url(),
                    gettext("%(title)s, edition %(number)d")
                    % {"title": edition.title, "number": edition.number},
                    reverse("admin:articles_check", args=[edition.article_id]),
                    gettext("check and publish"),
                )
                for edition in editions
            ),
        )
        citing = [_draft_link(draft.pk, draft.title) for draft in drafts]
        return format_html(
            "<p>{}</p><ul>{}</ul><p>{}</p>{}",
            gettext("Readers see it in:")
            if shown
            else gettext("No page that readers see holds it."),
            shown,
            gettext("Drafts that hold it:") if drafts else gettext("No draft holds it."),
            link_list(citing),
        )

    def save_model(
        self, request: HttpRequest, obj: Reference, form: ModelForm[Reference], change: bool
    ) -> None:
        """Save; when it has come to stand no longer, name at once the articles that rest on it."""
        super().save_model(request, obj, form, change)
        if "status" not in form.changed_data:
            return
        shaken = [each for each in resting_on_shaken_sources(timezone.now()) if obj in each.sources]
        if shaken:
            told = ngettext(
                "%(count)d article rests on “%(key)s”. It stays as it is until you fix it:",
                "%(count)d articles rest on “%(key)s”. They stay as they are until you fix them:",
                len(shaken),
            ) % {"count": len(shaken), "key": obj.key}
            drafts = [_draft_link(each.article_id, each.title) for each in shaken]
            messages.warning(request, format_html("{} {}", told, link_list(drafts)))

    def why_protected(self, row: Reference) -> str:
        """Keep what is cited: without its row nobody could see that it was retracted."""
        if not is_cited(row):
            return ""
        said = gettext(
            "“%s” is cited in a draft or an edition, so it stays. If it no longer stands as it"
            " did, change its standing."
        )
        return said % row.key

    def get_readonly_fields(self, request: HttpRequest, obj: Reference | None = None) -> list[str]:
        """Keep the key of a source that exists: texts cite it by that."""
        return [*self.readonly_fields, *(["key"] if obj else [])]


def _draft_link(pk: int, title: str) -> tuple[str, str]:
    return reverse("admin:articles_article_change", args=[pk]), title
