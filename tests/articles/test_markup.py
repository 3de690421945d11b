"""Bodies read as blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import BlockKind, cited_keys, lists, outline


def test_outline_reads_blocks_in_order() -> None:
    found = outline("<p>One<br>two</p><h3>Head</h3><ul><li><p>Item</p></li></ul>loose<td>Cell</td>")
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "One two"),
        (BlockKind.HEADING, "Head"),
        (BlockKind.ITEM, "Item"),
        (BlockKind.PARAGRAPH, "loose"),
        (BlockKind.CELL, "Cell"),
    ]


def test_outline_collects_links_and_images() -> None:
    found = outline('<p><a href="/x/">x</a><a>y</a><img src="i" alt="An i"><img src="j"></p>')
    assert (found.links, found.image_alts) == (("/x/", ""), ("An i", None))


def test_lists_yields_the_lead_and_the_items_of_each_list() -> None:
    html = "<ul><li>First</li></ul><p>Lead:</p><ol><li>A<ul><li>inner</li></ul></li><li>B</li></ol>"
    assert list(lists(outline(html))) == [
        ("", ("First",)),
        ("Lead:", ("A", "B")),
        ("A", ("inner",)),
    ]


def test_cited_keys_names_each_once_in_order() -> None:
    assert cited_keys("<p>So [R24, R3]. And [R3] [x] [R7a].</p>") == ("R24", "R3", "R7a")


@pytest.mark.parametrize(
    ("html", "text"),
    [("a <![ b", "a <![ b"), ("<p>a</p><![x[ y]]><p>b</p>", "a\nb"), ("<![CDATA[x]]>", "")],
)
def test_outline_passes_over_marked_sections(html: str, text: str) -> None:
    assert outline(html).text == text


@given(st.text(alphabet="<>/abpliuol &;\"'=!-\x00{}[]R1", max_size=80))
def test_outline_takes_any_text(text: str) -> None:
    assert isinstance(outline(text).text, str)
