"""What drafts share: who changes a source, a word or a picture has edited the drafts it reaches."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from articles.editions.editing import note_edit, noting_shared_edits
from articles.exceptions import OwnWork
from articles.models import Article, GlossaryTerm, Image, Reference, SignOff
from articles.stages import Stage
from tests.articles.editors import EVERYTHING, signed_in
from tests.articles.factories import LATER, article, publish, published, sign_off, staff
from tests.articles.pictures import image
from tests.articles.workflow import edit, proposal_of, stage_of, submit

pytestmark = pytest.mark.django_db


def change_source(by: User, citation: str = "Another study.") -> None:
    with noting_shared_edits(by, LATER):
        Reference.objects.update(citation=citation)


def last_on_shared_parts(made: Article) -> User | None:
    return Article.objects.get(pk=made.pk).shared_edited_by


def test_sign_off_is_refused_to_who_changed_a_source_last_and_only_to_them() -> None:
    made, reviewer = article(), staff("sign_off_edition")
    change_source(reviewer)
    with pytest.raises(OwnWork):
        sign_off(made, reviewer, LATER)
    assert not SignOff.objects.exists()
    sign_off(made, staff("sign_off_edition"), LATER)


def test_control_without_the_note_one_person_could_do_both() -> None:
    made, reviewer = article(), staff("sign_off_edition")
    Reference.objects.update(citation="Another study.")
    sign_off(made, reviewer, LATER)
    assert SignOff.objects.filter(by=reviewer).exists()


def test_sign_off_stays_refused_to_the_editor_when_a_colleague_changes_a_source() -> None:
    made, author = article(), staff("sign_off_edition")
    edit(made, author, title="My own words")
    change_source(staff())
    with pytest.raises(OwnWork):
        sign_off(made, author, LATER)


def test_sign_off_is_open_again_once_somebody_else_edits_or_signs_off() -> None:
    made, reviewer = article(), staff("sign_off_edition")
    change_source(reviewer)
    edit(made, staff(), LATER, title="Words of an editor")
    sign_off(made, reviewer, LATER)
    change_source(reviewer, "A third study.")
    sign_off(made, staff("sign_off_edition"), LATER)
    assert last_on_shared_parts(made) is None


def test_loading_the_starter_words_reaches_drafts_and_frees_nobody(at_now: Traveller) -> None:
    at_now.move_to(LATER + timedelta(days=1))
    made, reviewer = article(body="<p>Try a disc.</p>"), staff("sign_off_edition")
    publish(made)
    change_source(reviewer)
    call_command("load_starter", verbosity=0)
    made.refresh_from_db()
    assert made.shared_edited_at is not None
    assert made.shared_edited_at > LATER
    assert made.shared_edited_by == reviewer


def test_sharing_keeps_the_version_that_open_forms_began_from() -> None:
    made = article()
    change_source(staff())
    note_edit(made.pk, staff(), LATER, seen=1)


def test_sharing_leaves_drafts_alone_that_say_what_they_said() -> None:
    made, other = article(body="<p>Try a disc.</p>"), article()
    with noting_shared_edits(staff(), LATER):
        Reference.objects.update(status="retracted", status_note="Notice.")
        GlossaryTerm.objects.create(term="Nerve", definition="A wire.")
    assert last_on_shared_parts(made) is None
    with noting_shared_edits(by := staff(), LATER):
        GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    assert (last_on_shared_parts(made), last_on_shared_parts(other)) == (by, None)


@pytest.mark.parametrize(
    ("term", "body"),
    [
        ("Slipped disc", "<p>Many slipped discs heal.</p>"),
        ("O’Neill’s rule", "<p>By o’neill’s rule, walk.</p>"),
        ("Écart", "<p>An &eacute;cart.</p>"),
        ("MRI", "<p>An\nMRI.</p>"),
    ],
)
def test_sharing_finds_a_word_however_it_stands_in_a_text(term: str, body: str) -> None:
    made = article(body=body)
    before = proposal_of(made).edition.digest
    with noting_shared_edits(by := staff(), LATER):
        GlossaryTerm.objects.create(term=term, definition="A thing.")
    changed = proposal_of(made).edition.digest != before
    assert (last_on_shared_parts(made) == by) is changed is True


def test_list_of_articles_sees_that_a_shared_part_changed() -> None:
    made = published().article
    assert stage_of(made, LATER) == Stage.PUBLISHED
    change_source(staff())
    assert stage_of(made, LATER) == Stage.DRAFT


def test_list_of_articles_sees_a_change_between_scheduling_and_going_live() -> None:
    made = article()
    publish(made, at=LATER.replace(day=9))
    change_source(staff())
    assert stage_of(made, LATER.replace(day=10)) == Stage.DRAFT


def test_review_asked_for_ends_when_a_shared_part_changes() -> None:
    made = article()
    submit(made, staff("submit_article"))
    change_source(staff())
    assert stage_of(made, LATER) == Stage.DRAFT


@pytest.fixture
def illustrated(media: object) -> Article:
    """A draft that shows an uploaded picture and explains a word."""
    made = article(body="<p>Try a disc.</p>")
    made.sections.update(picture=image())
    GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    return made


FIELDS = {
    "articles_reference": {"citation": "Another.", "kind": "trial", "status": "current"},
    "articles_glossaryterm": {"term": "Disc", "definition": "A soft cushion."},
    "articles_image": {
        "title": "A picture", "alt": "Somebody else walks.", "license_kind": "own",
        "point": "50-50",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_admin_takes_who_changes_a_shared_part_for_an_editor(
    client: Client, illustrated: Article, name: str
) -> None:
    person = signed_in(client, *EVERYTHING)
    row = apps.get_model(name.replace("_", "."))._default_manager.get()
    address = reverse(f"admin:{name}_change", args=[row.pk])
    assert client.post(address, FIELDS[name]).status_code == 302
    assert last_on_shared_parts(illustrated) == person
    asked = reverse("admin:articles_sign_off", args=[illustrated.pk])
    sent = {"role": "r", "agreed": "on", "seen": proposal_of(illustrated).token}
    assert client.post(asked, sent).status_code == 409
    assert not SignOff.objects.exists()
    shown = client.get(reverse("admin:articles_check", args=[illustrated.pk])).content.decode()
    assert f"by {person}, who therefore may not sign it off either" in shown


def test_admin_takes_who_deletes_a_word_for_an_editor(client: Client, illustrated: Article) -> None:
    person = signed_in(client, *EVERYTHING)
    word = GlossaryTerm.objects.get()
    address = reverse("admin:articles_glossaryterm_delete", args=[word.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert last_on_shared_parts(illustrated) == person


def test_saving_a_picture_as_it_was_makes_nobody_an_editor(
    client: Client, illustrated: Article
) -> None:
    signed_in(client, *EVERYTHING)
    shown = Image.objects.get()
    same = {"title": "Other title", "alt": shown.alt, "license_kind": "own", "point": "50-50"}
    address = reverse("admin:articles_image_change", args=[shown.pk])
    assert client.post(address, same).status_code == 302
    assert last_on_shared_parts(illustrated) is None
