"""Let the database itself keep the read log and the events of bookings from being forged."""

from django.db import migrations

from clinic_site.foundation.append_only import AppendOnly, enforce

TABLES = (
    AppendOnly("intake_readlog"),
    AppendOnly(
        "intake_event",
        collisions=("booking_id = NEW.booking_id AND version = NEW.version",),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [enforce(*TABLES)]
