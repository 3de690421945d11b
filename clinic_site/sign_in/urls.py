"""Signing in beyond the password, and getting a forgotten one replaced."""

from django.contrib.auth import views
from django.urls import path

from clinic_site.desk.own_account import ForgottenPassword
from clinic_site.sign_in.views import picture, second_step, set_up, sign_in_again

urlpatterns = [
    path("sign-in-again/", sign_in_again, name="sign_in_again"),
    path("second-step/", second_step, name="second_step"),
    path("second-step/set-up/", set_up, name="second_step_set_up"),
    path("second-step/picture.svg", picture, name="second_step_picture"),
    path("password-reset/", views.PasswordResetView.as_view(), name="admin_password_reset"),
    path("password-reset/done/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password-reset/<uidb64>/<token>/",
        ForgottenPassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password-reset/complete/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
