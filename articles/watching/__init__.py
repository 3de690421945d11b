"""What readers see that has been overtaken since it was published.

Editions never change, so a source that was retracted, a word that was explained anew or a newer
version of the care cards leaves old ones behind. These functions find them, and change nothing.
"""

from articles.watching.cards import OlderCards, editions_with_older_cards
from articles.watching.evidence import Shaken, is_cited, resting_on_shaken_sources, uses_of
from articles.watching.glossary import (
    OldWords,
    editions_explaining,
    editions_with_old_words,
)
from articles.watching.links import FailingLinks, failing_links
from articles.watching.lost import Lost, lost_sources

__all__ = [
    "FailingLinks",
    "Lost",
    "OldWords",
    "OlderCards",
    "Shaken",
    "editions_explaining",
    "editions_with_old_words",
    "editions_with_older_cards",
    "failing_links",
    "is_cited",
    "lost_sources",
    "resting_on_shaken_sources",
    "uses_of",
]
