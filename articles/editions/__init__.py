"""The only writer of editions, of sign-offs and of the search index.

`proposals` shows what publishing drafts would do, `restoration` what publishing an old edition
again would. `progress` says where every article stands, and `waiting` what is signed off to be
published. The deeds `submit`, `take_back`, `sign_off`, `publish` (at once or scheduled),
`unschedule`, `withdraw`, `restore` and `copy_to_draft` each take one transaction, and raise a
`PublishingError` with nothing changed when they cannot. `edited` is called wherever a draft is
saved, and `sharing` wherever something is that drafts share.
"""

from articles.editions.copying import Copied, copy_to_draft
from articles.editions.editing import edited
from articles.editions.history import History
from articles.editions.proposal import Judged, Proposal
from articles.editions.proposing import proposals
from articles.editions.publishing import publish, reviewed_only
from articles.editions.restoring import Restoration, restoration, restore
from articles.editions.reviewing import sign_off, submit, take_back
from articles.editions.sharing import sharing
from articles.editions.standing import Progress, progress, waiting
from articles.editions.withdrawing import unschedule, withdraw

__all__ = [
    "Copied",
    "History",
    "Judged",
    "Progress",
    "Proposal",
    "Restoration",
    "copy_to_draft",
    "edited",
    "progress",
    "proposals",
    "publish",
    "restoration",
    "restore",
    "reviewed_only",
    "sharing",
    "sign_off",
    "submit",
    "take_back",
    "unschedule",
    "waiting",
    "withdraw",
]
