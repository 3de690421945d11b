"""Every staff address, who may read it, and who may post to it: what test_roles.py holds us to.

A new address has no line here, and a test fails until somebody has thought about who may open it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Edition, GlossaryTerm, Image, PreviewLink, Remark, SearchMiss
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.outbox.models import Notification
from clinic_site.roles import CLINICAL_REVIEWER, CLINICIAN, EDITOR, MANAGER, RECEPTION
from intake.models import Closure, DiaryFeed, ReadLog
from tests.articles.factories import answered, published
from tests.articles.reviewers import invite, remark
from tests.clinic_site.staff import member
from tests.intake.factories import make_booking, make_clinic, make_room
from tests.moments import NOW

NOBODY, SUPERUSER = "nobody", "superuser"
ROLES = (NOBODY, EDITOR, CLINICAL_REVIEWER, RECEPTION, CLINICIAN, MANAGER, SUPERUSER)

Roles = frozenset[str]


def only(*roles: str) -> Roles:
    return frozenset({*roles, SUPERUSER})


NONE: Roles = frozenset()
ABOVE_ALL = only()
EVERYBODY = only(*ROLES)
DESK = only(RECEPTION, CLINICIAN, MANAGER)
WRITERS = only(EDITOR)
READERS = only(EDITOR, CLINICAL_REVIEWER, MANAGER)
MANAGERS = only(MANAGER)
REPORTERS = only(RECEPTION, MANAGER)
INVITERS = only(EDITOR, CLINICAL_REVIEWER)


@dataclass(frozen=True)
class Rule:
    """Who may GET and HEAD, and who may POST; None: nobody, the method does not exist (405)."""

    read: Roles | None
    post: Roles | None


@dataclass(frozen=True)
class Rights:
    """Who may do what with the rows of one model, on Django's own pages."""

    view: Roles
    add: Roles = NONE
    change: Roles = NONE
    delete: Roles = NONE

    def rules(self, model: str) -> dict[str, Rule]:
        return {
            f"admin:{model}_changelist": Rule(self.view, self.view),
            f"admin:{model}_add": Rule(self.add, self.add),
            f"admin:{model}_change": Rule(self.view, self.change),
            f"admin:{model}_delete": Rule(self.delete, self.delete),
            f"admin:{model}_history": Rule(self.view, self.view),
        }


MODELS = {
    "articles_article": Rights(READERS, WRITERS, only(EDITOR, CLINICAL_REVIEWER), WRITERS),
    "articles_edition": Rights(READERS),
    "articles_feedback": Rights(READERS, delete=MANAGERS),
    "articles_searchmiss": Rights(WRITERS),
    "articles_glossaryterm": Rights(READERS, WRITERS, WRITERS, WRITERS),
    "articles_image": Rights(READERS, WRITERS, WRITERS, WRITERS),
    "articles_reference": Rights(READERS, WRITERS, only(EDITOR, CLINICAL_REVIEWER), WRITERS),
    "articles_section": Rights(READERS, NONE, only(EDITOR, CLINICAL_REVIEWER)),
    "articles_topic": Rights(READERS, WRITERS, WRITERS, WRITERS),
    "accounts_accountevent": Rights(MANAGERS),
    "auth_user": Rights(MANAGERS, MANAGERS, MANAGERS),
    "clinic_clinic": Rights(MANAGERS, NONE, MANAGERS),
    "intake_closure": Rights(DESK, MANAGERS, MANAGERS, MANAGERS),
    # The sample booking names both, so nobody may delete them.
    "intake_practitioner": Rights(DESK, MANAGERS, MANAGERS, NONE),
    "intake_service": Rights(DESK, MANAGERS, MANAGERS, NONE),
    "intake_room": Rights(DESK, MANAGERS, MANAGERS, MANAGERS),
    "intake_readlog": Rights(MANAGERS),
    "outbox_notification": Rights(DESK),
}

_DECISIONS = (
    *("offer", "reschedule", "accept"),
    *("confirm", "decline", "refuse", "withdraw", "cancel", "attended", "missed", "undo"),
    *("second_look", "called", "close"),
)

