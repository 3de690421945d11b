"""Claims gathered from the editions that readers can open now."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.draft import ClaimText, Draft, Grade, Source, Standing, Status
from articles.models import Claim, Edition, Reference, Topic
from articles.rendering import fill_text
from articles.thawing import thaw
from clinic_site.clinic.models import Clinic

# What guidelines advise against comes first: a clinic that sells some of it must not hide it.
ORDER = (Grade.AGAINST, Grade.STRONG, Grade.MODERATE, Grade.LOW, Grade.SAFETY)


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with its number on the page, and how it stands today."""

    number: int
    source: Source
    status: Status

    @property
    def is_link(self) -> bool:
        """Tell whether its address is one to open."""
        return self.source.url.startswith(("https://", "http://"))


@dataclass(slots=True)
class Stated:
    """One claim as readers meet it, its sources, and the sections where they meet it."""

    text: str
    grade: Grade
    not_known: str
    sources: list[Listed]
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_shaken(self) -> bool:
        """Tell whether a source of it has been retracted since it was published."""
        return any(listed.status is Status.RETRACTED for listed in self.sources)


@dataclass(frozen=True, slots=True)
class Strength:
    """The claims of one strength, under the label that readers see."""

    grade: Grade
    label: str
    claims: list[Stated]


@dataclass(frozen=True, slots=True)
class Tally:
    """A topic, and how many claims of each strength its articles make."""

    topic: Topic
    count: int
    strengths: list[tuple[str, int]]


def label(grade: Grade) -> str:
    """Return the words that readers see for a strength."""
    return str(Claim.GradeChoice(grade).label)


def tallies(now: datetime) -> list[Tally]:
    """Count the claims of every topic that makes any. One query."""
    topics: dict[int, Topic] = {}
    said: dict[int, list[Grade]] = {}
    for edition, draft in _live(now):
        topics[edition.topic_id] = edition.topic
        facts = said.setdefault(edition.topic_id, [])
        facts += [claim.grade for section in draft.sections for claim in section.claims]
    return [
        Tally(
            topics[pk], len(grades), [(label(g), Counter(grades)[g]) for g in ORDER if g in grades]
        )
        for pk, grades in said.items()
        if grades
    ]


def claims_of(topic: Topic, now: datetime, clinic: Clinic) -> tuple[list[Strength], list[Listed]]:
    """Return what the articles of a topic claim, by strength, and their sources. Two queries.

    What several articles claim by the same number, of the same strength and from the same sources
    is one claim: it is shown in its fullest words, with every place where it stands.
    """
    standings = Reference.objects.standings()
    sources: dict[str, Listed] = {}
    found: dict[tuple[object, ...], Stated] = {}
    for edition, draft in _live(now, topic=topic):
        known = {source.key: source for source in draft.references}
        for claim, place in _said(edition, draft):
            cited = [
                _listed(known[key], sources, standings) for key in claim.references if key in known
            ]
            text = fill_text(claim.text, clinic)
            same = (claim.key or text, claim.grade, claim.references)
            stated = found.setdefault(same, Stated("", claim.grade, "", cited))
            if len(text) > len(stated.text):
                stated.text = text
                stated.not_known = fill_text(claim.not_known, clinic) or stated.not_known
            if place not in stated.places:
                stated.places.append(place)
    strengths = [
        Strength(grade, label(grade), [each for each in found.values() if each.grade is grade])
        for grade in ORDER
    ]
    return [strength for strength in strengths if strength.claims], list(sources.values())


def _live(now: datetime, **only: Any) -> Iterable[tuple[Edition, Draft]]:
    live = Edition.objects.live(now).filter(**only).select_related("topic")
    wanted = live.only("slug", "title", "contents", "snapshot", "topic").order_by(
        "topic__order", "topic__title", "order", "title", "pk"
    )
    return ((edition, thaw(edition.snapshot)) for edition in wanted)


def _said(edition: Edition, draft: Draft) -> Iterator[tuple[ClaimText, tuple[str, str]]]:
    """Yield each claim with the title of its article and the address of its section."""
    # The contents list begins with the sections, in their order.
    for section, entry in zip(draft.sections, edition.contents, strict=False):
        place = (edition.title, f"{edition.get_absolute_url()}#{entry['id']}")
        yield from ((claim, place) for claim in section.claims)


def _listed(source: Source, listed: dict[str, Listed], standings: dict[str, Standing]) -> Listed:
    standing = standings.get(source.key, Standing(Status.CURRENT))
    return listed.setdefault(source.key, Listed(len(listed) + 1, source, standing.status))
