"""What can go wrong in the intake room, in its own words; views and the admin make pages of it."""

from datetime import datetime

from intake.transitions.statuses import Status


class IntakeError(Exception):
    """Anything the intake room refuses to do."""


class SlotTaken(IntakeError):
    """Somebody else got this time first. Nothing was written; show the nearest free times.

    start is the time that is gone, where several were asked for.
    """

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__("somebody else has this time")
        self.start = start


class NotOffered(IntakeError):
    """The clinic does not offer this time: past, forged, too soon, too far, or closed meanwhile."""


class TooMany(IntakeError):
    """Far more requests than people make came from this contact or address; nothing was written.

    The page must say so, and how to phone.
    """


class NotConfirmed(IntakeError):
    """The e-mail address was changed before, and nobody has opened the link sent to the new one."""


class NotAsTold(IntakeError):
    """The request would be kept otherwise than its page said; nothing was written.

    doubt is the Doubt under which it would be kept without a time, "" if its time would be held.
    """

    def __init__(self, doubt: str) -> None:
        super().__init__(f"would be kept under {doubt or 'no doubt'}")
        self.doubt = doubt


class StaleVersion(IntakeError):
    """Somebody was faster: the booking is no longer as it was shown. Nothing was written.

    who is a name that staff know, or "" where the patient or the clock changed it (see actor).
    """

    def __init__(self, *, status: Status, actor: str, who: str, when: datetime) -> None:
        super().__init__(f"now {status}, by the {actor}")
        self.status = status
        self.actor = actor
        self.who = who
        self.when = when


class NotAllowed(IntakeError):
    """This actor may not make this transition from this status or at this time."""


class PastCutoff(NotAllowed):
    """Too near the visit for the patient to change it by themselves: they must phone."""


class BadDeadline(IntakeError):
    """An offer must end after now, and not after the first of the offered times."""


class NoteRequired(IntakeError):
    """This transition needs a note that says why."""


class ReasonRequired(IntakeError):
    """This transition needs a reason from the list (DeclineReason)."""


class EnvelopeError(IntakeError):
    """An envelope is missing, damaged, moved, or sealed with a key we do not have."""
