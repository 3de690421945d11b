"""Going back: an old edition published again as a new one, or its text copied into the draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.draft import SectionText, draft_from_snapshot
from articles.editions.editing import lock_article_of, note_edit
from articles.editions.history import histories
from articles.editions.proposals import GateContext, Judged
from articles.editions.publishing import refuse_address, refuse_content, write_edition
from articles.exceptions import NothingNew, NotSignedOff, OldCards, StaleVersion
from articles.models import Article, Claim, Edition, Image, Reference, Section
from clinic_site.foundation.warning_signs import CURRENT

# What readers had then comes back word for word; number, dates and place are those of now.
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
    if old is None:
        return None
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
    )
    signed, due = old.signed_off_at, old.review_due
    if signed and due and history.bears(signed, due, localdate(now)):
        edition.signed_off_at, edition.review_due = signed, due
        edition.signed_off_by_id = old.signed_off_by_id
        edition.signed_off_role = old.signed_off_role
    draft = replace(draft_from_snapshot(old.snapshot), slug=place.slug)
    findings = GateContext.read(now).findings(draft, [place.slug])
    return Restoration(old.article, edition, findings, history, old)


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
    reason = override_reason.strip()
    with lock_article_of(edition_id):
        found = restoration(edition_id, now)
        if found is None or seen not in (None, found.token):
            raise StaleVersion
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
                    "The sign-off of edition %d no longer counts: there is none, its review is"
                    " overdue, or the page was withdrawn since. Copy its text into the draft and"
                    " ask for a clinical review."
                )
                % number
            )
        refuse_address(found.edition, now)
        said = what_changed.strip() or _("Went back to the text of edition %d.") % number
        return write_edition(found, by=by, now=now, what_changed=said, reason=reason)


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
    at, it raises `StaleVersion` if someone has saved since. Sources and pictures come back as
    they are today.
    """
    with lock_article_of(edition_id):
        edition = Edition.objects.get(pk=edition_id)
        note_edit(edition.article_id, by, now, seen=seen)
        old = draft_from_snapshot(edition.snapshot)
        article = Article.objects.get(pk=edition.article_id)
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
        _write_sections(article, old.sections, known, pictures)
        claimed = {
            key for part in old.sections for claim in part.claims for key in claim.references
        }
        article.sources.set([each for key, each in known.items() if key not in claimed])
    gone = [p.heading for p in old.sections if p.picture and p.picture.key not in pictures]
    return Copied(article, tuple(key for key in listed if key not in known), tuple(gone))


def _write_sections(
    article: Article,
    sections: Iterable[SectionText],
    known: Mapping[str, Reference],
    pictures: Mapping[str, Image],
) -> None:
    article.sections.all().delete()
    for order, old in enumerate(sections, start=1):
        section = Section.objects.create(
            article=article,
            order=order,
            heading=old.heading,
            body=old.body,
            figure=old.figure.key if old.figure else "",
            picture=pictures.get(old.picture.key) if old.picture else None,
            care_card=old.care_card,
        )
        for place, said in enumerate(old.claims, start=1):
            claim = Claim.objects.create(
                section=section,
                order=place,
                key=said.key,
                text=said.text,
                grade=said.grade,
                not_known=said.not_known,
            )
            claim.references.set([known[key] for key in said.references if key in known])
