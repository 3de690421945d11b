"""A row behind every staff address, so that an answer is about rights and not about nothing."""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse

from articles.models import Edition, GlossaryTerm, Image, PreviewLink, Remark, SearchMiss
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.outbox.models import Notification
from intake.models import Closure, DiaryFeed, ReadLog
from tests.articles.factories import answered, published
from tests.articles.reviewers import invite, remark
from tests.clinic_site.staff import member
from tests.clinic_site.staff_addresses import RULES, addresses
from tests.intake.factories import make_booking, make_clinic, make_room
from tests.moments import NOW

OF_ONE_ARTICLE = {
    f"admin:articles_{page}"
    for page in (
        "submit",
        "cancel_review",
        "unschedule",
        "check",
        "preview",
        "sign_off",
        "withdraw",
        "editions",
        "difference",
        "reviewers",
    )
}
WITH_WORDS = {
    "admin:app_list": ("intake",),
    "admin:intake_call_step": (uuid.UUID(int=0), "safety"),
}
OF_ONE_REMARK = {"admin:articles_end_link": "link", "admin:articles_mark_remark": "remark"}


def addresses_with_rows() -> dict[str, str]:
    """Every address with a real row behind it."""
    rows = _rows()
    found = {}
    for name, route in addresses():
        if name not in RULES:
            continue
        model = name.removeprefix("admin:").rpartition("_")[0]
        if name.startswith("admin:intake_booking_") and "<" in route:
            args: list[object] = [rows["booking"]]
        elif name in OF_ONE_ARTICLE:
            args = [rows["articles_article"]]
        elif name in ("admin:articles_restore", "admin:articles_copy"):
            args = [rows["articles_article"], 1]
        elif name in OF_ONE_REMARK:
            args = [rows["articles_article"], rows[OF_ONE_REMARK[name]]]
        elif name == "admin:view_on_site":
            kind = ContentType.objects.get_for_model(Edition).pk
            args = [kind, rows["articles_edition"]]
        elif name in WITH_WORDS:
            args = list(WITH_WORDS[name])
        elif name.startswith("admin:auth_user_") and "<" in route:
            args = [rows["auth_user"]]
        else:
            args = [rows[model]] if "<" in route else []
        found[name] = reverse(name, args=args)
    found["admin:articles_publish"] += f"?article={rows['articles_article']}"
    return found


def _rows() -> dict[str, object]:
    clinic = make_clinic()
    booking = make_booking()
    edition = published("walking")
    section = edition.article.sections.get()
    reader = member(username="somebody")
    remark(invite(edition.article, by=reader, now=NOW))
    rows: dict[str, Model | None] = {
        "articles_article": edition.article,
        "articles_edition": edition,
        "articles_feedback": answered(edition),
        "articles_searchmiss": SearchMiss.objects.create(day=NOW.date(), words="lumbago"),
        "articles_glossaryterm": GlossaryTerm.objects.create(term="Disc", definition="A cushion."),
        "articles_image": Image.objects.create(
            title="A visit", key="0" * 32, widths=[480], height=320, uploaded_at=NOW
        ),
        "articles_reference": section.claims.get().references.get(),
        "articles_section": section,
        "articles_topic": edition.topic,
        "accounts_accountevent": AccountEvent.objects.create(
            at=NOW, kind=AccountEvent.Kind.SIGNED_IN, account=reader, by=reader
        ),
        "auth_user": reader,
        "booking": booking,
        "link": PreviewLink.objects.get(),
        "remark": Remark.objects.get(),
        "clinic_clinic": clinic,
        "intake_closure": Closure.objects.create(date=NOW.date()),
        "intake_diaryfeed": DiaryFeed.objects.create(user=reader, digest="0" * 64, created_at=NOW),
        "intake_practitioner": booking.practitioner,
        "intake_service": booking.service,
        "intake_room": make_room(),
        "intake_readlog": ReadLog.objects.create(
            subject=booking.pk, kind="contact", user=reader, page="test", at=NOW
        ),
        "outbox_notification": Notification.objects.filter(subject=booking.pk).first(),
    }
    return {name: row.pk for name, row in rows.items() if row is not None}
