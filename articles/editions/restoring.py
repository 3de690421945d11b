"""Going back: an old edition published again as a new one, or its text copied into the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.draft import ClaimText, Draft, SectionText, draft_from_snapshot
from articles.editions.editing import lock_articles, note_edit, stale_version
from articles.editions.history import History, histories
from articles.editions.proposals import Judged, gate_context
from articles.editions.publishing import refuse_address, refuse_content, release
from articles.exceptions import NothingNew, NotSignedOff, OldCards
from articles.models import Article, Claim, Edition, Image, Reference, Section
from clinic_site.foundation.warning_signs import CURRENT

# What readers had then comes back to the notification; number, dates and place are those of now.
_TEXT = (
    "title", "kind", "summary", "key_points", "html", "contents", "plain_text", "references",
    "digest",
)  # fmt: skip


@dataclass(frozen=True)
class Restoration(Judged):
    """What publishing an old edition again would do. `edition` is complete and not saved.

    It keeps the address, topic and order that readers know today: the text goes back, the place
    does not.
    """

    old: Edition

    @property
    def is_nothing_new(self) -> bool:
        """Return whether readers see the old edition, or its text, already."""
        latest = self.latest
        return (
            latest is not None
            and latest.withdrawn_at is None
            and latest.digest == self.old.digest
            and latest.signed_off_at == self.edition.signed_off_at
        )

    @property
    def has_old_cards(self) -> bool:
        """Return whether the shared warning signs have been reworded since."""
        return bool(self.old.snapshot.get("warning_signs") != CURRENT.version)


def restoration(edition_id: int, now: datetime) -> Restoration | None:
    """Return what `restore` would do; None if there is no such edition, or it never went live."""
    old = Edition.objects.published(now).select_related("article").filter(pk=edition_id).first()
    return _restoration(old, now) if old else None


def _restoration(old: Edition, now: datetime) -> Restoration:
    history = histories([old.article_id], now)[old.article_id]
    # The old edition went live, so that at least one decides.
    place = history.latest or old
    edition = Edition(
        article=old.article,
        number=history.last_number + 1,
        topic_id=place.topic_id,
        order=place.order,
        slug=place.slug,
        related_articles=place.related_articles,
        snapshot={**old.snapshot, "slug": place.slug},
        published_at=now,
        restored_from=old,
        **{name: getattr(old, name) for name in _TEXT},
        **_sign_off(old, history, now),
    )
    draft = replace(draft_from_snapshot(old.snapshot), slug=place.slug)
    findings = gate_context(now).findings(draft, [place.slug])
    return Restoration(old.article, edition, findings, history, old)


def _sign_off(old: Edition, history: History, now: datetime) -> dict[str, Any]:
    """Return the columns of the old sign-off, if it still counts."""
    signed, due = old.signed_off_at, old.review_due
    if signed is None or due is None or not history.bears(signed, due, localdate(now)):
        return {}
    return {
        "signed_off_at": signed,
        "signed_off_by_id": old.signed_off_by_id,
        "signed_off_role": old.signed_off_role,
        "review_due": due,
    }


def restore(
    edition_id: int,
    *,
    by: User | None,
    now: datetime,
    what_changed: str = "",
    override_reason: str = "",
    seen: str | None = None,
) -> Edition:
    """Publish the text of an old edition again, at once, as a new edition.

    The gate judges it by what is known today. The old sign-off counts only if nothing of the
    article was withdrawn since and its review is not overdue. `seen` is the token of the
    `restoration` that `by` looked at.
    """
    found = restoration(edition_id, now)
    if found is None:
        raise stale_version()
    with lock_articles(found.article.pk):
        found = _restoration(found.old, now)
        if seen is not None and seen != found.token:
            raise stale_version()
        _refuse_unless_ready(found, override_reason.strip(), now)
        said = what_changed.strip() or _("Went back to the text of edition %d.") % found.old.number
        return release(found, by=by, now=now, what_changed=said, reason=override_reason.strip())


def _refuse_unless_ready(found: Restoration, reason: str, now: datetime) -> None:
    number = found.old.number
    if found.has_old_cards:
        raise OldCards(
            _(
                "The warning signs have been reworded since edition %d. Copy its text into the"
                " draft, and publish that."
            )
            % number
        )
    refuse_content(found, reason)
    if found.is_nothing_new:
        raise NothingNew(_("Readers already see the text of edition %d.") % number)
    if found.lacks_sign_off:
        raise NotSignedOff(
            _(
                "The sign-off of edition %d no longer counts: there is none, its review is overdue,"
                " or the page was withdrawn since. Copy its text into the draft and ask for a"
                " clinical review."
            )
            % number
        )
    refuse_address(found.edition, now)


@dataclass(frozen=True, slots=True)
class Copied:
    """The draft with the text of an edition, and what had to be left out of it: it is gone.

    `sources_gone` are keys, `pictures_gone` the headings of the sections that showed one.
    """

    article: Article
    sources_gone: tuple[str, ...]
    pictures_gone: tuple[str, ...]


def copy_to_draft(edition_id: int, *, by: User, now: datetime, seen: int | None = None) -> Copied:
    """Replace the draft by the text of an edition. Its address, topic and order stay as they are.

    `by` is then the last to have edited it. With `seen`, the version of the draft that `by` looked
    at, it raises `StaleVersion` if somebody has saved since. Sources and pictures come back as
    they are today.
    """
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition is None:
        raise stale_version()
    with lock_articles(edition.article_id):
        note_edit(edition.article_id, by, now, seen=seen)
        return _write(
            Article.objects.get(pk=edition.article_id), draft_from_snapshot(edition.snapshot)
        )


def _write(article: Article, old: Draft) -> Copied:
    article.title = old.title
    article.kind = old.kind
    article.summary = old.summary
    article.key_points = "\n".join(old.key_points)
    article.care_cards = list(old.care_cards)
    article.not_known = "\n".join(old.not_known)
    article.questions = "\n".join(old.questions)
    article.save()
    listed = [source.key for source in old.references]
    known = {each.key: each for each in Reference.objects.filter(key__in=listed)}
    shown = [part.picture.key for part in old.sections if part.picture]
    pictures = {each.key: each for each in Image.objects.filter(key__in=shown)}
    article.sections.all().delete()
    for order, section in enumerate(old.sections, start=1):
        _add_section(article, order, section, known, pictures)
    claimed = {key for part in old.sections for claim in part.claims for key in claim.references}
    article.sources.set([each for key, each in known.items() if key not in claimed])
    return Copied(
        article,
        tuple(key for key in listed if key not in known),
        tuple(
            part.heading
            for part in old.sections
            if part.picture and part.picture.key not in pictures
        ),
    )


def _add_section(
    article: Article,
    order: int,
    old: SectionText,
    known: Mapping[str, Reference],
    pictures: Mapping[str, Image],
) -> None:
    section = Section.objects.create(
        article=article,
        order=order,
        heading=old.heading,
        body=old.body,
        figure=old.figure.key if old.figure else "",
        picture=pictures.get(old.picture.key) if old.picture else None,
        care_card=old.care_card,
    )
    for place, claim in enumerate(old.claims, start=1):
        _add_claim(section, place, claim, known)


def _add_claim(
    section: Section, order: int, old: ClaimText, known: Mapping[str, Reference]
) -> None:
    claim = Claim.objects.create(
        section=section,
        order=order,
        key=old.key,
        text=old.text,
        grade=old.grade,
        not_known=old.not_known,
    )
    claim.references.set([known[key] for key in old.references if key in known])
