"""The text of an old edition copied into the draft, in place of what stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from articles.draft import ClaimText, Draft, SectionText
from articles.editions.editing import edited
from articles.editions.locking import holding, stale_version
from articles.models import Article, Claim, Edition, Image, Reference, Section
from articles.thawing import draft_from_snapshot


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
    with holding(edition.article_id):
        edited(edition.article_id, by, now, seen=seen)
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
