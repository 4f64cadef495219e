"""Where each room's pages are. A room that has pages has its line here."""

from django.urls import include, path

PAGES = {
    "journal": "",  # journal/ for auditors, verify/ and keys.json for everybody
    "portal": "",
    "desk": "desk/",
    "directory": "directory/",
    "vault": "vault/",
    "files": "files/",
    "notices": "notices/",
    "plans": "plans/",
    "registers": "registers/",
    "approvals": "approvals/",
    "duties": "duties/",
    "papers": "papers/",
    "intake": "intake/",
    "matters": "matters/",
    "instructions": "instructions/",
    "cases": "cases/",
    "transfers": "transfers/",
    "tracks": "tracks/",
    "campaigns": "campaigns/",
    "meetings": "meetings/",
    "decisions": "decisions/",
    "consequences": "consequences/",
    "rectification": "rectification/",
    "appeals": "appeals/",
    "archives": "archives/",
    "publicity": "publicity/",
    "protection": "watch/",
    "inspections": "inspections/",
    "shell": "shell/",
}

urlpatterns = [path(prefix, include(f"zhiyong.{room}.urls")) for room, prefix in PAGES.items()]

handler400 = "zhiyong.shell.views.bad_request"
handler404 = "zhiyong.shell.views.not_found"
handler403 = "zhiyong.shell.views.forbidden"
handler500 = "zhiyong.shell.views.fault"
