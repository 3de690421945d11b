"""Whether a copy on paper may still be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.corrections import editions_shown
from articles.models import Edition


@dataclass(frozen=True, slots=True)
class Copy:
    """One printed edition, and what has become of its article since.

    `current` is what readers see now, if anything. `later` holds the editions that followed and
    were not taken down, newest first. `taken_down` is the edition whose withdrawal makes the copy
    void: this one, or the last of its article.
    """

    edition: Edition
    current: Edition | None
    later: Sequence[Edition]
    taken_down: Edition | None

    @property
    def is_current(self) -> bool:
        """Return whether readers see exactly this edition now."""
        return self.current == self.edition


def find_copy(article_id: int, number: int, now: datetime) -> Copy | None:
    """Return how a printed edition stands now; None if readers were never shown such a one."""
    shown = editions_shown(article_id, now)
    edition = next((each for each in shown if each.number == number), None)
    if edition is None:
        return None
    deciding = Edition.objects.deciding(now).light().get(article=article_id)
    last = next((each for each in (edition, deciding) if _is_taken_down(each)), None)
    return Copy(
        edition=edition,
        current=deciding if deciding.is_open else None,
        later=[each for each in shown if each.number > number and not each.withdrawn_at],
        taken_down=last,
    )


def _is_taken_down(edition: Edition) -> bool:
    return edition.is_cleared and edition.withdrawn_at is not None
