"""Let the database itself keep editions, what they show and who signed them off from being forged.

An edition may be withdrawn once, and taken off the schedule once; its place on the schedule may be
let go and never taken again. Nothing else about it changes, and none is ever deleted.
"""

from django.db import migrations

from clinic_site.foundation.append_only import AppendOnly, enforce

_WITHDRAWN_NOW = "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"
_UNSCHEDULED_NOW = "OLD.unscheduled_at IS NULL AND NEW.unscheduled_at IS NOT NULL"

TABLES = (
    AppendOnly(
        "articles_edition",
        collisions=(
            "article_id = NEW.article_id AND number = NEW.number",
            "article_id = NEW.article_id AND holds_schedule AND NEW.holds_schedule",
        ),
        may_change={
            "withdrawn_at": _WITHDRAWN_NOW,
            "withdrawn_by_id": _WITHDRAWN_NOW,
            "withdrawn_reason": _WITHDRAWN_NOW,
            "withdrawn_onward_id": _WITHDRAWN_NOW,
            "unscheduled_at": _UNSCHEDULED_NOW,
            "unscheduled_by_id": _UNSCHEDULED_NOW,
            "holds_schedule": "NOT NEW.holds_schedule",
        },
    ),
    AppendOnly(
        "articles_appearance",
        collisions=("edition_id = NEW.edition_id AND image_id = NEW.image_id",),
    ),
    AppendOnly("articles_signoff"),
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_search_index")]

    operations = [enforce(*TABLES)]
