"""Random days of editors: what they do to two articles, and what readers may then see.

`Day` is a state machine for Hypothesis. It keeps its own, simple account of every edition, and
after each step compares it with what a reader meets at every public address.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from articles.editions import publishing, restoring, reviewing
from articles.editions.editing import note_edit
from articles.exceptions import OwnWork, PublishingError
from articles.models import Article, Claim, Edition, EditionIsFinal
from articles.previews.invitations import make_link, revoke_link
from tests.articles.factories import NOW, REASON, article, staff
from tests.articles.workflow import proposal_of

# Every text holds a word of its own, so that whatever shows it gives itself away.
MARK = re.compile(r"\bzq\d+zq\b")
PAGE = re.compile(r"/articles/([a-z0-9-]+)/")
LISTS = ("/", "/topics/", "/topics/treatments/", "/search/?q=walk", "/feed/", "/claims/treatments/")

which = st.integers(0, 1)
who = st.integers(0, 1)
days = st.sampled_from([1, 3, 20])

# Statements that change no row. What a rollback undoes was noted when it was written.
QUIET = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


LONGEST_REVIEW = timedelta(days=31)
"""Of an article that is to be reviewed every month."""

Text = tuple[str, str]
"""A mark and an address: what a sign-off is about."""


@dataclass
class Told:
    """What the account knows of one edition."""

    pk: int
    number: int
    text: Text
    slug: str
    at: datetime
    is_signed: bool
    is_withdrawn: bool = False
    is_off: bool = False


@dataclass
class Account:
    """What the account knows of one article."""

    draft: Article
    text: Text
    ended_link: str
    told: list[Told] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    signed: dict[Text, datetime] = field(default_factory=dict)
    last_editor: User | None = None

    def deciding(self, now: datetime) -> Told | None:
        come = [each for each in self.told if each.at <= now and not each.is_off]
        return come[-1] if come else None

    def bears(self, text: Text, now: datetime) -> bool:
        """Return whether an edition of this text, made now, may count as signed off."""
        return text in self.signed and now < self.signed[text] + LONGEST_REVIEW

    def replace_scheduled(self, now: datetime) -> None:
        for each in self.told:
            each.is_off = each.is_off or each.at > now


class Day(RuleBasedStateMachine):
    """Two articles that point to each other, and two people who may do everything."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.demo = settings.DEMO
        self.now, self.marks = NOW, 0
        self.is_changed = True
        self.watch = connection.execute_wrapper(self._watch)
        self.watch.__enter__()
        self.people = [
            staff("submit_article", "sign_off_edition", "publish_edition") for _each in range(2)
        ]
        self.accounts = [self._begin(), self._begin()]
        one, two = (account.draft for account in self.accounts)
        one.related.add(two)
        two.related.add(one)

    def teardown(self) -> None:
        settings.DEMO = self.demo
        self.watch.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note that a row may have changed. Where none has, readers see what they saw before."""
        self.is_changed |= not sql.lstrip().upper().startswith(QUIET)
        return execute(sql, params, many, context)

    def _begin(self) -> Account:
        self.marks += 1
        slug, mark = f"page-{self.marks}", f"zq{self.marks}zq"
        made = article(slug, title="A walk", summary=f"A walk {mark}.", review_months=1)
        self._write(made, mark)
        return Account(made, (mark, slug), self._ended_link(made), slugs=[slug])

    def _ended_link(self, draft: Article) -> str:
        person = self.people[0]
        token = make_link(draft, by=person, now=NOW, made_for="x", days=30, text_digest="")
        revoke_link(draft.preview_links.get().pk, draft.pk, by=person, now=self.now)
        return token

    def _write(self, draft: Article, mark: str) -> None:
        """Leave the mark of this text wherever readers might meet it."""
        Article.objects.filter(pk=draft.pk).update(summary=f"A walk {mark}.")
        draft.sections.update(body=f"<p>A short walk {mark}.</p>")
        Claim.objects.filter(section__article=draft).update(text=f"Walking is safe {mark}.")

    def _try(self, action: Callable[[], Any]) -> Any:
        """Do an action; a refusal is an answer like any other."""
        try:
            with transaction.atomic():
                return action()
        except PublishingError:
            return None

    @initialize(demo=st.booleans())
    def open_the_clinic(self, demo: bool) -> None:
        settings.DEMO = demo
        self.is_changed = True

    # What people do.

    @rule(which=which, who=who)
    def edit(self, which: int, who: int) -> None:
        account, person = self.accounts[which], self.people[who]
        self.marks += 1
        mark = f"zq{self.marks}zq"
        self._write(account.draft, mark)
        note_edit(account.draft.pk, person, self.now)
        account.text, account.last_editor = (mark, account.text[1]), person

    @rule(which=which, who=who)
    def change_slug(self, which: int, who: int) -> None:
        account, person = self.accounts[which], self.people[who]
        self.marks += 1
        slug = f"page-{self.marks}"
        Article.objects.filter(pk=account.draft.pk).update(slug=slug)
        note_edit(account.draft.pk, person, self.now)
        account.text, account.last_editor = (account.text[0], slug), person
        account.slugs.append(slug)

    @rule(which=which, who=who)
    def submit(self, which: int, who: int) -> None:
        draft, person = self.accounts[which].draft, self.people[who]
        token = proposal_of(draft, self.now).token
        self._try(lambda: reviewing.submit(draft.pk, token=token, by=person, now=self.now))

    @rule(which=which, who=who)
    def sign_off(self, which: int, who: int) -> None:
        account, person = self.accounts[which], self.people[who]
        token = proposal_of(account.draft, self.now).token
        try:
            reviewing.sign_off(account.draft.pk, token=token, by=person, role="r", now=self.now)
        except OwnWork:
            assert account.last_editor == person
        else:
            assert account.last_editor != person
            account.signed[account.text] = self.now

    @rule(which=which, later=st.none() | days)
    def publish(self, which: int, later: int | None) -> None:
        account = self.accounts[which]
        at = self.now + timedelta(days=later) if later else None
        made = self._try(
            lambda: publishing.publish(
                [account.draft.pk], by=None, now=self.now, at=at, what_changed="x"
            )
        )
        if made:
            self._note(account, made[0], account.text)

    @rule(which=which, at=st.integers(0, 5))
    def restore(self, which: int, at: int) -> None:
        account = self.accounts[which]
        if account.told:
            old = account.told[at % len(account.told)]
            made = self._try(lambda: restoring.restore(old.pk, by=None, now=self.now))
            if made:
                self._note(account, made, old.text)

    def _note(self, account: Account, made: Edition, text: Text) -> None:
        is_signed = account.bears(text, self.now)
        assert is_signed or settings.DEMO, "went out unsigned"
        account.replace_scheduled(self.now)
        account.told.append(
            Told(made.pk, made.number, text, made.slug, made.published_at, is_signed)
        )

    @rule(which=which, at=st.integers(0, 5), who=who)
    def copy_to_draft(self, which: int, at: int, who: int) -> None:
        account, person = self.accounts[which], self.people[who]
        if account.told:
            old = account.told[at % len(account.told)]
            restoring.copy_to_draft(old.pk, by=person, now=self.now)
            account.text, account.last_editor = (old.text[0], account.text[1]), person

    @rule(which=which)
    def unschedule(self, which: int) -> None:
        for each in self.accounts[which].told:
            if each.at > self.now and not each.is_off:
                publishing.unschedule(each.pk, by=None, now=self.now)
                each.is_off = True

    @rule(which=which)
    def withdraw(self, which: int) -> None:
        account = self.accounts[which]
        found = account.deciding(self.now)
        if found and not found.is_withdrawn:
            publishing.withdraw(found.pk, by=None, now=self.now, reason=REASON)
            found.is_withdrawn = True
            account.replace_scheduled(self.now)
            account.signed.clear()

    @rule(which=which)
    def try_to_delete(self, which: int) -> None:
        for each in self.accounts[which].told:
            for action in (
                Edition.objects.get(pk=each.pk).delete,
                self.accounts[which].draft.delete,
            ):
                try:
                    action()
                except (EditionIsFinal, ProtectedError):
                    continue
                raise AssertionError("something was deleted")

    @rule(days=days)
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.is_changed = True

    @rule()
    def switch_demo(self) -> None:
        settings.DEMO = not settings.DEMO
        self.is_changed = True

    # What readers then see.

    def _live(self, account: Account) -> Told | None:
        found = account.deciding(self.now)
        is_open = found and not found.is_withdrawn and (found.is_signed or settings.DEMO)
        return found if is_open else None

    @invariant()
    def readers_see_what_is_live_and_nothing_else(self) -> None:
        if not self.is_changed:
            return
        live = [found for account in self.accounts if (found := self._live(account))]
        marks, slugs = {each.text[0] for each in live}, {each.slug for each in live}
        with time_machine.travel(self.now, tick=False):
            reader = Client()
            for address in LISTS:
                text = reader.get(address).content.decode()
                assert set(MARK.findall(text)) <= marks, address
                assert set(PAGE.findall(text)) <= slugs, address
            listed = PAGE.findall(reader.get("/sitemap.xml").content.decode())
            assert set(listed) == slugs
            for account in self.accounts:
                for slug in account.slugs:
                    self._look(reader, account, slug, marks)
                self._look_beside(reader, account, marks)
        self.is_changed = False

    def _look(self, reader: Client, account: Account, slug: str, marks: set[str]) -> None:
        answer = reader.get(f"/articles/{slug}/")
        shown = self._live(account)
        found = account.deciding(self.now)
        come = [each for each in account.told if each.at <= self.now and not each.is_off]
        if slug not in {each.slug for each in come} or found is None:
            wanted = 404
        elif shown is not None:
            wanted = 200 if shown.slug == slug else 301
        else:
            wanted = 410 if found.is_signed or settings.DEMO else 404
        assert answer.status_code == wanted, slug
        text = answer.content.decode()
        assert set(MARK.findall(text)) <= marks, slug
        if wanted == 200 and shown is not None:
            assert shown.text[0] in text, slug
        if wanted == 301 and shown is not None:
            assert answer["Location"] == f"/articles/{shown.slug}/"

    def _look_beside(self, reader: Client, account: Account, marks: set[str]) -> None:
        addresses = {f"/preview/{account.ended_link}/"} if account.told else set()
        for told in account.told[-2:]:
            addresses.add(f"/articles/{told.slug}/editions/")
            addresses.add(f"/e/{account.draft.pk}-{told.number}/")
        for address in sorted(addresses):
            text = reader.get(address).content.decode()
            assert set(MARK.findall(text)) <= marks, address
