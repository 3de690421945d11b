"""What can go wrong in the intake room, in its own words; views and the admin make pages of it."""

from datetime import datetime

from intake.states import Status


class IntakeError(Exception):
    """Anything the intake room refuses to do."""


class SlotTaken(IntakeError):
    """Somebody else got this time first. Nothing was written; show the nearest free times."""


class NotOffered(IntakeError):
    """The clinic does not offer this time: past, forged, too soon, too far, or closed meanwhile."""


class MovedOn(IntakeError):
    """Somebody was faster: the booking is no longer as it was shown. Nothing was written.

    who is a name that staff know, or "" where the patient or the clock moved it (see actor).
    """

    def __init__(self, *, status: Status, actor: str, who: str, when: datetime) -> None:
        super().__init__(f"moved on to {status} by the {actor}")
        self.status = status
        self.actor = actor
        self.who = who
        self.when = when


class NotAllowed(IntakeError):
    """This actor, or this member of staff, may not make this move from here or at this time."""


class NoteRequired(IntakeError):
    """This move needs a note that says why."""


class EnvelopeError(IntakeError):
    """An envelope is missing, damaged, moved, or sealed with a key we do not have."""