RULES: dict[str, Rule] = {
    **{
        name: rule for model, rights in MODELS.items() for name, rule in rights.rules(model).items()
    },
    "admin:index": Rule(EVERYBODY, EVERYBODY),
    "admin:confirm_clock": Rule(None, MANAGERS),
    "admin:app_list": Rule(DESK, DESK),  # of the app intake
    "admin:password_change": Rule(EVERYBODY, EVERYBODY),
    "admin:password_change_done": Rule(EVERYBODY, None),
    "admin:jsi18n": Rule(EVERYBODY, None),
    "admin:autocomplete": Rule(NONE, None),  # no field of ours completes by itself
    "admin:view_on_site": Rule(EVERYBODY, EVERYBODY),  # of an edition, which is public
    "admin:auth_user_password_change": Rule(MANAGERS, MANAGERS),
    "admin:auth_user_reset_second_step": Rule(MANAGERS, MANAGERS),
    "admin:auth_user_end_sessions": Rule(MANAGERS, MANAGERS),
    "admin:own_sessions": Rule(EVERYBODY, EVERYBODY),
    "admin:articles_check": Rule(READERS, READERS),
    "admin:articles_preview": Rule(READERS, READERS),
    "admin:articles_editions": Rule(READERS, None),
    "admin:articles_difference": Rule(READERS, None),
    "admin:articles_restore": Rule(WRITERS, WRITERS),
    "admin:articles_copy": Rule(INVITERS, INVITERS),
    "admin:articles_reviewers": Rule(READERS, INVITERS),
    "admin:articles_end_link": Rule(None, INVITERS),
    "admin:articles_mark_remark": Rule(None, INVITERS),
    "admin:articles_publish": Rule(WRITERS, WRITERS),
    "admin:articles_submit": Rule(WRITERS, WRITERS),
    "admin:articles_cancel_review": Rule(
        only(EDITOR, CLINICAL_REVIEWER), only(EDITOR, CLINICAL_REVIEWER)
    ),
    "admin:articles_unschedule": Rule(WRITERS, WRITERS),
    "admin:articles_sign_off": Rule(only(CLINICAL_REVIEWER), only(CLINICAL_REVIEWER)),
    "admin:articles_withdraw": Rule(READERS, READERS),
    "admin:articles_edition_page": Rule(READERS, READERS),
    "admin:intake_practitioner_week": Rule(DESK, None),
    "admin:intake_practitioner_day": Rule(DESK, None),
    "admin:intake_practitioner_mine": Rule(DESK, None),
    "admin:intake_practitioner_absences": Rule(REPORTERS, None),
    # A clinician may report themselves: see tests/intake/test_admin_absence.py.
    "admin:intake_practitioner_absence": Rule(REPORTERS, REPORTERS),
    "admin:intake_closure_holidays": Rule(MANAGERS, MANAGERS),
    "admin:intake_booking_changelist": Rule(DESK, None),
    "admin:intake_booking_find": Rule(DESK, DESK),
    "admin:intake_call": Rule(DESK, DESK),
    "admin:intake_call_step": Rule(DESK, DESK),
    "admin:intake_booking_burst": Rule(DESK, DESK),
    "admin:intake_booking_table": Rule(DESK, DESK),
    "admin:intake_diaryfeed": Rule(DESK, DESK),
    "admin:intake_diaryfeed_revoke": Rule(None, DESK),
    "admin:intake_booking_change": Rule(DESK, None),
    "admin:intake_booking_note": Rule(None, DESK),
    "admin:intake_booking_told": Rule(None, DESK),
    **{f"admin:intake_booking_{name}": Rule(DESK, DESK) for name in _DECISIONS},
    "second_step": Rule(EVERYBODY, EVERYBODY),
    "second_step_set_up": Rule(EVERYBODY, EVERYBODY),
    "second_step_picture": Rule(EVERYBODY, None),
}

REFUSED_WITH_404 = {"admin:app_list", "admin:articles_edition_page"}
"""Where somebody without the right is told that there is nothing."""

WITHOUT_SIGNING_IN = {
    "admin:login",
    "admin:logout",
    "sign_in_again",
    "admin_password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
}
"""Open to everybody by their nature; tested in test_sign_in.py."""

UNNAMED = ("<path:object_id>/", "(?P<url>.*)$")
"""Django's own redirects to the change page, and its answer to addresses that do not exist."""


def addresses() -> Iterator[tuple[str, str]]:
    """Every (name, route) below /staff/; the name is "" where there is none."""
    for name, route in _walk(get_resolver().url_patterns, "", ""):
        if route.startswith("staff/"):
            yield name, route


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, space: str
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else ""), route


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
