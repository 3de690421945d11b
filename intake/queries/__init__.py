"""Reading: which times are free, and what waits for the staff. Import from here."""

from intake.queries.diaries import rule_of
from intake.queries.times import (
    Offer,
    answer_deadline,
    free_times,
    nearest_free,
    offer,
    owned_cells,
)
from intake.queries.worklists import (
    NEWS,
    any_ahead,
    could_not_be_told,
    find_by,
    lapsing,
    live_during,
    on_day,
    others_of,
    to_call,
    to_decide,
    to_record,
    today,
)

__all__ = [
    "NEWS",
    "Offer",
    "answer_deadline",
    "any_ahead",
    "could_not_be_told",
    "find_by",
    "free_times",
    "lapsing",
    "live_during",
    "nearest_free",
    "offer",
    "on_day",
    "others_of",
    "owned_cells",
    "rule_of",
    "to_call",
    "to_decide",
    "to_record",
    "today",
]
