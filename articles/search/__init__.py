"""Search over what readers can open now. Any text may be typed; none of it can raise.

`find` is for readers, and `misses` keeps what it did not find. `write` and `forget` keep the index
and are for `editions.py` alone.
"""

from articles.search import misses
from articles.search.engines import forget, write
from articles.search.finding import Found, Hit, find

__all__ = ["Found", "Hit", "find", "forget", "misses", "write"]
