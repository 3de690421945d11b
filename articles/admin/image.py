"""The shelf of uploaded pictures: what each says, and where it is shown."""

from itertools import groupby
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.image_forms import ImageForm, UploadForm, thumbnail
from articles.admin.mixins import SharedAdmin, link_list
from articles.models import Image
from clinic_site.foundation.images.keeping import discard
from clinic_site.foundation.web.protected_admin import ProtectedAdmin


@admin.register(Image)
class ImageAdmin(ProtectedAdmin[Image], SharedAdmin[Image]):
    """Two steps: upload the file, then say what it shows. A refused file loses no words."""

    form = ImageForm
    add_form = UploadForm
    list_display = ["title", "small", "said", "used", "uploaded_at"]
    search_fields = ["title", "alt", "caption", "credit"]
    list_filter = ["license_kind", "decorative"]
    readonly_fields = ["where_used", "uploaded"]
    fieldsets = [
        (None, {"fields": ["title", "where_used", "uploaded"]}),
        (_("In words"), {"fields": ["alt", "decorative", "caption"]}),
        (_("Terms"), {"fields": ["credit", "license_kind", "license_text"]}),
        (_("On the page"), {"fields": ["cropped", "point", ("focal_x", "focal_y")]}),
    ]
    add_fieldsets = [(None, {"fields": ["title", "upload"]})]

    class Media:
        js = ["js/pictures.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """Count the uses in the same query."""
        found: QuerySet[Image] = Image.objects.with_uses()
        return found

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **options: Any
    ) -> type[ModelForm[Image]]:
        """Ask for the file first and for everything else afterwards."""
        if obj is None:
            options = {"form": self.add_form, **options}
        return super().get_form(request, obj, change, **options)

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """Return the fields of the step."""
        if obj is None:
            return self.add_fieldsets
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        # The grid is a way to choose; whoever may only look sees the numbers.
        return [
            (name, {**facts, "fields": [each for each in facts["fields"] if each != "point"]})
            for name, facts in fieldsets
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer one way on: to the second step."""
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_button})

    def save_model(
        self, request: HttpRequest, obj: Image, form: ModelForm[Image], change: bool
    ) -> None:
        """Write down who uploaded it, and when."""
        if not change:
            obj.uploaded_by_id = request.user.pk
            obj.uploaded_at = timezone.now()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Image, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go on to the second step."""
        self.message_user(request, gettext("The picture is kept. Now say what it shows."))
        return HttpResponseRedirect(reverse("admin:articles_image_change", args=[obj.pk]))

    def why_protected(self, row: Image) -> str:
        """Keep what a draft or an edition shows."""
        if row.appearances.exists():
            said = gettext(
                "“%s” was published. Editions are kept for ever as they were, so it stays."
            )
        elif row.sections.exists():
            said = gettext(
                "“%s” is shown in a draft. Take it out there first; see “used in” below."
            )
        else:
            return ""
        return said % row

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        """Delete the files too, once the row is gone for good."""
        names = obj.file_names()
        super().delete_model(request, obj)
        transaction.on_commit(lambda: discard(names))

    @admin.display(description=_("picture"))
    def small(self, image: Image) -> str:
        """Show it."""
        return thumbnail(image)

    @admin.display(description=_("in words"))
    def said(self, image: Image) -> str:
        """Say what screen readers say."""
        if image.decorative:
            return gettext("Only decoration")
        return image.alt or gettext("Not described yet: it cannot be published")

    @admin.display(description=_("used in"))
    def used(self, image: Image) -> str:
        """Count the places that show it."""
        counts = vars(image)
        drafts, editions = counts["in_drafts"], counts["in_editions"]
        parts = []
        if drafts:
            parts.append(ngettext("%d draft section", "%d draft sections", drafts) % drafts)
        if editions:
            parts.append(ngettext("%d edition", "%d editions", editions) % editions)
        return ", ".join(parts) or gettext("Nothing")

    @admin.display(description=_("used in"))
    def where_used(self, image: Image) -> str:
        """List the places that show it, with the way there."""
        listed = reverse("admin:articles_edition_changelist")
        lines = [
            (
                reverse("admin:articles_article_change", args=[section.article_id]),
                gettext("The draft of “%(title)s”, section “%(heading)s”")
                % {"title": section.article.title, "heading": section.heading},
            )
            for section in image.sections.select_related("article")
        ]
        shown = image.appearances.select_related("edition")
        editions = [
            each.edition for each in shown.order_by("edition__article_id", "edition__number")
        ]
        for article_id, group in groupby(editions, key=lambda each: each.article_id):
            found = list(group)
            said = ngettext(
                "“%(title)s”, edition %(all)s", "“%(title)s”, editions %(all)s", len(found)
            ) % {"title": found[-1].title, "all": ", ".join(str(each.number) for each in found)}
            lines.append((f"{listed}?article__id__exact={article_id}", said))
        return link_list(lines) if lines else gettext("Nothing shows it. It can be deleted.")

    @admin.display(description=_("uploaded"))
    def uploaded(self, image: Image) -> str:
        """Say when, by whom, and how large it is."""
        who = image.uploaded_by.get_username() if image.uploaded_by else gettext("nobody known")
        when = timezone.localtime(image.uploaded_at)
        return gettext("%(day)s by %(who)s, %(width)d by %(height)d pixels") % {
            "day": f"{when:%Y-%m-%d %H:%M}", "who": who,
            "width": image.width, "height": image.height,
        }  # fmt: skip
