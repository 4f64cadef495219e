"""The sums of a year: what is stated, the workbook to state them, and its errors at their cells."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.consequences.forms import LARGEST_WORKBOOK, SumsForm
from zhiyong.consequences.models import YearlySum
from zhiyong.consequences.selectors.access import sums_visible_to
from zhiyong.consequences.services import stating
from zhiyong.directory.standing import account_of
from zhiyong.directory.workbook.reading import NotReadable, Problem
from zhiyong.registers.wording import say_problem
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import ChoiceFilter, Column, Empty, ListPage, Order, TextFilter
from zhiyong.shell.lists.export import XLSX

SHOWN = 200
"""So many errors are shown on a page."""

SUMS = ListPage(
    name="yearly-sums",
    columns=(
        Column(
            "whose",
            gettext_lazy("Paid to"),
            value=lambda row: row.person.name if row.person else row.unit.name,
            head=True,
            sub=lambda row: row.person.number if row.person else row.unit.code,
        ),
        Column("of", gettext_lazy("What is paid"), value=lambda row: row.get_of_display()),
        Column("year", gettext_lazy("Year"), value=lambda row: str(row.year)),
        Column("amount", gettext_lazy("Amount in yuan"), kind="num"),
        Column("stated_on", gettext_lazy("Stated"), kind="day"),
    ),
    filters=(
        TextFilter(
            "q",
            gettext_lazy("Contains"),
            ("person__name__contains", "person__number__startswith", "unit__name__contains"),
        ),
        ChoiceFilter("of", gettext_lazy("What is paid"), choices=YearlySum.Of.choices),
    ),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-year", "-id")),),
    noun=ngettext_lazy("%(shown)s sum", "%(shown)s sums", "count"),
    empty=Empty(
        gettext_lazy("No sum is stated yet"),
        gettext_lazy(
            "Take the template, fill in the bonus of each person and unit, and hand it in: the "
            "amounts withheld are worked out at once."
        ),
        icon="table",
    ),
)


@never_cache
@needs(*stating.KEEPERS)
@require_GET
def sums(request: Request) -> HttpResponse:
    """Show the sums that somebody keeps."""
    rows = sums_visible_to(request.standing).select_related("person", "unit")
    return SUMS.respond(request, rows, title=_("Yearly sums"), template="consequences/sums.html")


@needs(*stating.KEEPERS)
@require_GET
def template(request: Request) -> FileResponse:
    """Send the workbook to fill in."""
    name = _("Yearly sums - template.xlsx")
    return FileResponse(stating.template(), as_attachment=True, filename=name, content_type=XLSX)


@never_cache
@needs(*stating.KEEPERS)
@require_http_methods(["GET", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Hand a workbook in: errors at their cells, or all of it is taken in."""
    filled = request.method == "POST"
    form = SumsForm(request.POST if filled else None, request.FILES if filled else None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LARGEST_WORKBOOK:
                raise NotReadable(_("The workbook is larger than 5 MB. Divide it."))
            many = stating.state_sums(content=file.read(), by=account_of(request), on=clock.today())
        except stating.SumsWrong as refusal:
            problems = refusal.problems
            form.add_error("file", str(refusal))
        except NotReadable as refusal:
            form.add_error("file", str(refusal))
        else:
            said = ngettext("%(n)d sum is stated.", "%(n)d sums are stated.", many) % {"n": many}
            messages.success(request, said)
            return redirect("consequences:sums")
    context = {
        "form": form,
        "problems": [{"problem": one, "text": _say(one)} for one in problems[:SHOWN]],
        "more": max(0, len(problems) - SHOWN),
        "back": reverse("consequences:sums"),
    }
    return render(request, "consequences/hand_in.html", context, status=422 if filled else 200)


def _say(problem: Problem) -> str:
    own = stating.WRONG.get(problem.code)
    return str(own) if own else say_problem(problem)
