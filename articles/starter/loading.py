"""Starter files read into drafts. What is already in the database is left as it is."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model

from articles.markup import cited_keys
from articles.models import Article, Claim, GlossaryTerm, Reference, Section, Topic

STARTER = Path(__file__).resolve().parent

Table = dict[str, Any]


class BadStarterFile(Exception):
    """A starter file cannot be loaded. `str()` names the file and what is wrong with it."""


def load_starter(folder: Path, report: Callable[[str], None]) -> list[str]:
    """Load topics, references, glossary and articles; return the slugs of all starter articles.

    `report` is told the slug of each article that is made. A bad file undoes all the rest.
    """
    with transaction.atomic():
        for name, model, known_by in (
            ("topics", Topic, "slug"),
            ("references", Reference, "key"),
            ("terms", GlossaryTerm, "term"),
        ):
            file = folder / f"{'glossary' if name == 'terms' else name}.toml"
            with _blamed(file):
                for table in _read(file).get(name, []):
                    if not model.objects.filter(**{known_by: table[known_by]}).exists():
                        if "synonyms" in table:
                            table["synonyms"] = "\n".join(table["synonyms"])
                        _save(model(**table))
        slugs: list[str] = []
        made: list[tuple[Path, Article, Table]] = []
        for file in sorted(folder.glob("[0-9]*.toml")):
            with _blamed(file):
                table = _read(file)
                slugs.append(table["slug"])
                if not Article.objects.filter(slug=table["slug"]).exists():
                    made.append((file, _article(table), table))
                    report(table["slug"])
        # Only now can every related article be there.
        for file, article, table in made:
            with _blamed(file):
                article.related.set([Article.objects.get(slug=s) for s in table.get("related", [])])
        return slugs


def _read(file: Path) -> Table:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@contextmanager
def _blamed(file: Path) -> Iterator[None]:
    """Turn whatever is wrong with a file into one line that names it."""
    try:
        yield
    except ValidationError as error:
        raise BadStarterFile(f"{file.name}: {'; '.join(error.messages)}") from error
    except (KeyError, TypeError, OSError, ValueError, ObjectDoesNotExist) as error:
        raise BadStarterFile(f"{file.name}: {error!r}") from error


def _article(table: Table) -> Article:
    table = {**table, "topic": Topic.objects.get(slug=table["topic"])}
    sections = table.pop("sections", [])
    table.pop("related", None)
    for name in ("key_points", "not_known", "questions"):
        table[name] = "\n".join(table.get(name, []))
    article = Article(**table)
    _save(article)
    for order, part in enumerate(sections, start=1):
        facts = {name: value for name, value in part.items() if name != "claims"}
        section = Section(article=article, order=order, **facts)
        _save(section)
        for position, claim in enumerate(part.get("claims", []), start=1):
            said = {name: value for name, value in claim.items() if name != "references"}
            row = Claim(section=section, order=position, **said)
            _save(row)
            row.references.set([Reference.objects.get(key=key) for key in claim["references"]])
    cited = {key for section in sections for key in cited_keys(section["body"])}
    article.sources.set(Reference.objects.filter(key__in=cited))
    return article


def _save(row: Model) -> None:
    """Save a row that passes the checks the admin makes."""
    row.full_clean()
    row.save()
