"""The clinical review: who may ask, who may give back, who may sign off, and what each records."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User

from articles.editions import reviewing
from articles.editions.editing import note_edit
from articles.editions.progress import waiting
from articles.editions.proposals import proposals
from articles.editions.reviewing import cancel_review
from articles.exceptions import NothingNew, NotSignedOff, NotYours, OwnWork, StaleVersion
from articles.models import Article, GlossaryTerm, SignOff
from articles.stages import Stage
from clinic_site.roles import CLINICAL_REVIEWER
from tests.articles.factories import LATER, NOW, article, publish, published, sign_off, staff
from tests.articles.workflow import edit, proposal_of, stage_of, submit

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


def test_sign_off_holds_for_one_text_only(real_mode: None) -> None:
    made = article(body="<p>Try a disc.</p>")
    sign_off(made)
    GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    with pytest.raises(NotSignedOff):
        publish(made)


def test_sign_off_of_a_text_that_changed_is_refused() -> None:
    made = article()
    (seen,) = proposals([made.pk], NOW)
    edit(made, title="Other")
    with pytest.raises(StaleVersion):
        reviewing.sign_off(
            made.pk, token=seen.token, by=staff("sign_off_edition"), role="r", now=NOW
        )
    assert not SignOff.objects.exists()


def test_sign_off_of_a_sample_lets_the_same_text_go_out_signed() -> None:
    made = published().article
    sign_off(made)
    assert publish(made, LATER).signed_off_at == NOW


def test_review_is_due_by_a_day_that_exists() -> None:
    made = article(review_months=3)
    sign_off(made, now=NOW.replace(month=11, day=30))
    assert str(publish(made).review_due) == "2028-02-29"


def test_submit_asks_for_the_review_of_exactly_this_text() -> None:
    made, editor = article(), staff("submit_article")
    submit(made, editor, note=" Please look at the doses. ")
    made.refresh_from_db()
    assert (made.submitted_by, made.submitted_at) == (editor, NOW)
    assert made.review_note == "Please look at the doses."
    assert stage_of(made) == Stage.IN_REVIEW
    edit(made, title="Changed")
    assert stage_of(made) == Stage.DRAFT


def test_submit_is_refused_to_others_and_of_a_text_that_changed_or_is_signed_off() -> None:
    made, editor = article(), staff("submit_article")
    with pytest.raises(NotYours):
        submit(made, staff("sign_off_edition"))
    token = proposal_of(made).token
    edit(made, title="Changed")
    with pytest.raises(StaleVersion):
        reviewing.submit(made.pk, token=token, by=editor, now=NOW)
    assert stage_of(made) == Stage.DRAFT
    sign_off(made)
    with pytest.raises(NothingNew):
        submit(made, editor)


@pytest.mark.parametrize("permission", ["submit_article", "sign_off_edition"])
def test_ending_a_review_takes_an_editor_or_reviewer_and_leaves_a_word(permission: str) -> None:
    made, person = article(), staff(permission)
    submit(made, staff("submit_article"))
    with pytest.raises(NotYours):
        cancel_review(made.pk, by=staff("publish_edition"))
    assert stage_of(made) == Stage.IN_REVIEW
    cancel_review(made.pk, by=person, note="Say how often.")
    made.refresh_from_db()
    assert (made.submitted_at, made.submitted_by, made.submitted_digest) == (None, None, "")
    assert (made.review_note, made.review_note_by) == ("Say how often.", person)
    assert stage_of(made) == Stage.DRAFT
    with pytest.raises(StaleVersion):
        cancel_review(made.pk, by=person)


def test_sign_off_takes_the_clinical_reviewers_role_and_not_only_looking_after_the_site() -> None:
    made, above_all = article(), User.objects.create_superuser("above-all")
    with pytest.raises(NotYours):
        sign_off(made, staff("publish_edition", "submit_article"))
    assert above_all.has_perm("articles.sign_off_edition")
    with pytest.raises(NotYours):
        sign_off(made, above_all)
    assert not SignOff.objects.exists()
    role = Group.objects.get(name=CLINICAL_REVIEWER)
    above_all.groups.add(role)
    sign_off(made, above_all)
    above_all.is_active = False
    above_all.save()
    with pytest.raises(NotYours):
        sign_off(made, above_all)


def test_sign_off_is_refused_to_the_last_editor_and_only_to_them() -> None:
    """The control: once somebody else has edited last, the same person may sign off."""
    made, reviewer, other = article(), staff("sign_off_edition"), staff("sign_off_edition")
    edit(made, reviewer, title="My own words")
    with pytest.raises(OwnWork):
        sign_off(made, reviewer)
    assert not SignOff.objects.exists()
    sign_off(made, other)
    edit(made, other, title="Words of another")
    sign_off(made, reviewer)
    assert SignOff.objects.filter(by=reviewer).count() == 1


def test_sign_off_ends_the_review_and_fixes_the_next_one() -> None:
    made = article(review_months=6)
    submit(made, staff("submit_article"))
    sign_off(made)
    made.refresh_from_db()
    assert made.submitted_at is None
    # No later edit of the article puts the review off.
    edit(made, review_months=60)
    assert str(publish(made).review_due) == "2027-09-01"
    assert stage_of(made) == Stage.PUBLISHED
    # In demo mode publishing ends a review of that text by itself.
    other = article()
    submit(other, staff("submit_article"))
    publish(other)
    assert stage_of(other) == Stage.PUBLISHED


def test_note_edit_tells_the_second_of_two_people() -> None:
    made, first = article(), staff()
    note_edit(made.pk, first, NOW, seen=1)
    with pytest.raises(StaleVersion):
        note_edit(made.pk, staff(), LATER, seen=1)
    made.refresh_from_db()
    assert (made.version, made.edited_by, made.edited_at) == (2, first, NOW)


def test_waiting_holds_what_is_signed_off_and_not_yet_used() -> None:
    made = article()
    assert waiting(NOW) == []
    sign_off(made)
    assert [each.article for each in waiting(NOW)] == [made]
    publish(made, at=LATER)
    assert waiting(NOW) == []
    # Reviewed again while the page is live: there is something to publish once more.
    after = LATER + timedelta(days=1)
    sign_off(Article.objects.get(), now=after)
    assert [each.article for each in waiting(after)] == [made]
