"""Lists that look and work the same in every room: filters, count, table, pages, acts, export.

A room declares what its list is, and hands it the rows it may show:

    QUEUE = ListPage(
        name="queue",
        columns=(Column("number", _("Number"), url=Complaint.get_absolute_url, head=True), …),
        filters=(TextFilter("q", _("Contains"), ("title__icontains",)), …),
        orders=(Order("newest", _("Newest first"), ("-received_on", "-id")),),
        noun=ngettext_lazy("%(shown)s complaint", "%(shown)s complaints", "count"),
    )

    def queue(request):
        return QUEUE.respond(request, selectors.queue_visible_to(…), title=_("Intake queue"))
"""

from zhiyong.shell.lists.columns import Column
from zhiyong.shell.lists.export import watch
from zhiyong.shell.lists.filters import (
    ChoiceFilter,
    DatesFilter,
    Filter,
    FlagFilter,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.lists.page import BulkAct, Empty, Listing, ListPage, Order, picked

__all__ = [
    "BulkAct",
    "ChoiceFilter",
    "Column",
    "DatesFilter",
    "Empty",
    "Filter",
    "FlagFilter",
    "ListPage",
    "Listing",
    "Order",
    "PickFilter",
    "TextFilter",
    "picked",
    "watch",
]
