"""The claims page: what readers are told on what grounds, by topic, read off live editions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from articles.draft import (
    ClaimText,
    Draft,
    Grade,
    Source,
    SourceStanding,
    SourceStatus,
    draft_from_snapshot,
)
from articles.models import Claim, Edition, Reference, Topic
from articles.rendering.serving import fill_text
from clinic_site.foundation.clinic.models import Clinic

# What guidelines advise against comes first: a clinic that sells some of it must not hide it.
ORDER = (Grade.AGAINST, Grade.STRONG, Grade.MODERATE, Grade.LOW, Grade.SAFETY)


@dataclass(slots=True)
class ListedSource:
    """A source, how it stands today, and its number on the page in the order of reading."""

    source: Source
    status: SourceStatus
    number: int = 0

    @property
    def is_link(self) -> bool:
        """Return whether its address is one to open."""
        return self.source.url.startswith(("https://", "http://"))


@dataclass(slots=True)
class StatedClaim:
    """One claim as readers meet it, its sources, and the sections where they meet it."""

    text: str
    grade: Grade
    not_known: str
    sources: list[ListedSource]
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_shaken(self) -> bool:
        """Return whether a source of it has been retracted since it was published."""
        return any(listed.status is SourceStatus.RETRACTED for listed in self.sources)


@dataclass(frozen=True, slots=True)
class ClaimsOfGrade:
    """The claims of one strength, under the label that readers see."""

    grade: Grade
    label: str
    claims: list[StatedClaim]


@dataclass(frozen=True, slots=True)
class TopicClaims:
    """All that the articles of one topic claim."""

    strengths: list[ClaimsOfGrade]
    sources: list[ListedSource]
    awaits_sign_off: bool

    @property
    def is_unsure(self) -> bool:
        """Return whether there is no claim of which we are confident."""
        grades = {strength.grade for strength in self.strengths}
        return bool(grades) and Grade.STRONG not in grades


def grade_label(grade: Grade) -> str:
    """Return the words that readers see for a strength."""
    return str(Claim.GradeChoice(grade).label)


def count_claims(now: datetime, clinic: Clinic) -> list[tuple[Topic, int, list[tuple[str, int]]]]:
    """Count what `claims_of` shows of every topic that claims anything. One query.

    Each topic comes with how many claims its articles make, and how many of each strength.
    """
    counted = []
    for topic, editions in groupby(_live(now), key=lambda pair: pair[0].topic):
        grades = Counter(each.grade for each in _merged(editions, {}, clinic))
        if grades:
            strengths = [(grade_label(grade), grades[grade]) for grade in ORDER if grades[grade]]
            counted.append((topic, grades.total(), strengths))
    return counted


def claims_of(topic: Topic, now: datetime, clinic: Clinic) -> TopicClaims:
    """Return what the articles of a topic claim, by strength, and their sources. Two queries.

    What several articles claim by the same number, of the same strength and from the same sources
    is one claim: it is shown in its fullest words, with every place where it stands.
    """
    editions = list(_live(now, topic=topic))
    claims = _merged(editions, Reference.objects.standings(), clinic)
    strengths = [
        ClaimsOfGrade(grade, grade_label(grade), [each for each in claims if each.grade is grade])
        for grade in ORDER
    ]
    # Numbered in the order in which the reader meets them.
    met = (listed for each in strengths for claim in each.claims for listed in claim.sources)
    sources = list({listed.source.key: listed for listed in met}.values())
    for number, listed in enumerate(sources, start=1):
        listed.number = number
    return TopicClaims(
        [strength for strength in strengths if strength.claims],
        sources,
        awaits_sign_off=any(edition.signed_off_at is None for edition, _draft in editions),
    )


def _merged(
    editions: Iterable[tuple[Edition, Draft]],
    standings: Mapping[str, SourceStanding],
    clinic: Clinic,
) -> list[StatedClaim]:
    sources: dict[str, ListedSource] = {}
    found: dict[tuple[object, ...], StatedClaim] = {}
    for edition, draft in editions:
        known = {source.key: source for source in draft.references}
        for claim, place in _said(edition, draft):
            cited = [
                _listed(known[key], sources, standings) for key in claim.references if key in known
            ]
            text = fill_text(claim.text, clinic)
            same = (claim.key or text, claim.grade, claim.references)
            stated = found.setdefault(same, StatedClaim("", claim.grade, "", cited))
            if len(text) > len(stated.text):
                stated.text = text
                stated.not_known = fill_text(claim.not_known, clinic) or stated.not_known
            if place not in stated.places:
                stated.places.append(place)
    return list(found.values())


def _live(now: datetime, **only: Any) -> Iterable[tuple[Edition, Draft]]:
    live = Edition.objects.live(now).filter(**only).select_related("topic")
    wanted = live.only("slug", "title", "contents", "snapshot", "signed_off_at", "topic").order_by(
        "topic__order", "topic__title", "order", "title", "pk"
    )
    return ((edition, draft_from_snapshot(edition.snapshot)) for edition in wanted)


def _said(edition: Edition, draft: Draft) -> Iterator[tuple[ClaimText, tuple[str, str]]]:
    """Yield each claim with the title of its article and the address of its section."""
    # The contents list begins with the sections, in their order.
    for section, entry in zip(draft.sections, edition.contents, strict=False):
        place = (edition.title, f"{edition.get_absolute_url()}#{entry['id']}")
        yield from ((claim, place) for claim in section.claims)


def _listed(
    source: Source, listed: dict[str, ListedSource], standings: Mapping[str, SourceStanding]
) -> ListedSource:
    status = standings[source.key].status if source.key in standings else SourceStatus.CURRENT
    return listed.setdefault(source.key, ListedSource(source, status))
