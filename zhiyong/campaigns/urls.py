"""Pages of the room `campaigns`."""

from django.urls import path

from zhiyong.campaigns import exchange_urls
from zhiyong.campaigns.views.running import acts as running
from zhiyong.campaigns.views.running import board, draft
from zhiyong.campaigns.views.running import lists as campaigns
from zhiyong.campaigns.views.running import page as whole
from zhiyong.campaigns.views.work import acts, lists, page, sheets, writing

app_name = "campaigns"

urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("prepare/", draft.prepare, name="prepare"),
    path("<int:pk>/", whole.campaign, name="campaign"),
    path("<int:pk>/preview/", draft.look, name="preview"),
    path("<int:pk>/parties/<slug:party>/", draft.choose, name="choose"),
    path("<int:pk>/progress/", running.progress, name="progress"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/units/", board.units, name="units"),
    path("<int:pk>/units/<int:member>/leave/", running.leave, name="leave"),
    path("<int:pk>/phases/<slug:code>/", whole.stage, name="stage"),
    path("<int:pk>/phases/<slug:code>/days/", draft.set_stage, name="set_stage"),
    path("<int:pk>/phases/<slug:code>/do/<slug:key>/", running.stage_act, name="stage_act"),
    path("<int:pk>/tasks/<slug:code>/", draft.set_task, name="set_task"),
    path("<int:pk>/tasks/<slug:code>/do/<slug:key>/", running.task_act, name="task_act"),
    path("<int:pk>/do/<slug:key>/", running.act, name="act"),
    path("work/", lists.owed, name="owed"),
    path("work/month/", lists.month, name="month"),
    path("work/to-accept/", lists.to_judge, name="to_judge"),
    path("work/sheets/", sheets.sheets, name="sheets"),
    path("<int:pk>/programmes/", page.programmes, name="programmes"),
    path("assignments/<int:pk>/", page.assignment, name="assignment"),
    path("assignments/<int:pk>/write/", writing.write, name="write"),
    path("assignments/<int:pk>/sheet/", sheets.my_sheet, name="my_sheet"),
    path("assignments/<int:pk>/<slug:key>/", acts.act, name="assignment_act"),
    path("versions/<int:pk>/", page.version, name="version"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/<slug:key>/", sheets.sheet_act, name="sheet_act"),
    *exchange_urls.urlpatterns,
]
