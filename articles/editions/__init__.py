"""The only writer of editions, of sign-offs and of the search index.

`proposals` shows what publishing would do, and `waiting` what is signed off to be published.
`publish`, `sign_off` and `withdraw` do it, each in one transaction, and raise a `PublishingError`
with nothing changed when they cannot.
"""

from articles.editions.editing import edited
from articles.editions.proposing import Proposal, proposals, waiting
from articles.editions.publishing import publish, sign_off, withdraw

__all__ = ["Proposal", "edited", "proposals", "publish", "sign_off", "waiting", "withdraw"]
