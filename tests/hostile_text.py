"""Run one pattern on long hostile texts of many shapes, with little processor to spend.

A program of its own: gets [pattern, flags, length] as JSON and is killed by the system if it is
too slow. Prints each shape before it is tried.
"""

import json
import re
import resource
import sys

SECONDS = 1
PIECES = (
    "/", "a", " ", "\n", "?", "a?", "<", "<p", "<p>", "0", "1.", "1,", "9 ", "@", "a@", "a ", "a.",
    "A. ", '"', "'a", "(", "[", "{a", "-", "-1-", ":", "a:", "_", "’", "é", "\\", "&;", "\x00",
)  # fmt: skip
MOST_OF_ITS_OWN = 25


def shapes(pattern: str, length: int) -> list[str]:
    """Return texts of one piece over and over, with an end that nothing expects.

    The pieces are those above, and the words and characters of the pattern itself.
    """
    own = re.findall(r"[A-Za-z]{2,}", re.sub(r"\\[A-Za-z]", " ", pattern))
    literal = re.sub(r"\\[A-Za-z]|[\\^$()\[\]{}?*+|]", "", pattern)[:100]
    own = [*(f"{word} " for word in own), *dict.fromkeys(literal)]
    pieces = dict.fromkeys([*PIECES, literal or "a", *own[:MOST_OF_ITS_OWN]])
    texts = [(piece * length)[:length] for piece in pieces]
    return [f"{text}\x01" for text in texts]


def main() -> None:
    """Let the pattern fail at a whole text, and then look for it everywhere in it."""
    pattern, flags, length = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    compiled = re.compile(pattern, flags)
    for text in shapes(pattern, length):
        sys.stdout.write(f"{text[:20]!a}\n")
        sys.stdout.flush()
        compiled.fullmatch(text)
        compiled.sub("", text)


main()
