"""Reading the staff's first page in tests."""

from django.test import Client

DESK = "/staff/"


def counted(text: str) -> dict[str, str]:
    """The numbers of the tiles, by what they count."""
    tiles = text.split('<span class="tile__count">')[1:]
    return {
        tile.split('tile__label">')[1].split("<")[0]: tile.split("<", maxsplit=1)[0]
        for tile in tiles
    }


def desk(who: Client) -> str:
    return who.get(DESK).content.decode()


def part(text: str, key: str) -> str:
    """One list of the page."""
    begin = text.index(f'<section class="worklist" aria-labelledby="{key}">')
    return text[begin : text.index("</section>", begin)]
