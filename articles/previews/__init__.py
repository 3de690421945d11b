"""A draft shown to an invited reviewer who has no account, and what they say about it.

`mint` makes a link, `find` opens it, `revoke` ends it; `leave` keeps a remark and `mark_done` ticks
it off; `purge` deletes what is old. The only writer of preview links and remarks.
"""

from articles.previews.keeping import purge
from articles.previews.links import DAYS, address_of, find, links_of, mint, revoke
from articles.previews.remarks import Remarked, leave, mark_done, open_again, open_remarks

__all__ = [
    "DAYS",
    "Remarked",
    "address_of",
    "find",
    "leave",
    "links_of",
    "mark_done",
    "mint",
    "open_again",
    "open_remarks",
    "purge",
    "revoke",
]
