"""The pages of the public's door."""

from django.urls import path

from zhiyong.portal.views import follow, pages, published, report

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("report/", report.report, name="report"),
    path("report/send/", report.send, name="send"),
    path("report/keep/", report.keep, name="keep"),
    path("report/find-unit/", report.find_unit, name="find_unit"),
    path("follow-up/", follow.follow_up, name="follow_up"),
    path("follow-up/<slug:act>/", follow.act, name="follow_act"),
    path("desks/", pages.desks, name="desks"),
    path("published/", published.published, name="published"),
    path("published/<int:pk>/", published.publication, name="publication"),
    path("how/", pages.how, name="how"),
    path("protection/", pages.protection, name="protection"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
