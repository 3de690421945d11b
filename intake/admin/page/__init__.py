"""The page of one booking: what it shows, to whom, and what they can do. Import from here."""

from intake.admin.page.choosing import Choice, choices, label_of, offered, page_url
from intake.admin.page.gathering import gather
from intake.admin.page.private import Access, Private, open_contact

__all__ = [
    "Access",
    "Choice",
    "Private",
    "choices",
    "gather",
    "label_of",
    "offered",
    "open_contact",
    "page_url",
]
