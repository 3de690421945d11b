"""Forms of staff that came too late: the words go back to who typed them, and are kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FORBIDDEN = 403

Words = list[tuple[str, str]]


def words_of(request: HttpRequest) -> Words:
    """Return the words of a form by field: whatever is more than one word, and no password."""
    return [
        (field.replace("-", " ").replace("_", " "), text)
        for field, texts in request.POST.lists()
        for text in texts
        if len(text.split()) > 1 and "password" not in field
    ]


def give_back(request: HttpRequest, words: Words, onward: str) -> HttpResponse:
    """Say that nothing was saved, and show the words to be copied. `onward` leads on.

    Only for a request that carried a session: our cookies are not sent along from other sites,
    so nobody else can put their words on this page.
    """
    context = {"words": words, "onward": onward, "is_signed_in": request.user.is_authenticated}
    return render(request, "admin/sign_in/not_saved.html", context, status=FORBIDDEN)
