"""The pages of the directory."""

from django.urls import path

from zhiyong.directory.views import (
    accounts,
    bodies,
    cover,
    people,
    picks,
    posts,
    reception,
    regions,
    roles,
    unit_acts,
    units,
    workbooks,
)

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
    path("find/region/", picks.find_region, name="find_region"),
    path("find/person/", picks.find_person, name="find_person"),
    path("find/post/", picks.find_post, name="find_post"),
    path("find/holder/", picks.find_holder, name="find_holder"),
]
UNITS = [
    path("units/", units.tree, name="units"),
    path("units/list/", units.unit_list, name="unit_list"),
    path("units/suggest/", units.suggest, name="suggest_unit"),
    path("units/open/", unit_acts.open_unit, name="open_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/<slug:act>/", unit_acts.unit_act, name="unit_act"),
    path("spans/<int:pk>/correct/", unit_acts.correct_span, name="correct_span"),
    path("branches/<int:pk>/end/", unit_acts.end_branch, name="end_branch"),
]
REGIONS = [
    path("regions/", regions.region_list, name="regions"),
    path("regions/open/", regions.open_region, name="open_region"),
    path("regions/<int:pk>/", regions.region, name="region"),
    path("regions/<int:pk>/<slug:act>/", regions.region_act, name="region_act"),
]
POSTS = [
    path("vacancies/", posts.vacancies, name="vacancies"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/<slug:act>/", posts.post_act, name="post_act"),
    path("tenures/<int:pk>/<slug:act>/", posts.tenure_act, name="tenure_act"),
    path("portfolios/<int:pk>/end/", posts.end_charge, name="end_charge"),
]
PEOPLE = [
    path("people/", people.person_list, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/<slug:act>/", people.person_act, name="person_act"),
]
BODIES = [
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/set-up/", bodies.set_up, name="set_up_body"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/<slug:act>/", bodies.body_act, name="body_act"),
    path("seats/<int:pk>/end/", bodies.end_seat, name="end_seat"),
]
RECEPTION = [
    path("points/", reception.point_list, name="points"),
    path("points/require/", reception.require, name="require_channel"),
    path("points/rules/<int:pk>/end/", reception.stop_requiring, name="stop_requiring"),
    path("points/<int:pk>/", reception.point, name="point"),
    path("points/<int:pk>/<slug:act>/", reception.point_act, name="point_act"),
]
COVER = [
    path("covers/", cover.covers, name="covers"),
    path("covers/leave/", cover.go_on_leave, name="go_on_leave"),
    path("covers/<slug:kind>/<int:pk>/confirm/", cover.confirm, name="confirm_cover"),
    path("covers/<slug:kind>/<int:pk>/end/", cover.end_cover, name="end_cover"),
    path("hand-overs/", cover.hand_overs, name="hand_overs"),
    path("hand-overs/draw-up/", cover.draw_up, name="draw_up"),
    path("hand-overs/<int:pk>/", cover.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/sign/", cover.sign, name="sign_hand_over"),
    path("hand-overs/<int:pk>/withdraw/", cover.withdraw, name="withdraw_hand_over"),
]
WORKBOOKS = [
    path("workbooks/", workbooks.workbooks, name="workbooks"),
    path("workbooks/template/", workbooks.workbook_template, name="workbook_template"),
    path("workbooks/export/", workbooks.take_away, name="take_away"),
    path("workbooks/exports/<int:pk>/", workbooks.exported, name="exported"),
    path("workbooks/<int:pk>/", workbooks.workbook, name="import"),
    path("workbooks/<int:pk>/<slug:act>/", workbooks.workbook_act, name="workbook_act"),
]

urlpatterns = [
    *ACCOUNTS,
    *FINDERS,
    *UNITS,
    *REGIONS,
    *POSTS,
    *PEOPLE,
    *BODIES,
    *RECEPTION,
    *COVER,
    *WORKBOOKS,
]
