"""A scratch site for measuring: its own database file, thrown away afterwards."""

import tests.environment as environment  # isort: skip - sets the environment first

import django
from django.core.management import call_command


def prepare(*, articles: bool = False) -> None:
    """Migrate an empty SQLite file and load the sample clinic, its diary and maybe the articles."""
    django.setup()
    call_command("migrate", verbosity=0)
    from clinic_site.foundation.clinic import sample as sample_clinic
    from intake import sample as sample_diary

    sample_clinic.load()
    sample_diary.load()
    if articles:
        call_command("load_starter", publish=True, verbosity=0)


FOLDER = environment.LOCAL
