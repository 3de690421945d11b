"""Drafts and editions for tests. Editions are made the only way there is: by publishing."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission, User

from articles.draft import ArticleKind, ClaimText, Draft, Grade, SectionText, Source
from articles.editions import publishing, reviewing
from articles.editions.proposals import proposals
from articles.feedback.answers import Slip, keep_answer
from articles.models import Article, Claim, Edition, Feedback, Reference, Section, Topic
from tests.moments import NOW as NOW

LATER = NOW + timedelta(days=1)
YEAR = NOW.year
REASON = "A test."

_numbers = count(1)

SOURCE = Source("R1", "Someone. A study. Journal 2024.", "https://doi.org/10.1/x", 2024)
CLAIM = ClaimText("F1", "Walking may help a little.", Grade.LOW, ("R1",))
SECTION = SectionText("Walking may help", "<p>Try a short walk. It has few risks.</p>", (CLAIM,))


def draft(**changes: Any) -> Draft:
    """A draft in which the gate finds nothing."""
    facts: dict[str, Any] = {
        "slug": "walking",
        "title": "Walking and your back",
        "kind": ArticleKind.TREATMENT,
        "summary": "A walk may help your back.",
        "key_points": ("Walk a little.", "Walk often.", "Stop if it gets worse."),
        "care_cards": ("self-care",),
        "sections": (SECTION,),
        "not_known": ("Which speed is best.",),
        "questions": ("What if I wait?",),
        "references": (SOURCE,),
    }
    return Draft(**{**facts, **changes})


def topic(slug: str = "treatments") -> Topic:
    return Topic.objects.get_or_create(slug=slug, defaults={"title": slug.title()})[0]


def reference(key: str = "R1") -> Reference:
    facts = {"citation": f"Study {key}.", "kind": "trial", "year": YEAR}
    return Reference.objects.get_or_create(key=key, defaults=facts)[0]


def article(slug: str = "", body: str = "<p>Try a short walk.</p>", **changes: Any) -> Article:
    """A saved draft in which the gate finds nothing, with one section and one claim."""
    slug = slug or f"article-{next(_numbers)}"
    facts: dict[str, Any] = {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "topic": topic(),
        "kind": "living",
        "summary": "A walk may help your back.",
        "key_points": "Walk a little.\nWalk often.\nStop if it gets worse.",
        "care_cards": ["self-care"],
        "not_known": "Which speed is best.",
    }
    made = Article.objects.create(**{**facts, **changes})
    part = Section.objects.create(article=made, heading="Walking may help", body=body, order=1)
    claim = Claim.objects.create(section=part, text="Walking is safe for most.", grade="low")
    claim.references.add(reference())
    return made


def sign_off(made: Article, by: User | None = None, now: datetime = NOW) -> None:
    (proposal,) = proposals([made.pk], now)
    signer = by or staff("sign_off_edition")
    reviewing.sign_off(made.pk, token=proposal.token, by=signer, role="a therapist", now=now)


def publish(made: Article, now: datetime = NOW, **options: Any) -> Edition:
    facts: dict[str, Any] = {"by": None, "what_changed": "First.", "override_reason": REASON}
    (edition,) = publishing.publish([made.pk], now=now, **{**facts, **options})
    return edition


def published(slug: str = "", now: datetime = NOW, **changes: Any) -> Edition:
    """A live edition of a new article, which awaits sign-off."""
    return publish(article(slug, **changes), now)


def answered(
    edition: Edition, *, useful: bool = True, reason: str = "", now: datetime = LATER
) -> Feedback:
    """A reader's answer about an edition, given through the one door there is."""
    slip = Slip(edition.pk, uuid4())
    keep_answer(slip, useful=useful, reason=reason, address="192.0.2.1", now=now)
    return Feedback.objects.get(form=slip.form)


def signed(slug: str = "", **changes: Any) -> Edition:
    """A live edition of a new article, on a clinician's word."""
    made = article(slug, **changes)
    sign_off(made)
    return publish(made)


def staff(*permissions: str) -> User:
    """A member of staff who may do exactly this in the articles room."""
    user = User.objects.create_user(f"staff{next(_numbers)}", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles", codename__in=permissions)
    )
    return user
