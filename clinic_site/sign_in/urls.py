"""Signing in beyond the password, and getting a forgotten one replaced."""

from django.urls import path
from django.views.generic import TemplateView

from clinic_site.sign_in.passwords import NewPassword, ask_for_reset
from clinic_site.sign_in.second_step import picture, second_step, set_up, sign_in_again

urlpatterns = [
    path("sign-in-again/", sign_in_again, name="sign_in_again"),
    path("second-step/", second_step, name="second_step"),
    path("second-step/set-up/", set_up, name="second_step_set_up"),
    path("second-step/picture.svg", picture, name="second_step_picture"),
    path("password-reset/", ask_for_reset, name="admin_password_reset"),
    path(
        "password-reset/done/",
        TemplateView.as_view(template_name="admin/sign_in/reset_done.html"),
        name="password_reset_done",
    ),
    path("password-reset/<uidb64>/<token>/", NewPassword.as_view(), name="password_reset_confirm"),
    path(
        "password-reset/complete/",
        TemplateView.as_view(template_name="admin/sign_in/new_password_done.html"),
        name="password_reset_complete",
    ),
]
