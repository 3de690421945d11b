"""Why an edition was not made or withdrawn, each with words that staff can act on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from articles.gate.findings import Finding


class PublishingError(Exception):
    """The action was refused and nothing has changed. `str()` says why, for staff."""


class StaleVersion(PublishingError):
    """Someone else was faster, or the draft has changed since this person looked."""

    def __init__(self, said: str = "") -> None:
        super().__init__(
            said or _("Someone changed or published this in the meantime. Look again, then decide.")
        )


class NotSignedOff(PublishingError):
    """No clinician has signed off this text as it stands."""


class ReasonNeeded(PublishingError):
    """There are warnings, and no reason was given for publishing all the same."""


class NothingNew(PublishingError):
    """The draft says exactly what readers already see."""


class NotYours(PublishingError):
    """This action belongs to people in another role."""


class OwnWork(PublishingError):
    """Whoever edited a text last cannot sign it off."""


class BadMoment(PublishingError):
    """Nothing can be scheduled for this moment."""


class OldCards(PublishingError):
    """An old edition shows warning signs in words that have been replaced since."""


class AddressTaken(PublishingError):
    """Another article is published at this address."""


class HasErrors(PublishingError):
    """The gate found errors. `findings` holds them, with the title of their article."""

    def __init__(self, findings: Sequence[tuple[str, Finding]]) -> None:
        lines = [f"{title}: {found.where}: {found.said(_)}" for title, found in findings]
        super().__init__("\n".join(lines))
        self.findings = tuple(findings)
