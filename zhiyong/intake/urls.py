"""The pages of intake."""

from django.urls import path

from zhiyong.intake.views import (
    acts,
    bulk,
    complaint,
    counter,
    entry,
    imports,
    mails,
    printing,
    queue,
    registers,
)

app_name = "intake"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("enter/", entry.choose, name="enter"),
    path("enter/receipt/", entry.receipt_file, name="receipt_file"),
    path("enter/receipt/slip/", printing.receipt_slip, name="receipt_slip"),
    path("enter/<slug:channel>/", entry.enter, name="enter_by"),
    path("bulk/<slug:name>/", bulk.bulk, name="bulk"),
    path("registers/", registers.register, name="registers"),
    path("registers/<slug:slip>/", registers.register, name="register"),
    path("registers/<slug:slip>/print/", printing.register, name="register_print"),
    path("forms/", counter.blank_forms, name="blank_forms"),
    path("forms/sheets/", counter.blank_sheets, name="blank_sheets"),
    path("forms/print/", printing.blank_forms, name="blank_print"),
    path("forms/<int:pk>/spoil/", counter.spoil, name="spoil"),
    path("mails/", mails.mails, name="mails"),
    path("handovers/", counter.handovers, name="handovers"),
    path("handovers/<int:pk>/collect/", counter.collect, name="collect"),
    path("workbooks/", imports.imports, name="imports"),
    path("workbooks/take/", imports.take_away, name="take_workbook"),
    path("workbooks/template/<slug:kind>/", imports.empty, name="import_template"),
    path("workbooks/<int:pk>/", imports.one, name="import"),
    path("workbooks/<int:pk>/<slug:act>/", imports.settle, name="import_settle"),
    path("<int:pk>/", complaint.complaint, name="complaint"),
    path("<int:pk>/slip/", printing.registration_slip, name="slip"),
    path("<int:pk>/message/", complaint.message, name="message"),
    path("<int:pk>/read/", complaint.mark_read, name="read"),
    path("<int:pk>/repeats/<int:earlier>/", complaint.repeat, name="repeat"),
    path("<int:pk>/corrections/", acts.corrections, name="corrections"),
    path("<int:pk>/corrections/<slug:name>/", acts.correct, name="correct"),
    path("<int:pk>/acts/<slug:name>/", acts.act, name="act"),
]
