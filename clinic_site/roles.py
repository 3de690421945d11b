"""One table of roles. Applied after every migrate, so that it is also what the database says.

The least is the default: a person without a role can sign in and see nothing.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission

EDITOR = "Editor"
CLINICAL_REVIEWER = "Clinical reviewer"
RECEPTION = "Reception"
CLINICIAN = "Clinician"
MANAGER = "Manager"

_WRITE = ("view", "add", "change", "delete")


def _on(app: str, models: str, *verbs: str) -> frozenset[str]:
    return frozenset(f"{app}.{verb}_{model}" for model in models.split() for verb in verbs)


_READ_ARTICLES = _on(
    "articles", "topic article section claim reference glossaryterm image edition", "view"
)
_EDIT_ARTICLES = _READ_ARTICLES | _on(
    "articles", "topic article section claim reference glossaryterm image", *_WRITE
)
_INVITE = frozenset({"articles.invite_reviewer"})
_READ_ANSWERS = _on("articles", "feedback", "view")
_PUBLISH = frozenset(
    {"articles.submit_article", "articles.publish_edition", "articles.withdraw_edition"}
)
_SEE_BOOKINGS = _on("intake", "booking", "view") | {"intake.read_contact"}
_DECIDE = frozenset({"intake.decide_booking", "intake.write_note"})
_DIARY = _on("intake", "practitioner room service weeklyhours opening closure", "view")
_KEEP_DIARY = _on("intake", "practitioner room service weeklyhours opening closure", *_WRITE)
_NOTIFICATIONS = _on("outbox", "notification", "view")

ROLES: dict[str, frozenset[str]] = {
    EDITOR: _EDIT_ARTICLES
    | _READ_ANSWERS
    | _on("articles", "searchmiss", "view")
    | _PUBLISH
    | _INVITE,
    CLINICAL_REVIEWER: _READ_ARTICLES
    | _READ_ANSWERS
    | _INVITE
    | _on("articles", "article section claim reference", "change")
    | {"articles.sign_off_edition", "articles.withdraw_edition"},
    RECEPTION: _SEE_BOOKINGS | _DECIDE | _DIARY | _NOTIFICATIONS | {"intake.report_absence"},
    CLINICIAN: _SEE_BOOKINGS
    | _DECIDE
    | _DIARY
    | _NOTIFICATIONS
    | {"intake.read_answers", "intake.report_own_absence"},
    MANAGER: _READ_ARTICLES
    # A name may have slipped into a reader's words that no machine can find.
    | _on("articles", "feedback", "view", "delete")
    | {"articles.withdraw_edition"}
    | _SEE_BOOKINGS
    | _DECIDE
    | _KEEP_DIARY
    | {"intake.report_absence"}
    | _NOTIFICATIONS
    | _on("clinic", "clinic openinghours", "view", "change")
    | _on("clinic", "openinghours", "add", "delete")
    | _on("intake", "readlog", "view")
    | _on("accounts", "accountevent", "view")
    | _on("auth", "user", "view", "add", "change"),
}


# Whoever changes accounts can give themselves the answers by way of a second account.
_OPENS_ANSWERS = frozenset({"intake.read_answers", "auth.add_user", "auth.change_user"})


def opens_answers(role: str) -> bool:
    """Return whether a role reads patients' answers, or can give somebody one that does."""
    return not _OPENS_ANSWERS.isdisjoint(ROLES.get(role, frozenset()))


def apply(**_signal: Any) -> None:
    """Make the groups say exactly what the table says. Permissions not yet made are left out."""
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[label] for label in permissions if label in known])
