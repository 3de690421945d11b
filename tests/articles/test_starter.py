"""The starter articles: loaded from files, judged by the gate, published, and published again."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from pytest_django import Settings

from articles.draft import SourceStatus
from articles.editions.proposals import proposals
from articles.editions.publishing import publish
from articles.models import Article, Claim, Edition, GlossaryTerm, Reference, Topic
from articles.search.searching import search_editions
from articles.starter.loading import STARTER, BadStarterFile, load_starter
from tests.articles.factories import REASON, sign_off, staff

pytestmark = pytest.mark.django_db

TOPIC = '[[topics]]\nslug = "t"\ntitle = "T"\nsummary = ""\norder = 1\n'
REFERENCE = (
    '[[references]]\nkey = "R1"\ncitation = "C."\nkind = "trial"\nyear = 2024\nurl = ""\n'
    '[[references]]\nkey = "R2"\ncitation = "D."\nkind = "trial"\nyear = 2024\nurl = ""\n'
)
TERM = '[[terms]]\nterm = "Disc"\ndefinition = "A cushion."\nsynonyms = ["pad", "disk"]\n'
ARTICLE = """
slug = "a"
title = "A"
topic = "t"
kind = "living"
order = 1
summary = "S."
key_points = ["x", "y", "z"]
care_cards = ["self-care"]
not_known = ["n"]
review_months = 6
related = ["a"]
[[sections]]
heading = "H"
body = "<p onclick='x'>See [R2].</p>"
figure = "spine-regions"
care_card = "urgent"
[[sections.claims]]
key = "F1"
text = "T."
grade = "low"
references = ["R1"]
"""


TWELVE = 12
# They were written in this month; from then on their sources grow old.
WRITTEN = datetime(2026, 6, 1, tzinfo=UTC)
UNCHECKED = ("R28", "R48", "R71")
"""Sources whose publisher withdrew many papers. Nobody has looked up yet whether they stand."""


def quiet(_slug: str) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article of its own."""
    (tmp_path / "topics.toml").write_text(TOPIC)
    (tmp_path / "references.toml").write_text(REFERENCE)
    (tmp_path / "glossary.toml").write_text(TERM)
    (tmp_path / "01-a.toml").write_text(ARTICLE)
    return tmp_path


def test_load_makes_a_draft_of_a_file(folder: Path) -> None:
    told: list[str] = []
    assert load_starter(folder, told.append) == told == ["a"]
    made = Article.objects.whole().get()
    draft = made.to_draft()
    assert (draft.key_points, draft.not_known) == (("x", "y", "z"), ("n",))
    assert (made.review_months, made.topic.slug) == (6, "t")
    assert list(made.related.all()) == [made]
    assert draft.sections[0].body == "<p>See [R2].</p>"
    assert [source.key for source in draft.references] == ["R2", "R1"]
    assert GlossaryTerm.objects.get().synonym_list == ("pad", "disk")


def test_load_again_changes_nothing_that_staff_edited(folder: Path) -> None:
    load_starter(folder, quiet)
    Article.objects.update(title="Edited")
    Topic.objects.update(title="Edited")
    Reference.objects.update(citation="Edited")
    GlossaryTerm.objects.update(definition="Edited")
    made = Article.objects.get()
    made.sections.all().delete()
    made.related.clear()
    told: list[str] = []
    assert load_starter(folder, told.append) == ["a"]
    assert told == []
    assert {row.title for row in (Article.objects.get(), Topic.objects.get())} == {"Edited"}
    assert set(Reference.objects.values_list("citation", flat=True)) == {"Edited"}
    assert GlossaryTerm.objects.get().definition == "Edited"
    assert (made.sections.count(), made.related.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("01-a.toml", 'references = ["R1"]', 'references = ["R9"]'),
        ("01-a.toml", 'topic = "t"', 'topic = "none"'),
        ("01-a.toml", 'grade = "low"', 'grade = "sure"'),
        ("01-a.toml", 'care_cards = ["self-care"]', 'care_cards = ["panic"]'),
        ("01-a.toml", 'care_cards = ["self-care"]', 'care_cards = "urgent"'),
        ("01-a.toml", 'figure = "spine-regions"', 'figure = "none"'),
        ("01-a.toml", 'slug = "a"', ""),
        ("01-a.toml", 'related = ["a"]', 'related = ["none"]'),
        ("01-a.toml", 'title = "A"', 'titel = "A"'),
        ("01-a.toml", 'title = "A"', 'title = "A'),
        ("references.toml", 'key = "R1"', 'key = "X1"'),
        ("topics.toml", 'slug = "t"', ""),
        ("glossary.toml", 'term = "Disc"', ""),
    ],
)
def test_bad_file_is_named_and_nothing_is_kept(
    folder: Path, name: str, before: str, after: str
) -> None:
    text = (folder / name).read_text()
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1))
    with pytest.raises(BadStarterFile, match=name):
        load_starter(folder, quiet)
    assert not Topic.objects.exists()
    assert not Article.objects.exists()


