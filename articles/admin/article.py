"""Drafts: an article with its sections, and the way from there to publication."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_list import (
    ArticleChangeList,
    NeedsMeFilter,
    StageFilter,
    with_newest_edition,
)
from articles.admin.concurrency.formsets import StaleSafeFormSet
from articles.admin.concurrency.versions import VersionedAdmin, VersionedForm
from articles.admin.findings import guide_to
from articles.admin.illustration import IllustratedForm, ShowsIllustration, offer_illustrations
from articles.admin.mixins import NamedPickers, put_new_rows_last, with_nonce
from articles.admin.workflow.history import HistoryPages
from articles.admin.workflow.publish import PublishPages
from articles.admin.workflow.restore import RestorePages
from articles.admin.workflow.review import ReviewPages
from articles.admin.workflow.share import SharePages
from articles.editions.proposals import proposals
from articles.models import Article, Section
from articles.models.article import CareCard
from articles.stages import LABELS, Stage

LONGEST_REVIEW_MONTHS = 36
"""What nobody has read again for three years is not looked after."""

MOST_SECTIONS = 200
MOST_ROWS_SENT = 250
"""Django's own bound is 2,000 rows: a made-up count would cost seconds for each answer."""


class ArticleForm(VersionedForm[Article]):
    """The draft, with its care cards as boxes to tick."""

    care_cards = forms.MultipleChoiceField(
        label=_("Care cards"),
        choices=CareCard.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those that no section shows. Emergency and urgent come first on the page."),
    )
    review_months = forms.IntegerField(
        label=_("Months until it must be reviewed"), min_value=1, max_value=LONGEST_REVIEW_MONTHS
    )

    class Meta:
        model = Article
        fields = [
            "title", "slug", "topic", "order", "kind", "summary", "key_points", "care_cards",
            "not_known", "questions", "sources", "related", "review_months",
        ]  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "key_points": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "not_known": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "questions": forms.Textarea(attrs={"rows": 5, "cols": 80}),
        }


class SectionFormSet(StaleSafeFormSet):
    """The sections of the article."""

    named_by = "heading"


class SectionInline(ShowsIllustration, admin.StackedInline[Section, Article]):
    """The parts of the article. The claims of each are on a page of their own."""

    model = Section
    formset = SectionFormSet
    form = IllustratedForm
    extra = 0
    fields = ["order", "heading", "body", "figure", "shown_here", "care_card", "claims_here"]
    readonly_fields = ["shown_here", "claims_here"]

    @admin.display(description=_("claims"))
    def claims_here(self, section: Section) -> str:
        """Link to the section's claims."""
        if section.pk is None:
            return gettext("Save first, then add claims.")
        address = reverse("admin:articles_section_change", args=[section.pk])
        # The count comes with the prefetch of get_queryset.
        count = len(section.claims.all())
        return format_html('<a href="{}">{} ({})</a>', address, _("Edit claims"), count)

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **options: Any
    ) -> type[BaseInlineFormSet[Section, Article, ModelForm[Section]]]:
        """Offer a new section the last place."""
        formset = super().get_formset(
            request, obj, max_num=MOST_SECTIONS, absolute_max=MOST_ROWS_SENT, **options
        )
        put_new_rows_last(formset, obj.sections if obj else None)
        offer_illustrations(formset.form)
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        """Fetch the claims and pictures of all sections at once."""
        found = super().get_queryset(request)
        return found.select_related("picture").prefetch_related("claims")


@admin.register(Article)
class ArticleAdmin(NamedPickers[Article], VersionedAdmin[Article]):
    """The draft. Saving it changes nothing for readers."""

    form = ArticleForm
    inlines = [SectionInline]
    list_display = ["title", "stage", "standing", "review_due", "topic"]
    list_filter = [NeedsMeFilter, StageFilter, "topic", "kind"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["sources", "related"]
    actions = ["publish_together"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", "slug", ("topic", "order"), "kind"]}),
        (_("At the top of the page"), {"fields": ["summary", "key_points", "care_cards"]}),
        (
            _("At the end of the page"),
            {"fields": ["not_known", "questions", "sources", "related", "review_months"]},
        ),
    ]

    class Media:
        js = ["js/editor.js", "js/pictures.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Add what the newest edition says, in the same query."""
        found: QuerySet[Article] = super().get_queryset(request)
        return with_newest_edition(found)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ArticleChangeList]:
        """Show where every article stands."""
        return ArticleChangeList

    @admin.display(description=_("stage"))
    def stage(self, article: Article) -> str:
        """Say where the draft stands on its way to readers."""
        stage: Stage = vars(article)["stage_now"]
        said = gettext(LABELS[stage])
        return format_html('<span class="stage stage--{}">{}</span>', stage.value, said)

    @admin.display(description=_("readers see"))
    def standing(self, article: Article) -> str:
        """Say in words what readers can open now."""
        facts = vars(article)
        if facts["edition_number"] is None:
            return gettext("Nothing yet")
        if facts["edition_withdrawn_at"]:
            return gettext("Withdrawn")
        number: int = facts["edition_number"]
        if facts["edition_signed_off_at"]:
            return gettext("Edition %d") % number
        if settings.DEMO:
            return gettext("Edition %d, not signed off") % number
        return gettext("Nothing: edition %d is not signed off") % number

    @admin.display(description=_("review due"), ordering="edition_review_due")
    def review_due(self, article: Article) -> object:
        """Return the date by which the newest edition must be reviewed."""
        return vars(article)["edition_review_due"]

    @admin.action(description=_("Check and publish together"), permissions=["publish"])
    def publish_together(
        self, request: HttpRequest, chosen: QuerySet[Article]
    ) -> HttpResponseRedirect:
        """Show what publishing the chosen articles would do. They may link to each other."""
        asked = "&".join(f"article={pk}" for pk in chosen.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{reverse('admin:articles_publish')}?{asked}")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell who is offered the action."""
        return request.user.has_perm("articles.publish_edition")

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        """Offer no cross beside the topic: it reads as "clear", and would delete the topic."""
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that lead to publication."""
        pages = (ReviewPages, PublishPages, HistoryPages, RestorePages, SharePages)
        return [*(url for each in pages for url in each(self).urls()), *super().get_urls()]

    def response_post_save_add(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        """Lead where the button said."""
        return _onward(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        """Lead where the button said."""
        return _onward(request, obj) or super().response_post_save_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Say what readers see, what is signed off and what is to fix; let the scripts run."""
        context = with_nonce(request, context) | {"show_save_and_add_another": False}
        if article := context["original"]:
            (proposal,) = proposals([article.pk], timezone.now())
            page = reverse("admin:articles_article_change", args=[article.pk])
            context |= {"proposal": proposal, "guide": guide_to(proposal, page), "whole": True}
        return super().render_change_form(request, context, *args, **options)


def _onward(request: HttpRequest, article: Article) -> HttpResponseRedirect | None:
    """Return the way to the page that the saved text is wanted for, if it is."""
    for name in ("check", "preview"):
        if f"_{name}" in request.POST:
            return HttpResponseRedirect(reverse(f"admin:articles_{name}", args=[article.pk]))
    return None
