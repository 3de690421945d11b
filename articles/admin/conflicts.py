"""What a colleague saved, beside what somebody wants to save over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _

from articles.admin.rows_as_sent import RowsAsSent
from articles.forms import VersionedForm
from articles.markup import outline
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says two things. `where` names it, with its row if it has one."""

    where: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that was refused. `version` is the one to hand in to save all the same."""

    article_id: int
    version: int
    by: User | None
    at: datetime | None
    differences: tuple[Difference, ...]
    added: tuple[str, ...]
    brought_back: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether both say the same: the same form was sent twice."""
        return not (self.differences or self.added or self.brought_back)


def conflict_of(form: VersionedForm[Any], formsets: Sequence[RowsAsSent]) -> Conflict:
    """Compare an outdated form, as it was sent, with the rows as they are now."""
    article = Article.objects.select_related("edited_by").get(pk=form.article_id)
    found = [*_differences(form)]
    for formset in formsets:
        for row in formset.initial_forms:
            found += _differences(row, str(row.initial.get(formset.named_by, "")))
    return Conflict(
        article_id=article.pk,
        version=article.version,
        by=article.edited_by,
        at=article.edited_at,
        differences=tuple(found),
        added=tuple(str(row) for formset in formsets for row in formset.added()),
        brought_back=tuple(name for formset in formsets for name in formset.brought_back),
    )


def _differences(form: forms.ModelForm[Any], row: str = "") -> Iterator[Difference]:
    # A form's initial values are what the database holds now.
    for name in form.changed_data:
        bound = form[name]
        where = f"{row}: {bound.label}" if row else str(bound.label)
        if name == DELETION_FIELD_NAME:
            yield Difference(where, _("You delete it."), _("It is kept."))
            continue
        mine, theirs = bound.value(), form.initial.get(name)
        spoken = _spoken(bound, mine), _spoken(bound, theirs)
        if spoken[0] == spoken[1]:
            # Only the formatting differs: show it.
            spoken = _lines(mine), _lines(theirs)
        if spoken[0] != spoken[1]:
            yield Difference(where, *spoken)


def _spoken(bound: BoundField, value: Any) -> str:
    """Return a value the way its form shows it."""
    field = bound.field
    if isinstance(field, forms.ModelChoiceField):
        keys = {str(getattr(each, "pk", each)) for each in _several(value)}
        known: Any = field.queryset
        rows = known.filter(pk__in=[key for key in keys if key.isdecimal()])
        return ", ".join(str(row) for row in rows)
    if isinstance(field, forms.ChoiceField):
        # The stubs allow a callable and groups; a bound field holds plain pairs.
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr, misc]
        return ", ".join(labels.get(str(each), str(each)) for each in _several(value))
    text = _lines(value)
    return outline(text).text if text.lstrip().startswith("<") else text


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _lines(value: Any) -> str:
    # Browsers send line ends their own way, which is no difference to anybody.
    return "\n".join(str("" if value is None else value).splitlines()).strip()
