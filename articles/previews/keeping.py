"""How long links and remarks are kept."""

from datetime import datetime, timedelta

from articles.models import PreviewLink

KEPT = timedelta(days=365)
"""So long after a link has ended its remarks may still explain an edition; the form says so."""


def purge(now: datetime) -> int:
    """Delete the links that ended longer ago, with their remarks, and give how many there were."""
    over = PreviewLink.objects.filter(expires_at__lte=now - KEPT)
    count = over.count()
    over.delete()
    return count
