"""The pages of inspections."""

from django.urls import path

from zhiyong.inspections.views import acts, lists, pages, visits

app_name = "inspections"

urlpatterns = [
    path("", lists.rounds, name="rounds"),
    path("new/", acts.choose, name="choose"),
    path("new/<int:adoption>/<slug:inspection>/<int:unit>/", acts.new, name="new"),
    path("findings/", lists.findings, name="findings"),
    path("findings/<int:pk>/", pages.finding, name="finding"),
    path("findings/<int:pk>/<slug:key>/", acts.finding_act, name="finding_act"),
    path("figures/", lists.figures, name="figures"),
    path("visits/", lists.visits, name="visits"),
    path("visits/<int:pk>/", pages.visit, name="visit"),
    path("visits/<int:pk>/record/", visits.record, name="record"),
    path("visits/<int:pk>/do/<slug:key>/", acts.visit_act, name="visit_act"),
    path("draws/<int:pk>/", pages.draw, name="draw"),
    path("draws/<int:pk>/make/", acts.make_draw, name="make_draw"),
    path("draws/<int:pk>/file/", pages.draw_file, name="draw_file"),
    path("reports/<int:pk>/", pages.report, name="report"),
    path("<int:pk>/", pages.round_page, name="round"),
    path("<int:pk>/units/<int:target>/drop/", acts.drop_target, name="drop_target"),
    path("<int:pk>/members/<int:member>/remove/", acts.remove_member, name="remove_member"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
