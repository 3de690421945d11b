"""Every address of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from clinic_site.foundation.web.origin import only_shown
from clinic_site.pages import views as pages
from clinic_site.pages.views import SITEMAPS

handler500 = "clinic_site.pages.outage.fault"

urlpatterns = [
    path("", pages.home, name="home"),
    path("warning-signs/", pages.warning_signs, name="warning_signs"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("editorial-policy/", pages.editorial_policy, name="editorial_policy"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", only_shown(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("book/", include("intake.urls")),
    path("staff/", include("clinic_site.sign_in.urls")),
    path("staff/", admin.site.urls),
    path("", include("articles.urls")),
]
