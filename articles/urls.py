"""The addresses readers use."""

from django.urls import include, path, re_path

from articles.feedback import views as feedback
from articles.previews import views as previews
from articles.reading import views
from articles.reading.feeds import NewestEditions
from clinic_site.foundation.web.origin import only_shown

_pages = [
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/editions/", views.editions, name="editions"),
    path("e/<int:article>-<int:number>/", views.copy, name="copy"),
    path("e/<int:article>-<int:number>/qr.svg", views.copy_qr, name="copy_qr"),
    path("useful/<slug:slug>/", feedback.useful, name="useful"),
    path("useful/<slug:slug>/thanks/", feedback.useful_thanks, name="useful_thanks"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("preview/<str:token>/thanks/", previews.preview_thanks, name="preview_thanks"),
    re_path(r"^media/pictures/(?P<name>[0-9a-z.-]{1,60})$", views.picture_file, name="picture"),
    path("claims/", views.claims, name="claims"),
    path("claims/<slug:slug>/", views.claims_of_topic, name="claims_topic"),
    path("search/", views.search_page, name="search"),
    path("feed/", only_shown(NewestEditions()), name="feed"),
]

urlpatterns = [path("", include((_pages, "articles")))]
