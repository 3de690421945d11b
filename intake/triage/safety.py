"""Version 1 of the safety questions: every emergency and urgent sign, each in one question."""

from clinic_site.foundation.text.marks import gettext_noop as _
from clinic_site.foundation.warning_signs import WORDINGS, Level
from intake.triage.questions import Question, QuestionSet

# The calls to action of the shared cards, said to somebody who has a sign: without an "if".
EMERGENCY_HEADING = _("Call {emergency_number} or go to the nearest {emergency_department} now")
URGENT_HEADING = _("Call {urgent_line} and ask for help today")

HINT = _("Choose yes if any one of these fits you. If you are not sure, say so.")


def _question(key: str, level: Level, text: str, *signs: str) -> Question:
    """Ask about these signs, in the words of version 1, even after there is a version 2."""
    return Question(key, text, HINT, tuple(WORDINGS[1].sign(sign) for sign in signs), level)


VERSION_1 = QuestionSet(
    name="safety",
    version=1,
    questions=(
        _question(
            "numbness-bladder-bowel",
            Level.EMERGENCY,
            _("Has the feeling between your legs changed, or the way you pee, poop or have sex?"),
            "saddle-numbness",
            "bladder",
            "bowel",
            "sexual-change",
        ),
        _question(
            "legs",
            Level.EMERGENCY,
            _("Are both of your legs affected, or has a leg become very weak or unsteady?"),
            "both-legs",
            "heavy-weakness",
            "cancer-nerve-signs",
        ),
        _question(
            "sudden-serious",
            Level.EMERGENCY,
            _("Did it start with a serious accident, or do you feel suddenly very ill?"),
            "serious-accident",
            "chest-pain",
            "burst-vessel",
            "sepsis",
        ),
        _question(
            "infection",
            Level.URGENT,
            _("Do you feel ill, or can you catch infections easily?"),
            "fever",
            "infection-risk",
        ),
        _question(
            "cancer-weight-lump",
            Level.URGENT,
            _("Have you had cancer, lost weight without trying, or found a lump?"),
            "cancer-history",
            "weight-loss",
            "lump",
        ),
        _question(
            "pain-pattern",
            Level.URGENT,
            _("Does your pain follow one of these patterns, or is one leg getting worse?"),
            "no-rest-relief",
            "high-pain",
            "cough-pain",
            "weak-bones",
            "one-leg-worse",
        ),
    ),
)
