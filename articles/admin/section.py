"""One section with its claims. Editors come here from the article."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.concurrency.formsets import StaleSafeFormSet
from articles.admin.concurrency.versions import VersionedAdmin, VersionedForm
from articles.admin.findings import guide_to
from articles.admin.illustration import IllustratedForm, ShowsIllustration, offer_illustrations
from articles.admin.mixins import NamedPickers, put_new_rows_last, with_nonce
from articles.editions.proposals import proposals
from articles.models import Claim, Section


class SectionForm(IllustratedForm, VersionedForm[Section]):
    """One section. Its version is that of the whole article."""

    class Meta:
        model = Section
        fields = ["heading", "body", "figure", "care_card"]

    @property
    def article_id(self) -> Any:
        """The key of its article."""
        return self.instance.article_id


class ClaimFormSet(StaleSafeFormSet):
    """The claims of the section."""

    named_by = "text"


class ClaimInline(NamedPickers[Claim], admin.StackedInline[Claim, Section]):
    """The graded sentences of the section, below its text on the page."""

    model = Claim
    formset = ClaimFormSet
    extra = 0
    fields = ["order", "text", "grade", "references", "not_known", "key"]
    # One or two sentences each.
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    autocomplete_fields = ["references"]

    def get_formset(
        self, request: HttpRequest, obj: Section | None = None, **options: Any
    ) -> type[BaseInlineFormSet[Claim, Section, ModelForm[Claim]]]:
        """Offer a new claim the last place."""
        formset = super().get_formset(request, obj, **options)
        put_new_rows_last(formset, obj.claims if obj else None)
        return formset


@admin.register(Section)
class SectionAdmin(ShowsIllustration, VersionedAdmin[Section]):
    """Left out of the list of things to edit: a section is reached through its article."""

    form = SectionForm
    inlines = [ClaimInline]
    fields = ["heading", "body", "figure", "shown_here", "care_card"]
    readonly_fields = ["shown_here"]

    class Media:
        js = ["js/editor.js", "js/pictures.js"]

    def get_form(
        self, request: HttpRequest, obj: Section | None = None, change: bool = False, **options: Any
    ) -> type[ModelForm[Section]]:
        """Offer drawings and pictures in one choice."""
        form = super().get_form(request, obj, change, **options)
        offer_illustrations(form)
        return form

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Hide it from the index."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Sections are added on the article's own page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """Sections are deleted there too: whoever does it has edited the article."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Say what is to fix in this section; give the editor's scripts their nonce."""
        context = with_nonce(request, context)
        if section := context["original"]:
            (proposal,) = proposals([section.article_id], timezone.now())
            page = reverse("admin:articles_section_change", args=[section.pk])
            context["guide"] = guide_to(proposal, page, section)
        return super().render_change_form(request, context, *args, **options)

    def response_post_save_change(self, request: HttpRequest, obj: Section) -> HttpResponseRedirect:
        """Go back to the article."""
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.article_id]))
