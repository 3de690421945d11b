"""The shape of the safety wording: cards of signs, kept together as one numbered version.

A sign's key never changes its meaning. New words for the same sign, or a new set of signs, make a
new version, so that an answer given last month can still be read beside the words it was given to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How fast a person has to act."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SELF_CARE = "self-care"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing a person may notice, as one bullet point.

    `for_clinician` marks a sign that the clinic's own clinician has yet to confirm. Readers are
    shown it all the same: a warning too many is the safer mistake.
    """

    key: str
    text: str
    for_clinician: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One call to action and the signs that lead to it.

    `heading` ends with "if:", so the lead and the signs read on from it. `level_name` is for
    people who hear the page and so cannot see the color of the card.
    """

    level: Level
    level_name: str
    heading: str
    lead: str
    signs: tuple[Sign, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of all three cards.

    Texts may hold {emergency_number}, {emergency_department} and {urgent_line}. Fill them after
    translating, and only when the text is served, so that a changed number is right everywhere.
    """

    version: int
    emergency: Card
    urgent: Card
    self_care: Card

    def card(self, level: Level) -> Card:
        """Return the card of this level."""
        return self._cards()[level]

    def sign(self, key: str) -> Sign:
        """Return the sign with this key, whichever card it is on; KeyError if none has it."""
        return self._signs()[key]

    def _cards(self) -> Mapping[Level, Card]:
        return {card.level: card for card in (self.emergency, self.urgent, self.self_care)}

    def _signs(self) -> Mapping[str, Sign]:
        return {sign.key: sign for card in self._cards().values() for sign in card.signs}
