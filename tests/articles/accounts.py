"""A simple account of what was published of an article, kept apart from the code under test."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from articles.models import Article

LONGEST_REVIEW = timedelta(days=31)
"""Of an article that is to be reviewed every month."""

Text = tuple[str, str]
"""A mark and an address: what a sign-off is about."""


@dataclass
class Told:
    """What the account knows of one edition."""

    pk: int
    number: int
    text: Text
    slug: str
    at: datetime
    is_signed: bool
    is_withdrawn: bool = False
    is_off: bool = False


@dataclass
class Account:
    """What the account knows of one article."""

    draft: Article
    text: Text
    ended_link: str
    told: list[Told] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    signed: dict[Text, datetime] = field(default_factory=dict)
    last_editor: User | None = None

    def deciding(self, now: datetime) -> Told | None:
        come = [each for each in self.told if each.at <= now and not each.is_off]
        return come[-1] if come else None

    def bears(self, text: Text, now: datetime) -> bool:
        """Return whether an edition of this text, made now, may count as signed off."""
        return text in self.signed and now < self.signed[text] + LONGEST_REVIEW

    def replace_scheduled(self, now: datetime) -> None:
        for each in self.told:
            each.is_off = each.is_off or each.at > now