def test_load_of_a_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(BadStarterFile, match=r"topics\.toml"):
        load_starter(tmp_path, quiet)


def findings() -> Iterator[str]:
    pks = list(Article.objects.values_list("pk", flat=True))
    for proposal in proposals(pks, WRITTEN):
        for found in proposal.findings:
            yield f"{proposal.article.slug}: {found.code}: {found.where}: {found.said()}"


def test_starter_articles_leave_nothing_to_mend_and_would_be_caught_if_they_overstated() -> None:
    # An editor who sees warnings on every sample learns to pass over them.
    load_starter(STARTER, quiet)
    assert Article.objects.count() == TWELVE
    assert list(findings()) == []
    Article.objects.filter(slug="does-traction-work").update(summary="Traction is proven.")
    assert [line.split(": ")[:2] for line in findings()] == [["does-traction-work", "banned-word"]]


def test_starter_rows_are_all_there_and_say_what_is_not_known_or_checked() -> None:
    load_starter(STARTER, quiet)
    assert Topic.objects.count() == 4
    assert GlossaryTerm.objects.count() > 20
    assert not Reference.objects.filter(claims=None, articles=None).exists()
    assert not Reference.objects.exclude(status_checked_on=None).exists()
    assert not Reference.objects.exclude(status=SourceStatus.CURRENT).exists()
    notes = Reference.objects.filter(key__in=UNCHECKED).values_list("status_note", flat=True)
    assert [note.startswith("Not checked") for note in notes] == [True] * len(UNCHECKED)
    unsure = Claim.objects.exclude(not_known="")
    assert unsure.filter(key="F27").exists()
    assert unsure.count() >= 15


def test_command_without_publish_makes_drafts_only() -> None:
    call_command("load_starter")
    assert (Article.objects.count(), Edition.objects.count()) == (12, 0)


def test_command_refuses_to_publish_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo"):
        call_command("load_starter", publish=True)
    assert not Article.objects.exists()


def test_command_tells_of_a_refusal_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "articles.management.commands.load_starter.STARTER", Path("/nowhere/at/all")
    )
    with pytest.raises(CommandError, match=r"topics\.toml"):
        call_command("load_starter")


def test_command_publishes_the_samples_once_and_everyday_words_find_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_starter", publish=True)
    assert Edition.objects.filter(signed_off_at=None).count() == TWELVE
    assert "published 12 articles" in capsys.readouterr().out
    Article.objects.filter(slug="what-is-back-pain").update(title="Edited")
    call_command("load_starter", publish=True)
    assert Edition.objects.count() == TWELVE
    assert not Edition.objects.filter(title="Edited").exists()

    now = Edition.objects.latest().published_at
    warning, discs = "when-to-get-help", "discs-nerves-and-sciatica"
    expected = {
        "can't pee": warning, "cant pee": warning, "wet myself": warning, "numb bum": warning,
        "foot drop": warning, "slipped disk": discs, "slipped disc": discs, "trapped nerve": discs,
        "shooting pain down leg": discs, "sciatca": discs, "backache": "what-is-back-pain",
        "xray": "do-i-need-a-scan",
    }  # fmt: skip
    found = {query: search_editions(query, now).results[0].edition.slug for query in expected}
    assert found == expected
    expanded = search_editions("slipped disc", now).expanded
    assert ("slipped disc", "Herniated disc") in expanded


def fingerprints() -> dict[int, str]:
    """Every column of every edition, byte for byte."""
    return {
        row["id"]: hashlib.sha256(
            json.dumps(row, sort_keys=True, cls=DjangoJSONEncoder).encode()
        ).hexdigest()
        for row in Edition.objects.values()
    }


@pytest.mark.database_bound
def test_publishing_all_twelve_again_makes_twelve_editions_and_changes_no_old_one() -> None:
    call_command("load_starter", "--publish", verbosity=0)
    before = fingerprints()
    first = {each.article_id: each for each in Edition.objects.all()}
    now = max(each.published_at for each in first.values()) + timedelta(days=1)
    reviewer = staff("sign_off_edition")
    articles = list(Article.objects.all())
    for each in articles:
        sign_off(each, reviewer, now)
    again = publish(
        [each.pk for each in articles], by=None, now=now, what_changed="", override_reason=REASON
    )
    assert len(before) == len(again) == TWELVE
    after = fingerprints()
    assert len(after) == 2 * TWELVE
    assert {pk: after[pk] for pk in before} == before
    for edition in again:
        assert (edition.number, edition.what_changed) == (2, "Reviewed. Nothing changed.")
        assert edition.html == first[edition.article_id].html
    assert Edition.objects.live(now).count() == TWELVE
