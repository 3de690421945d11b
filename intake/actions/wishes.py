"""What a person asks for, gathered over the steps of the journey."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Consent:
    """The text a person agreed to: its version, the SHA-256 of the words shown, the language."""

    version: int
    sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A request for a time, or for a call when service_id and start are None.

    contact has name, email, phone, reach_by ("email" or "phone") and what else the clinic must
    know to receive the person; answers has what only clinicians read. urgent says that
    the safety answers led to advice to get help that day. practitioner_id None means
    anyone who is free. doubt says why a script may have sent it. address is where a visitor's came
    from, and only counted, also as "" where the server does not know it; None if no visitor sent
    it.
    """

    enquiry: UUID
    service_id: int | None
    practitioner_id: int | None
    start: datetime | None
    contact: Mapping[str, Any]
    answers: Mapping[str, Any]
    flagged: bool
    urgent: bool
    answers_changed: bool
    consent: Consent
    language: str
    address: str | None
    doubt: str = ""
