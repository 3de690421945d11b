"""The articles app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The reader's room: writing, publishing, reading."""

    name = "articles"
    verbose_name = _("Articles")
