"""Pages of the vault."""

from django.urls import path

from zhiyong.vault import views

app_name = "vault"

urlpatterns = [
    path("key/", views.key, name="key"),
    path("key/passphrase/", views.change_passphrase, name="change_passphrase"),
    path("key/start-over/", views.start_over, name="start_over"),
    path("custodians/", views.custodies, name="custodies"),
    path("custodians/set-up/<int:unit>/", views.establish, name="establish"),
    path("custodians/<int:pk>/", views.custody, name="custody"),
    path("custodians/<int:pk>/admit/", views.admit, name="admit"),
    path("custodians/<int:pk>/remove/<int:person>/", views.remove, name="remove"),
    path("custodians/<int:pk>/recovery-key/", views.replace_recovery, name="replace_recovery"),
    path("custodians/<int:pk>/recover/", views.recover, name="recover"),
    path("of/<str:reference>/", views.envelopes, name="envelopes"),
    path("envelopes/<int:pk>/", views.envelope, name="envelope"),
    path("envelopes/<int:pk>/open/", views.open_envelope, name="open"),
    path("envelopes/<int:pk>/give/", views.grant, name="grant"),
    path("openings/", views.openings, name="openings"),
    path("enquiries/new/", views.enquire, name="enquire"),
    path("enquiries/<int:pk>/", views.enquiry, name="enquiry"),
]
