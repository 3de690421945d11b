"""The addresses readers use."""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from articles import views
from articles.feeds import NewestEditions
from articles.sitemaps import SITEMAPS

_pages = [
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("search/", views.search_page, name="search"),
    path("feed/", require_safe(NewestEditions()), name="feed"),
]

urlpatterns = [
    path("", include((_pages, "articles"))),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
