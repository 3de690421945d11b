"""What a page tells search engines about itself."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from articles.editions.publishing import withdraw
from articles.models import Article
from articles.rendering.serving import data_block
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import LATER, NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def facts(client: Client, slug: str = "walking") -> dict[str, Any]:
    found = BLOCK.findall(client.get(f"/articles/{slug}/").content.decode())
    assert len(found) == 1
    read: dict[str, Any] = json.loads(found[0])
    return read


def test_structured_data_of_a_signed_edition_is_whole(client: Client, at_now: Traveller) -> None:
    made = published("walking", kind="treatment", questions="What if I wait?").article
    sign_off(made, now=LATER)
    publish(made, LATER)
    at_now.move_to(LATER)
    assert facts(client) == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": "Walking",
        "description": "A walk may help your back.",
        "url": "http://testserver/articles/walking/",
        "inLanguage": "en-us",
        "version": 2,
        "datePublished": "2027-03-01",
        "dateModified": "2027-03-02",
        "lastReviewed": "2027-03-02",
        "reviewedBy": {"@type": "Person", "jobTitle": "a therapist"},
        "about": {"@type": "MedicalTherapy", "name": "Walking"},
        "audience": {"@type": "Patient"},
        "publisher": {
            "@type": "MedicalClinic",
            "name": Clinic.current().name,
            "url": "http://testserver/",
        },
        "isPartOf": {
            "@type": "CollectionPage",
            "name": "Treatments",
            "url": "http://testserver/topics/treatments/",
        },
        "citation": ["Study R1."],
    }


def test_structured_data_says_what_it_is_about_and_no_review_that_was_not(client: Client) -> None:
    kinds = {"condition": "MedicalCondition", "treatment": "MedicalTherapy", "living": None}
    for kind, about in kinds.items():
        published(kind, kind=kind)
        told = facts(client, kind)
        assert told.get("about", {}).get("@type") == about
        assert told.keys().isdisjoint({"lastReviewed", "reviewedBy"})


def test_structured_data_cites_addresses_and_fills_in_the_clinics_facts(client: Client) -> None:
    made = article("walking", summary="Call {emergency_number}.")
    made.sections.get().claims.get().references.update(url="https://doi.org/10.1/x")
    publish(made)
    assert facts(client)["citation"] == ["https://doi.org/10.1/x"]
    assert facts(client)["description"] == "Call 911."


def test_structured_data_counts_from_the_first_edition_readers_saw_outside_demo_mode(
    client: Client, real_mode: None, at_now: Traveller, settings: Any
) -> None:
    settings.DEMO = True
    made = published("walking").article
    settings.DEMO = False
    sign_off(made, now=LATER)
    publish(made, LATER)
    at_now.move_to(LATER)
    assert facts(client)["datePublished"] == "2027-03-02"


EVIL = "</script><script>alert(1)</script><!--<script>&amp;\u2028'\""


def test_structured_data_cannot_be_broken_out_of(client: Client) -> None:
    published("walking", title=EVIL, summary=EVIL)
    shown = client.get("/articles/walking/").content.decode()
    assert shown.count("<script") == 1
    assert shown.count("</script") == 1
    assert facts(client)["name"] == EVIL


def test_data_block_escapes_what_plain_json_would_let_through() -> None:
    # The control: without the escaping, the text would end the block.
    assert "</script>" in json.dumps({"name": EVIL})
    inside = data_block({"name": EVIL}).removeprefix('<script type="application/ld+json">')
    assert not set("<>&") & set(inside.removesuffix("</script>"))


def test_page_that_is_not_published_has_no_structured_data(client: Client) -> None:
    withdraw(published("walking").pk, by=None, now=NOW, reason=REASON)
    assert b"ld+json" not in client.get("/articles/walking/").content
    Article.objects.update(slug="draft")
    assert b"ld+json" not in client.get("/articles/draft/").content
