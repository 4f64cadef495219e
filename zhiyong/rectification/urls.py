"""Addresses of this room."""

from django.urls import path

from zhiyong.rectification.views import acts, figures, lists, notices, pages, rules, workbooks

app_name = "rectification"

urlpatterns = [
    path("", lists.items, name="items"),
    path("ours/", lists.mine, name="mine"),
    path("register/", acts.choose, name="choose"),
    path("register/<int:adoption>/", acts.register, name="register"),
    path("items/<int:pk>/", pages.item, name="item"),
    path("items/<int:pk>/<slug:key>/", acts.act, name="act"),
    path("figures/", figures.figures, name="figures"),
    path("rules/", lists.rules, name="rules"),
    path("rules/add/", rules.add, name="rule_add"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/review/", rules.review, name="rule_act"),
    path("notices/", notices.notices, name="notices"),
    path("notices/issue/<int:adoption>/", notices.add, name="notice_add"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/<slug:key>/", notices.act, name="notice_act"),
    path("units/", notices.watch, name="watch"),
    path("units/<int:adoption>/<int:unit>/<str:code>/", notices.judge, name="judge"),
    path("units/<int:pk>/off/", notices.take_off, name="take_off"),
    path("workbooks/<int:adoption>/template.xlsx", workbooks.template, name="template"),
    path("workbooks/<int:adoption>/ledger.xlsx", workbooks.export, name="export"),
    path("workbooks/<int:adoption>/import/", workbooks.hand_in, name="hand_in"),
    path("workbooks/<int:pk>/", workbooks.workbook, name="workbook"),
    path("workbooks/<int:pk>/<slug:act>/", workbooks.workbook_act, name="workbook_act"),
]
