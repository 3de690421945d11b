"""Editors invite reviewers, end their links, and tick off what they said."""

import re
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from articles.models import Article, PreviewLink, Remark
from clinic_site import roles
from tests.articles.editors import action_page, signed_in
from tests.articles.factories import NOW, article, staff
from tests.articles.reviewers import REMARK, invite, page, remark
from tests.clinic_site.staff import member

INVITER = ("view_article", "invite_reviewer")


def desk(made: Article) -> str:
    return action_page("reviewers", made)


def made_link(client: Client, made: Article, **answers: object) -> str:
    shown = client.post(desk(made), {"made_for": "Dr. A", "days": "7", **answers}).text
    found = re.search(r"http://testserver/preview/([\w-]{43})/", shown)
    if found is None:
        raise AssertionError("no address was shown")
    return found[1]


def test_a_link_is_shown_once_and_kept_nowhere(client: Client) -> None:
    by = signed_in(client, *INVITER)
    made = article()
    token = made_link(client, made, days="30")
    link = PreviewLink.objects.get()
    assert (link.made_by, link.made_for, link.made_at) == (by, "Dr. A", NOW)
    assert link.expires_at == NOW + timedelta(days=30)
    assert Client().get(page(token)).status_code == 200
    assert token not in client.get(desk(made)).text
    assert token not in str([each.get_decoded() for each in Session.objects.all()])
    assert token not in str(list(LogEntry.objects.values()))
    assert LogEntry.objects.filter(user=by).count() == 1


def test_looking_makes_no_link(client: Client) -> None:
    signed_in(client, *INVITER)
    made = article()
    client.get(desk(made))
    assert not PreviewLink.objects.exists()


WRONG = [
    {"made_for": ""}, {"made_for": "\u200b"}, {"made_for": "x" * 81}, {"days": ""},
    {"days": "365"}, {"days": "-1"}, {"days": "x"}, {"days": "9" * 30}, {"days": "1\x00"},
]  # fmt: skip


def test_a_wrong_answer_makes_no_link_and_is_told(client: Client) -> None:
    signed_in(client, *INVITER)
    made = article()
    for wrong in WRONG:
        shown = client.post(desk(made), {"made_for": "Dr. A", "days": "7", **wrong})
        assert shown.status_code == 200, wrong
        assert "Nothing was done yet." in shown.text, wrong
        assert not PreviewLink.objects.exists(), wrong


def test_the_list_says_of_each_link_what_it_is_and_whether_it_works(client: Client) -> None:
    by = signed_in(client, *INVITER)
    made = article()
    made_link(client, made)
    invite(made, now=NOW - timedelta(days=8))
    ended = invite(made)
    gone = staff("invite_reviewer")
    invite(made, by=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    remark(ended)
    last = PreviewLink.objects.order_by("pk")[2]
    client.post(action_page("end_link", made, last.pk))
    shown = " ".join(client.get(desk(made)).text.split())
    assert f"12:00 PM by {by}" in shown
    for words in (
        "until March 8, 2027", "No: it ended by itself on February 28, 2027",
        f"No: {by} ended it on March 1, 2027", "No: the account of its maker is closed",
    ):  # fmt: skip
        assert words in shown
    assert shown.count("End this link") == 1
    listed = [link.made_at for link in client.get(desk(made)).context["links"]]
    assert listed == sorted(listed, reverse=True)


def test_an_ended_link_opens_nothing_at_once(client: Client) -> None:
    signed_in(client, *INVITER)
    made = article()
    token = made_link(client, made)
    end = action_page("end_link", made, PreviewLink.objects.get().pk)
    assert client.get(end).status_code == 405
    assert Client().get(page(token)).status_code == 200
    assert client.post(end, follow=True).redirect_chain == [(desk(made), 302)]
    assert Client().get(page(token)).status_code == 404
    assert "had ended already" in client.post(end, follow=True).text


def test_remarks_are_read_and_ticked_off(client: Client) -> None:
    by = signed_in(client, *INVITER)
    made = article()
    token = invite(made)
    remark(token, name="<b>Dr. A</b>", section="Walking may help")
    shown = client.get(desk(made)).text
    assert REMARK in shown
    assert "&lt;b&gt;Dr. A&lt;/b&gt;" in shown
    assert "<b>Dr. A" not in shown
    assert "Remarks to look at (1)" in " ".join(re.sub("<[^>]+>", "", shown).split())
    tick = action_page("mark_remark", made, Remark.objects.get().pk)
    assert client.get(tick).status_code == 405
    client.post(tick)
    kept = Remark.objects.get()
    assert (kept.done_at, kept.done_by) == (NOW, by)
    assert "1 remark that is done" in client.get(desk(made)).text
    client.post(tick, {"again": "1"})
    assert Remark.objects.get().done_at is None


def test_a_remark_on_an_earlier_text_says_so(client: Client) -> None:
    signed_in(client, *INVITER)
    made = article()
    token = invite(made)
    remark(token, text="Now.", seen=PreviewLink.objects.get().text_digest)
    assert "about an earlier text" not in client.get(desk(made)).text
    made.sections.update(heading="Another heading")
    assert "about an earlier text" in client.get(desk(made)).text


def sign_in_as(client: Client, role: str) -> None:
    client.force_login(member(role), "clinic_site.foundation.accounts.backends.StaffBackend")


def test_editors_and_clinical_reviewers_may_invite(client: Client) -> None:
    for role in (roles.EDITOR, roles.CLINICAL_REVIEWER):
        sign_in_as(client, role)
        assert made_link(client, article())


def test_others_who_read_drafts_see_the_list_and_change_nothing(client: Client) -> None:
    sign_in_as(client, roles.MANAGER)
    made = article()
    remark(invite(made))
    link, said = PreviewLink.objects.get(), Remark.objects.get()
    shown = client.get(desk(made)).text
    assert REMARK in shown
    assert '<form method="post" action="/staff/articles' not in shown
    assert "Make a link" not in shown
    for address in (
        desk(made),
        action_page("end_link", made, link.pk),
        action_page("mark_remark", made, said.pk),
    ):
        assert client.post(address, {"made_for": "x", "days": "7"}).status_code == 403
    assert PreviewLink.objects.filter(revoked_at=None).count() == 1
    assert Remark.objects.filter(done_at=None).count() == 1


def test_what_is_not_there_changes_nothing(client: Client) -> None:
    signed_in(client, *INVITER)
    made, huge = article(), 10**22
    assert client.get(action_page("reviewers", Article(pk=huge))).status_code == 404
    assert client.post(action_page("reviewers", Article(pk=huge))).status_code == 404
    for name in ("end_link", "mark_remark"):
        for pk in (999, huge):
            target = action_page(name, made, pk)
            assert client.post(target).status_code == 302
