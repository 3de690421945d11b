"""The safety wording, one source for the articles and for the booking questions.

Pure data in plain English: translate each text, then fill its placeholders, when it is shown.
"""

from collections.abc import Mapping
from types import MappingProxyType

from clinic_site.foundation.warning_signs.version_1 import VERSION_1
from clinic_site.foundation.warning_signs.wording import Card, Level, Sign, Wording

WORDINGS: Mapping[int, Wording] = MappingProxyType({VERSION_1.version: VERSION_1})
CURRENT: Wording = VERSION_1

__all__ = ["CURRENT", "WORDINGS", "Card", "Level", "Sign", "Wording"]
