"""Was this page useful? Readers' answers: asked without a cookie, kept without an address.

Views: `articles.feedback.views`. This is what the rest of the site may ask.
"""

from articles.feedback.counts import Counts, counts, with_reasons
from articles.feedback.keeping import REASONS_KEPT, keep, purge

__all__ = ["REASONS_KEPT", "Counts", "counts", "keep", "purge", "with_reasons"]
