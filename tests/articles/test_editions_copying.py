"""Going back to an old edition: its text copied into the draft."""

from dataclasses import fields

import pytest

from articles.draft import Draft
from articles.editions.restoring import copy_to_draft
from articles.exceptions import OwnWork, StaleVersion
from articles.models import Article, Image, Reference, Section
from articles.stages import Stage
from tests.articles.factories import LATER, article, publish, published, reference, sign_off, staff
from tests.articles.images.rows import image
from tests.articles.workflow import AFTER, edit, proposal_of, stage_of, two_editions

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]


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
