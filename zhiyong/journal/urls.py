"""Pages of the journal: the auditors' under journal/, everybody's under verify/."""

from django.urls import path

from zhiyong.journal.views import console, public

app_name = "journal"

urlpatterns = [
    path("journal/", console.entries, name="entries"),
    path("journal/entries/<uuid:pk>/", console.entry, name="entry"),
    path("journal/entries/<uuid:pk>/proof.json", console.proof, name="entry_proof"),
    path("journal/entries/<uuid:pk>/propose/", console.propose_prune, name="propose_prune"),
    path("journal/entries/<uuid:pk>/prune/", console.prune, name="prune"),
    path("journal/reads/", console.reads, name="reads"),
    path("journal/reads/key/", console.new_key, name="new_key"),
    path("journal/heads/", console.heads, name="heads"),
    path("journal/heads/<int:year>/<int:month>/", console.month, name="month"),
    path("verify/", public.verify, name="verify"),
    path("verify/heads/", public.heads, name="public_heads"),
    path("verify/heads.atom", public.feed, name="feed"),
    path("verify/heads/<str:log>/latest.json", public.latest_head, name="latest_head"),
    path("verify/heads/<str:log>/<int:size>.json", public.head, name="head"),
    path("verify/proof/<str:leaf>.json", public.proof, name="proof"),
    path("verify/link/<str:log>/<int:first>-<int:second>.json", public.link, name="link"),
    path("verify/leaves/<str:day>.json", public.leaves, name="leaves"),
    path("keys.json", public.keys, name="keys"),
]
