"""The whole of an editor's day, with a clinical reviewer beside: from a draft to going back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Edition
from clinic_site import roles
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import article, reference
from tests.browser.conftest import Watch, assert_accessible
from tests.browser.page_steps import desk_of, sign_in
from tests.clinic_site.staff import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def give_reasons(page: Page, what_changed: str) -> None:
    """Fill in what an action on an edition asks for."""
    page.get_by_label("What changed").fill(what_changed)
    reason = page.get_by_label(re.compile("Why publish"))
    if reason.count():
        reason.fill("A test.")


def test_from_draft_to_going_back(
    page: Page, browser: Browser, sample_clinic: Clinic, live_server: LiveServer, watch: Watch
) -> None:
    made = article("walking", body="<p>Try a short walk.</p>")
    source = reference("R2")
    site = live_server.url
    sign_in(page.context, member(roles.EDITOR), site)
    reviewer = desk_of(member(roles.CLINICAL_REVIEWER), browser, site)
    form = site + reverse("admin:articles_article_change", args=[made.pk])
    check = site + reverse("admin:articles_check", args=[made.pk])
    public = f"{site}/articles/walking/"

    # Write, and add a claim.
    page.goto(form)
    box = page.get_by_role("textbox", name="Text: Walking may help")
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Rest after it.")
    press(page, "Save and continue editing")
    page.get_by_role("link", name="Edit claims (1)").click()
    page.get_by_role("button", name="Add another Claim").click()
    page.locator("#id_claims-1-text").fill("Rest is safe for most.")
    page.locator("#id_claims-1-grade").select_option("low")
    page.locator("#claims-1 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(source.key)
    page.get_by_role("option", name=re.compile(source.key)).click()
    press(page, "Save")
    expect(page.get_by_role("link", name="Edit claims (2)")).to_be_visible()

    # Check, and ask for the review.
    page.goto(check)
    assert_accessible(page)
    follow(page, "Ask for the clinical review")
    assert_accessible(page)
    press(page, "Ask for the clinical review")
    expect(page.get_by_text("Asked for the clinical review.")).to_be_visible()

    # The reviewer signs off.
    reviewer.goto(check)
    follow(reviewer, "Review and sign off")
    assert_accessible(reviewer)
    reviewer.get_by_label("Your role").fill("a physical therapist")
    reviewer.get_by_label("I reviewed the whole page").check()
    press(reviewer, "Sign off this text")
    expect(reviewer.get_by_text("Signed off.")).to_be_visible()

    # Publish now.
    page.goto(check)
    follow(page, "Publish as edition 1")
    give_reasons(page, "First edition.")
    assert_accessible(page)
    press(page, "Publish now as edition 1")
    expect(page.get_by_text("Published edition 1.")).to_be_visible()
    assert Edition.objects.get().signed_off_role == "a physical therapist"
    page.goto(public)
    expect(page.get_by_role("main")).to_contain_text("Rest after it.")

    # Schedule another, which readers do not see yet.
    page.goto(form)
    page.get_by_label("Summary").fill("A walk may help. So may rest.")
    press(page, "Save and check")
    follow(page, "Publish as edition 2")
    give_reasons(page, "Said that rest may help.")
    page.get_by_label("Day").fill((timezone.now() + timedelta(days=30)).date().isoformat())
    press(page, "Set this time")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Schedule for .* as edition 2$")).click()
    expect(page.get_by_text(re.compile("Scheduled edition 2 for"))).to_be_visible()
    page.goto(public)
    expect(page.get_by_role("main")).not_to_contain_text("So may rest.")

    # Correct it at once instead.
    page.goto(form)
    page.get_by_label("Summary").fill("A walk may help a little.")
    press(page, "Save and check")
    page.goto(site + f"{reverse('admin:articles_publish')}?article={made.pk}")
    give_reasons(page, "It said too much before.")
    page.get_by_role("button", name=re.compile("Publish now as edition")).click()
    expect(page.get_by_text(re.compile(r"Published edition \d"))).to_be_visible()
    page.goto(public)
    expect(page.get_by_role("main")).to_contain_text("A walk may help a little.")

    # Withdraw.
    page.goto(check)
    page.get_by_role("link", name=re.compile("^Withdraw edition")).click()
    page.get_by_label("Why").fill("It was wrong.")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Withdraw edition .* now$")).click()
    expect(page.get_by_text(re.compile(r"Withdrew edition \d"))).to_be_visible()
    answer = page.goto(public)
    assert answer is not None
    assert answer.status == 410

    # Go back to the first.
    page.goto(site + reverse("admin:articles_editions", args=[made.pk]))
    assert_accessible(page)
    follow(page, "Publish edition 1 again")
    assert_accessible(page)
    give_reasons(page, "Went back to the first text.")
    page.get_by_role("button", name=re.compile("^Publish edition 1 again as edition")).click()
    expect(page.get_by_text(re.compile("Published edition 1 again"))).to_be_visible()
    page.goto(public)
    expect(page.get_by_role("main")).to_contain_text("A walk may help your back.")
    assert_accessible(page)
    reviewer.context.close()
