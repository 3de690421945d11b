"""What a person agrees to before their request is kept: versioned text and its fingerprint.

A published version is never edited; a new wording is a new number. No placeholder stands in
it, so that the fingerprint can be made again from the words alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clinic_site.foundation.text.marks import gettext_noop as _


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version: the paragraphs above the box, and the sentence beside it."""

    version: int
    paragraphs: tuple[str, ...]
    statement: str


TEXTS: Mapping[int, ConsentText] = {
    1: ConsentText(
        version=1,
        paragraphs=(
            _(
                "We keep your name, how to reach you, and your answers. "
                "We use them to decide about your visit and to reach you about it."
            ),
            _(
                "Our front desk can see your contact details and the time. Only clinicians can "
                "open your answers. Each time one of us opens them, that is written down. They "
                "are stored in locked form, so that nobody else can read them."
            ),
            _(
                "We delete them by ourselves: 30 days after a request ends without a visit, and "
                "in most cases 90 days after a visit. You can change your mind at any time: "
                "phone us, or withdraw with your link while we hold a time for you."
            ),
        ),
        statement=_("I agree that the clinic keeps and uses my answers in this way."),
    ),
    2: ConsentText(
        version=2,
        paragraphs=(
            _(
                "We keep your name, how to reach you, and your answers. "
                "We use them to decide about your visit and to reach you about it."
            ),
            _(
                "Our front desk can see your contact details and the time. Only clinicians can "
                "open your answers. Each time one of us opens them, that is written down. They "
                "are stored in locked form, so that nobody else can read them."
            ),
            _(
                "We delete them by ourselves: 30 days after a request ends without a visit. After "
                "a visit we keep them for as many days as our privacy page says."
            ),
            _(
                "You can change your mind at any time. With your own link you can withdraw, "
                "correct what is wrong, download what we hold, or have it deleted. Or phone us."
            ),
        ),
        statement=_("I agree that the clinic keeps and uses my answers in this way."),
    ),
}
CURRENT = TEXTS[max(TEXTS)]


def fingerprint(shown: Sequence[str]) -> str:
    """Return the SHA-256 of the words as they were shown, in whatever language that was."""
    return hashlib.sha256("\n\n".join(shown).encode()).hexdigest()
