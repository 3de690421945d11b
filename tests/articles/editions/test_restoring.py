"""Going back: an old edition published again, or its text copied into the draft."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from articles.draft import Draft
from articles.editions import restoring
from articles.editions.publishing import unschedule, withdraw
from articles.editions.restoring import copy_to_draft, restoration, restore
from articles.exceptions import HasErrors, NothingNew, NotSignedOff, OldCards, OwnWork, StaleVersion
from articles.models import Article, Edition, Image, Reference, Section
from articles.stages import Stage
from clinic_site.foundation.warning_signs import CURRENT
from tests.articles.factories import (
    LATER,
    NOW,
    REASON,
    article,
    publish,
    published,
    reference,
    sign_off,
    staff,
)
from tests.articles.pictures import image
from tests.articles.workflow import AFTER, edit, live_slugs, proposal_of, stage_of, two_editions

pytestmark = pytest.mark.django_db


def test_restore_shows_the_old_text_as_a_new_edition(real_mode: None) -> None:
    made, first, _second = two_editions()
    before = proposal_of(made, AFTER).edition.digest
    who = staff()
    third = restore(first.pk, by=who, now=AFTER)
    assert (third.number, third.restored_from, third.published_by) == (3, first, who)
    assert third.what_changed == "Went back to the text of edition 1."
    for name in ("title", "html", "plain_text", "references", "contents", "key_points"):
        assert getattr(third, name) == getattr(first, name)
    assert (third.signed_off_at, third.review_due) == (first.signed_off_at, first.review_due)
    assert [each.title for each in Edition.objects.live(AFTER)] == ["First"]
    # The draft is as it was.
    assert proposal_of(made, AFTER).edition.digest == before


def test_restore_keeps_the_address_that_readers_know(real_mode: None) -> None:
    made, first, _second = two_editions(slug="old")
    edit(made, slug="new")
    sign_off(made, now=LATER)
    publish(made, LATER)
    third = restore(first.pk, by=None, now=AFTER)
    assert (third.slug, third.snapshot["slug"]) == ("new", "new")
    assert live_slugs(AFTER) == ["new"]


def test_restore_is_stopped_by_a_source_that_was_retracted_since(real_mode: None) -> None:
    _made, first, _second = two_editions()
    Reference.objects.update(status=Reference.StatusChoice.RETRACTED)
    with pytest.raises(HasErrors):
        restore(first.pk, by=None, now=AFTER)
    # The control: nothing else stood in the way.
    Reference.objects.update(status=Reference.StatusChoice.CURRENT)
    assert restore(first.pk, by=None, now=AFTER).number == 3


def test_restore_outside_demo_mode_needs_a_sign_off(real_mode: None, settings: Any) -> None:
    settings.DEMO = True
    made = article(title="First")
    first = publish(made)
    edit(made, title="Second")
    publish(made, LATER)
    settings.DEMO = False
    with pytest.raises(NotSignedOff):
        restore(first.pk, by=None, now=AFTER)
    settings.DEMO = True
    assert restore(first.pk, by=None, now=AFTER).signed_off_at is None


def test_restore_does_not_trust_a_word_from_before_a_withdrawal(real_mode: None) -> None:
    """Of any edition of the article, the restored one or a later one."""
    _made, first, second = two_editions()
    withdraw(second.pk, by=None, now=LATER, reason=REASON)
    for old in (first, second):
        with pytest.raises(NotSignedOff, match="Copy its text"):
            restore(old.pk, by=None, now=AFTER)
    assert live_slugs(AFTER) == []


def test_restore_does_not_trust_a_review_that_is_overdue(real_mode: None) -> None:
    _made, first, _second = two_editions(review_months=1)
    assert str(first.review_due) == "2027-04-01"
    with pytest.raises(NotSignedOff):
        restore(first.pk, by=None, now=NOW.replace(month=4, day=2))


def test_restore_never_brings_back_old_warning_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    _made, first, _second = two_editions()
    monkeypatch.setattr(restoring, "CURRENT", replace(CURRENT, version=CURRENT.version + 1))
    with pytest.raises(OldCards):
        restore(first.pk, by=None, now=AFTER)


def test_restore_of_what_readers_see_is_told() -> None:
    _made, _first, second = two_editions()
    with pytest.raises(NothingNew):
        restore(second.pk, by=None, now=AFTER)


def test_restore_of_what_readers_never_saw_is_told() -> None:
    edition = publish(article(), at=AFTER)
    unschedule(edition.pk, by=None, now=LATER)
    for pk in (edition.pk, 0):
        assert restoration(pk, LATER) is None
        with pytest.raises(StaleVersion):
            restore(pk, by=None, now=LATER)


def test_restore_tells_the_second_of_two_people() -> None:
    made, first, _second = two_editions()
    seen = restoration(first.pk, AFTER)
    assert seen is not None
    edit(made, title="Third")
    publish(made, AFTER)
    with pytest.raises(StaleVersion):
        restore(first.pk, by=None, now=AFTER, seen=seen.token)


def test_restore_takes_the_place_of_what_is_scheduled(real_mode: None) -> None:
    made, first, _second = two_editions()
    edit(made, title="Third")
    sign_off(made, now=LATER)
    publish(made, LATER, at=AFTER + timedelta(days=9))
    restore(first.pk, by=None, now=AFTER)
    assert not Edition.objects.scheduled(AFTER).exists()


def test_copy_to_draft_brings_back_every_part_of_the_text() -> None:
    made = article(
        body="<p>See [R7].</p>", questions="What helps?", care_cards=["urgent"], kind="condition"
    )
    made.sources.set([reference("R7")])
    made.sections.update(figure="spine-regions", care_card="self-care")
    claim = made.sections.get().claims.get()
    claim.key, claim.not_known = "F9", "How long it lasts."
    claim.save()
    edition = publish(made)
    wanted = proposal_of(made).edition
    told = {field.name for field in fields(Draft) if getattr(_draft(made), field.name)}
    # A part that this article leaves out would not be tested.
    assert told == {field.name for field in fields(Draft)}
    Section.objects.filter(article=made).delete()
    made.sources.clear()
    edit(made, title="x", summary="", key_points="", not_known="", questions="", care_cards=[])
    copy_to_draft(edition.pk, by=staff(), now=LATER)
    again = proposal_of(made, LATER).edition
    assert again.snapshot == wanted.snapshot
    assert again.digest == wanted.digest
    assert stage_of(made, LATER) == Stage.PUBLISHED


def _draft(made: Article) -> Draft:
    return Article.objects.whole().get(pk=made.pk).to_draft()


def test_copy_to_draft_counts_as_an_edit_and_leaves_the_address() -> None:
    made, first, _second = two_editions(slug="old")
    edit(made, slug="new")
    reviewer = staff("sign_off_edition")
    made.refresh_from_db()
    copied = copy_to_draft(first.pk, by=reviewer, now=AFTER, seen=made.version).article
    assert (copied.title, copied.slug) == ("First", "new")
    assert (copied.version, copied.edited_by, copied.edited_at) == (
        made.version + 1,
        reviewer,
        AFTER,
    )
    with pytest.raises(OwnWork):
        sign_off(made, reviewer, AFTER)


def test_copy_to_draft_tells_somebody_who_saw_an_older_draft() -> None:
    made, first, _second = two_editions()
    with pytest.raises(StaleVersion):
        copy_to_draft(first.pk, by=staff(), now=AFTER, seen=1)
    with pytest.raises(StaleVersion):
        copy_to_draft(0, by=staff(), now=AFTER)
    assert _draft(made).title == "Second"


def test_copy_to_draft_leaves_out_a_source_that_is_gone() -> None:
    edition = published()
    Reference.objects.all().delete()
    copied = copy_to_draft(edition.pk, by=staff(), now=LATER)
    assert (copied.sources_gone, copied.pictures_gone) == (("R1",), ())
    codes = [found.code for found in proposal_of(edition.article, LATER).errors]
    assert codes == ["claim-without-reference"]


@pytest.mark.usefixtures("media")
def test_copy_to_draft_brings_back_an_uploaded_picture() -> None:
    made, shown = article(), image(caption="A walk.")
    made.sections.update(picture=shown)
    edition = publish(made)
    made.sections.update(picture=None)
    copied = copy_to_draft(edition.pk, by=staff(), now=LATER)
    assert made.sections.get().picture == shown
    assert copied.pictures_gone == ()
    assert proposal_of(made, LATER).edition.digest == edition.digest


@pytest.mark.usefixtures("media")
def test_copy_to_draft_tells_of_a_picture_that_is_gone() -> None:
    made, shown = article(), image()
    made.sections.update(picture=shown)
    edition = publish(made)
    # No way of ours deletes it: this stands for a database put together from an old copy.
    Image.objects.update(key="another")
    copied = copy_to_draft(edition.pk, by=staff(), now=LATER)
    assert copied.pictures_gone == ("Walking may help",)
    assert made.sections.get().picture is None
