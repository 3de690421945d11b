"""What waits for whom: counts and lists from both apps, in the clinic's own words.

Lists show references and initials only; a name is sealed until somebody opens the booking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic_site.desk import article_lists
from clinic_site.desk.article_workflow import ArticleList
from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.clinic import clock
from intake import throttling
from intake.models import Booking
from intake.queries import worklists
from intake.queries.worklists import Burst
from intake.transitions.statuses import Status

LONGEST = 50
"""So many rows of a list are shown; a desk that scrolls for ever is no desk."""
RECENT = timedelta(days=7)
MOST_ACCOUNT_EVENTS = 5


@dataclass(frozen=True, slots=True)
class Worklist:
    """One list of bookings. `key` is its anchor, and picks its cells in admin/desk/cells.html."""

    key: str
    title: str
    label: str
    none: str
    columns: Sequence[str]
    rows: Sequence[Booking]
    count: int
    late: int = 0
    first_due: datetime | None = None
    is_warm: bool = False
    bursts: Sequence[Burst] = ()

    @property
    def more(self) -> int:
        """How many rows are not shown. A burst is one line, and always shown."""
        return self.count - len(self.rows) - len(self.bursts)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one person may see on the first page.

    `last_round` is when the worker last did its duties if the clock has jumped since, else None.
    """

    worklists: Sequence[Worklist]
    articles: Sequence[ArticleList]
    may_decide: bool
    may_find: bool
    last_round: datetime | None
    brake: throttling.Brake | None = None
    """What visitors are held back by now, for those who can do something about it."""
    account_events: Sequence[AccountEvent] = ()


def for_person(user: User, now: datetime, zone: ZoneInfo) -> Desk:
    """Gather what this person's permissions let them see, and nothing else."""
    may_decide = user.has_perms(["intake.view_booking", "intake.decide_booking"])
    brake = throttling.brake(now) if may_decide else None
    sees_bookings = user.has_perm("intake.view_booking")
    return Desk(
        worklists=_bookings(user, now, zone) if sees_bookings else (),
        articles=article_lists.for_person(user, now, zone),
        may_decide=user.has_perm("intake.decide_booking"),
        may_find=user.has_perms(["intake.view_booking", "intake.read_contact"]),
        last_round=clock.jumped_since(now) if sees_bookings else None,
        brake=brake if brake and brake.is_on else None,
        account_events=_account_events(user, now),
    )


def _account_events(user: User, now: datetime) -> Sequence[AccountEvent]:
    """Return what the managers were told lately, to whoever may read the log."""
    if not user.has_perm("accounts.view_accountevent"):
        return ()
    return list(events.told().filter(at__gt=now - RECENT)[:MOST_ACCOUNT_EVENTS])


def _bookings(user: User, now: datetime, zone: ZoneInfo) -> list[Worklist]:
    """Return the lists in the order of their urgency."""
    bursts = worklists.bursts(now)
    decide = _list(
        "to-decide",
        (_("Requests to decide"), _("requests to decide"), _("No request waits for a decision.")),
        (_("Decide"), _("Visit"), _("With")),
        worklists.to_decide(now, besides=bursts),
    )
    decide = replace(decide, bursts=bursts, count=decide.count + len(bursts))
    call = _list(
        "to-call",
        (_("Patients to phone"), _("patients to phone"), _("Nobody waits for a call.")),
        (_("Call"), _("Why")),
        worklists.to_call(now),
    )
    not_told = _list(
        "not-told",
        (
            _("Could not be told"),
            _("could not be told"),
            _("Every notification reached its reader, or is on its way."),
        ),
        (_("What to do"), _("Status"), _("Visit")),
        worklists.could_not_be_told(),
        is_warm=True,
    )
    orphaned = _list(
        "orphaned",
        (_("Needs rebooking"), _("need rebooking"), _("The hours cover every visit.")),
        (_("Status"), _("Visit"), _("With")),
        worklists.orphaned(now),
        is_warm=True,
    )
    found = [_with_deadlines(decide, now), _with_deadlines(call, now), not_told, orphaned]
    if user.has_perm("intake.read_answers"):
        second_look = _list(
            "second-look",
            (
                _("Second look"),
                _("for a second look"),
                _("No flagged request that came to nothing waits for a second person."),
            ),
            (_("Status"), _("Since")),
            worklists.second_look(),
            is_warm=True,
        )
        found.append(second_look)
    offered = _list(
        "offered",
        (
            _("Offered, waiting for an answer"),
            _("offered, waiting"),
            _("Nobody has to answer an offer."),
        ),
        (_("Answer"), _("Offered")),
        worklists.offered_waiting(now),
    )
    by_person = ("practitioner__order", "practitioner", "start", "reference")
    today = _list(
        "today",
        (_("Today"), _("visits today"), _("No visits today.")),
        (),
        worklists.today(now, zone).order_by(*by_person),
    )
    to_close = _list(
        "to-close",
        (
            _("Record attendance"),
            _("with attendance to record"),
            _("The attendance of every visit that has begun is recorded."),
        ),
        (_("Visit"), _("With"), _("Did they come?")),
        worklists.to_record(now),
    )
    return [*found, offered, today, to_close]


def _list(
    key: str,
    words: tuple[str, str, str],
    columns: Sequence[str],
    found: QuerySet[Booking],
    *,
    is_warm: bool = False,
) -> Worklist:
    """Make a list; words are its title, the label of its count, and what to say if it is empty."""
    rows = list(found[: LONGEST + 1])
    # Counting everything is worth a query only when not everything is here.
    count = found.count() if len(rows) > LONGEST else len(rows)
    warm = is_warm and count > 0
    return Worklist(key, *words, columns, rows[:LONGEST], count, is_warm=warm)


def _with_deadlines(worklist: Worklist, now: datetime) -> Worklist:
    """Note how many of the rows are overdue, and when the first of the others is due."""
    waiting = {Status.HELD, Status.WAITING}
    due = [row.decide_by for row in worklist.rows if row.decide_by and row.status in waiting]
    due += [burst.decide_by for burst in worklist.bursts if burst.decide_by]
    late = sum(deadline < now for deadline in due)
    return replace(worklist, late=late, first_due=min(due, default=None), is_warm=late > 0)
