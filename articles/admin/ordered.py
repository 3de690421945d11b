"""Rows that stand in an order: a new one is offered the last place."""

from typing import Any

from django.db.models import Manager, Max


def put_new_rows_last(formset: Any, rows: Manager[Any] | None) -> None:
    """Make the empty form of a formset class propose the place after the last of these rows."""
    last = rows.aggregate(last=Max("order"))["last"] if rows is not None else None
    formset.form.base_fields["order"].initial = (last or 0) + 1
