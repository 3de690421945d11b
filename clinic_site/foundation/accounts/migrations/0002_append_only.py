"""Let the database itself keep the log of staff accounts from being forged."""

from django.db import migrations

from clinic_site.foundation.append_only import AppendOnly, enforce

TABLES = (AppendOnly("accounts_accountevent", collisions=("subject = NEW.subject",)),)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [enforce(*TABLES)]
