"""Where an article stands on its way to readers. Pure: facts in, stage out.

The stage is that of the *draft*. While a newer draft is being written, readers go on seeing the
edition before it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from clinic_site.foundation.text.marks import gettext_noop as _


class Stage(StrEnum):
    """The stages, in the order in which an article meets them."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    SIGNED_OFF = "signed-off"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


class Shown(StrEnum):
    """What readers get at the article's address."""

    NOTHING = "nothing"
    PAGE = "page"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides the stage.

    `says_shown`: the draft says what the edition says that decides for readers. `is_signed`: a
    sign-off that counts holds for this text, and no edition carries it yet.
    """

    shown: Shown = Shown.NOTHING
    says_shown: bool = False
    is_overdue: bool = False
    is_scheduled: bool = False
    is_submitted: bool = False
    is_signed: bool = False


# The first rule that holds decides. What is under way goes before what is done.
_RULES: tuple[tuple[Callable[[Facts], bool], Stage], ...] = (
    (lambda facts: facts.is_signed, Stage.SIGNED_OFF),
    (lambda facts: facts.is_submitted, Stage.IN_REVIEW),
    (lambda facts: facts.is_scheduled, Stage.SCHEDULED),
    (lambda facts: not facts.says_shown or facts.shown == Shown.NOTHING, Stage.DRAFT),
    (lambda facts: facts.shown == Shown.GONE, Stage.WITHDRAWN),
    (lambda facts: facts.is_overdue, Stage.OVERDUE),
    (lambda _facts: True, Stage.PUBLISHED),
)


def stage_of(facts: Facts) -> Stage:
    """Return the stage that these facts make."""
    return next(stage for holds, stage in _RULES if holds(facts))


LABELS: Mapping[Stage, str] = {
    Stage.DRAFT: _("Draft"),
    Stage.IN_REVIEW: _("In clinical review"),
    Stage.SIGNED_OFF: _("Signed off"),
    Stage.SCHEDULED: _("Scheduled"),
    Stage.PUBLISHED: _("Published"),
    Stage.OVERDUE: _("Review overdue"),
    Stage.WITHDRAWN: _("Withdrawn"),
}

NEXT_STEPS: Mapping[Stage, str] = {
    Stage.DRAFT: _("An editor asks for the clinical review when the text is ready."),
    Stage.IN_REVIEW: _(
        "A clinical reviewer who did not edit the text last signs it off, or returns it."
    ),
    Stage.SIGNED_OFF: _("An editor publishes it, now or at a later time."),
    Stage.SCHEDULED: _("Nobody has to do anything: it goes live by itself."),
    Stage.PUBLISHED: _("Nobody has to do anything until the next review is due."),
    Stage.OVERDUE: _("A clinical reviewer reviews the whole page again."),
    Stage.WITHDRAWN: _("Nobody has to act. To bring it back, an editor asks for a new review."),
}
"""Who must act next, in words, if the gate finds no error."""

FIXING_STEPS: Mapping[Stage, str] = {
    Stage.DRAFT: _("An editor fixes what is listed, and then asks for the clinical review."),
    Stage.IN_REVIEW: _(
        "It cannot be published as it stands. A clinical reviewer returns it, or an editor"
        " cancels the review and fixes what is listed."
    ),
    Stage.SIGNED_OFF: _(
        "It can no longer be published as it stands. An editor fixes what is listed, and asks for"
        " a new review."
    ),
    Stage.SCHEDULED: _(
        "It goes live by itself, and today the check would not let it through. An editor takes it"
        " off the schedule, or fixes what is listed and has it reviewed again in time."
    ),
    Stage.PUBLISHED: _(
        "Readers see it, and today the check would not let it through. An editor fixes what is"
        " listed and asks for a new review, or withdraws the page until that is done."
    ),
    Stage.OVERDUE: _(
        "Readers see it, and today the check would not let it through. An editor fixes what is"
        " listed. Then a clinical reviewer reviews the whole page again."
    ),
    Stage.WITHDRAWN: _(
        "Nobody has to act. To bring it back, an editor fixes what is listed and asks for a new"
        " review."
    ),
}
"""The same, if the gate finds errors today: after a retraction, say. The gate's list is beside."""

ELSEWHERE = _(
    "Readers see this text in another place, or with other related articles, than the draft has"
    " now. An editor publishes it to change that."
)


SAMPLE = _("It is a sample: a clinical reviewer has yet to read the whole page and sign it off.")


def next_step(
    stage: Stage, *, has_errors: bool, is_elsewhere: bool, is_sample: bool = False
) -> str:
    """Return who must act next, in words.

    `is_elsewhere`: readers see just this text, but not where the draft would put it. `is_sample`:
    only demo mode shows it to them, for nobody signed it off.
    """
    if has_errors:
        return FIXING_STEPS[stage]
    if is_elsewhere and stage == Stage.PUBLISHED:
        return ELSEWHERE
    if is_sample and stage == Stage.PUBLISHED:
        return SAMPLE
    return NEXT_STEPS[stage]


@dataclass(frozen=True, slots=True)
class Hands:
    """What one person may do."""

    submits: bool = False
    signs_off: bool = False
    publishes: bool = False


def awaits(stage: Stage, hands: Hands, *, is_own: bool) -> bool:
    """Return whether the next step is one for this person. `is_own`: it is their own work."""
    if stage == Stage.DRAFT:
        return hands.submits
    if stage in (Stage.IN_REVIEW, Stage.OVERDUE):
        return hands.signs_off and not is_own
    return stage == Stage.SIGNED_OFF and hands.publishes
