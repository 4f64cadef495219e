"""The pages of the directory."""

from django.urls import path

from zhiyong.directory.views import accounts, picks, roles

app_name = "directory"

ACCOUNTS = [
    path("account/sign-in/", accounts.sign_in, name="sign_in"),
    path("account/sign-out/", accounts.sign_out, name="sign_out"),
    path("account/", accounts.mine, name="my_account"),
    path("account/password/", accounts.password, name="password"),
    path("account/sessions/<int:pk>/end/", accounts.end_session, name="end_session"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/open/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/<slug:act>/", accounts.account_act, name="account_act"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/bind/", roles.bind, name="bind_role"),
    path("roles/<int:pk>/confirm/", roles.confirm, name="confirm_role"),
    path("roles/<int:pk>/end/", roles.end, name="end_role"),
]
FINDERS = [
    path("find/unit/", picks.find_unit, name="find_unit"),
    path("find/person/", picks.find_person, name="find_person"),
    path("find/holder/", picks.find_holder, name="find_holder"),
]

urlpatterns = [*ACCOUNTS, *FINDERS]
