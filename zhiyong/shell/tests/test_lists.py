"""Lists: what is asked, how it is narrowed, shown, counted, ordered, ticked, taken away."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from django.utils.translation import ngettext_lazy, override
from python_calamine import CalamineWorkbook

from zhiyong.shell import lists
from zhiyong.shell.lights import Light
from zhiyong.shell.lists import (
    BulkAct,
    ChoiceFilter,
    Column,
    DatesFilter,
    FlagFilter,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
    export,
)
from zhiyong.shell.picking import Find
from zhiyong.shell.tests.gallery.pages import Nobody, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.urls("zhiyong.shell.tests.gallery.urls")]
START = datetime(2026, 11, 1, tzinfo=UTC)
UNITS = {"7": Find("7", "市住建局")}


def light(row: Session) -> Light:
    return Light.OVERDUE if row.session_data == "late" else Light.NORMAL


def page(**changes: Any) -> ListPage:
    """Return a list of sessions."""
    settings: dict[str, Any] = {
        "name": "sessions",
        "columns": (
            Column("session_key", "编号", head=True, url=lambda row: f"/{row.pk}/", order="newest"),
            Column("session_data", "内容", wide=True, sub=lambda row: f"附：{row.pk}"),
            Column("expire_date", "日期", kind="day"),
            Column("light", "状态", value=light, kind="light"),
            Column("size", "字数", value=lambda row: len(row.session_data), kind="num"),
            Column("secret", "只在表中", value=lambda _: "只在表中的值", only="workbook"),
            Column("shown", "只在页面", value=lambda _: "只在页面的值", only="page"),
        ),
        "filters": (
            TextFilter("q", "关键词", ("session_data__icontains", "session_key__startswith")),
            ChoiceFilter("what", "类别", choices=lambda: [("late", "迟")], lookup="session_data"),
            ChoiceFilter(
                "some",
                "几类",
                choices=[("late", "迟"), ("=1+1", "式")],
                several=True,
                lookup="session_data",
            ),
            FlagFilter("odd", "只看迟的", condition=Q(session_data="late")),
            PickFilter(
                "unit",
                "单位",
                find=lambda text: [u for u in UNITS.values() if text in u.label],
                get=UNITS.get,
                narrowing=lambda rows, pk: rows.filter(session_key__endswith=pk),
            ),
            DatesFilter("day", "日期", lookup="expire_date__date", more=True),
        ),
        "orders": (
            Order("newest", "最新在前", ("-expire_date", "-session_key")),
            Order("oldest", "最早在前", ("expire_date", "session_key")),
        ),
        "noun": ngettext_lazy("%(shown)s row", "%(shown)s rows", "count"),
        "size": 5,
    }
    return ListPage(**{**settings, **changes})


@pytest.fixture
def rows() -> None:
    texts = ["=1+1", "late", "平常", "late", "+8613800000000", "@here", "<b>粗</b>", "平常"]
    Session.objects.bulk_create(
        Session(session_key=f"k{n}", session_data=text, expire_date=START + timedelta(days=n))
        for n, text in enumerate(texts)
    )


@pytest.fixture
def ask(rf: RequestFactory) -> Any:
    def asking(query: str = "", *, htmx: bool = False, **changes: Any) -> HttpResponse:
        request: Any = rf.get(f"/list/?{query}")
        request.user, request.standing, request.htmx = Nobody(), Someone(), False
        if htmx:
            request.htmx = type("Htmx", (), {"boosted": False, "__bool__": lambda _: True})()
        acts = changes.pop("acts", ())
        mark = changes.pop("mark", "")
        with override("zh-hans"):
            return page(**changes).respond(
                request, Session.objects.all(), title="会话", acts=acts, mark=mark
            )

    return asking


def html(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def taken(answer: Any) -> bytes:
    """Return the workbook that was sent."""
    assert "attachment" in answer["Content-Disposition"]
    return bytes(answer.content)


def sheets(answer: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(answer)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.usefixtures("rows")
class TestAsked:
    @pytest.mark.parametrize(
        ("query", "found", "said"),
        [
            ("", "k7 k6 k5 k4 k3", ""),
            ("q=LATE", "k3 k1", "关键词“LATE”"),
            ("q=k2", "k2", "关键词“k2”"),
            ("what=late", "k3 k1", "类别：迟"),
            ("some=late&some=%3D1%2B1", "k3 k1 k0", "几类：迟、式"),
            ("odd=on", "k3 k1", "只看迟的"),
            ("unit=7", "k7", "单位：市住建局"),
            ("unit_q=住建", "k7", "单位：市住建局"),
            (
                "day_from=2026.11.3&day_until=2026-11-04",
                "k3 k2",
                "日期 2026年11月3日至2026年11月4日",
            ),
            ("day_from=20261107", "k7 k6", "日期 2026年11月7日以后"),
            ("day_until=2026-11-02", "k1 k0", "日期 2026年11月2日以前"),
            ("what=late&day_from=2026-11-03", "k3", "类别：迟 · 日期 2026年11月3日以后"),
            ("order=oldest&odd=1", "k1 k3", "只看迟的"),
        ],
    )
    def test_filters_narrow_and_are_spoken_of(
        self, rf: RequestFactory, query: str, found: str, said: str
    ) -> None:
        with override("zh-hans"):
            listing = page().ask(rf.get(f"/?{query}"), Session.objects.all())  # type: ignore[arg-type]
            assert " ".join(row.pk for row in listing.page.rows) == found
            assert listing.sentence == said

    @pytest.mark.parametrize(
        "query",
        ["what=nothing", "day_from=明天", "q=a%00b", "some=x", "order=x", "cursor=x", "unit=9"],
    )
    def test_what_cannot_be_asked_narrows_nothing(self, ask: Any, query: str) -> None:
        assert "共 <strong>8 条</strong>" in html(ask(query))

    def test_a_wrong_filter_says_so_at_its_field_and_above_the_rows(self, ask: Any) -> None:
        shown = html(ask("day_from=明天"))
        assert shown.count("请填写日期，如 2026-11-22") == 2
        assert "filters__more" in shown
        assert '<details class="filters__more" open>' in shown

    def test_it_takes_two_queries_and_none_for_each_row(
        self, ask: Any, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):
            ask("q=k")

    def test_rows_are_given_in_one_go_what_they_need(self, ask: Any) -> None:
        seen: list[int] = []
        ask(decorate=lambda rows, _: seen.append(len(rows)))
        assert seen == [5]


@pytest.mark.usefixtures("rows")
class TestShown:
    def test_cells_are_escaped_linked_and_labelled(self, ask: Any) -> None:
        shown = html(ask())
        assert "&lt;b&gt;粗&lt;/b&gt;" in shown
        assert "<b>粗" not in shown
        assert '<a href="/k7/">k7</a>' in shown
        assert 'data-label="内容"' in shown
        assert "附：k7" in shown
        assert "只在页面的值" in shown
        assert "只在表中的值" not in shown

    def test_the_order_is_said_in_the_head_and_in_the_sentence(self, ask: Any) -> None:
        shown = html(ask())
        assert 'aria-sort="descending"' in shown
        assert "· 最新在前" in shown

    def test_pages_follow_each_other_and_keep_the_filters(self, ask: Any) -> None:
        shown = html(ask("q=k"))
        assert 'rel="next" href="?q=k&amp;cursor=' in shown
        assert 'rel="prev"' not in shown

    def test_htmx_gets_the_list_alone(self, ask: Any) -> None:
        whole, alone = ask(), ask(htmx=True)
        assert "<html" in html(whole)
        assert html(alone).lstrip().startswith('<section class="listing" id="listing">')
        assert "HX-Request" in whole["Vary"]
        assert "HX-Request" in alone["Vary"]

    def test_nothing_found_differs_from_nothing_there(self, ask: Any) -> None:
        assert "没有符合条件的内容" in html(ask("q=nowhere"))
        Session.objects.all().delete()
        assert "暂无内容" in html(ask())

    def test_many_are_counted_to_the_cap_and_exactly_on_request(
        self, ask: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("zhiyong.shell.paging.CAP", 6)
        assert "共 <strong>6+ 条</strong>" in html(ask())
        assert "精确计数" in html(ask())
        assert "共 <strong>8 条</strong>" in html(ask("exact=1"))

    def test_bulk_acts_post_the_ticked_rows_and_say_why_not(self, ask: Any) -> None:
        acts = [
            BulkAct("urge", "催办", "/urge/"),
            BulkAct("end", "办结", "/end/", why_not="须逐件审核"),
        ]
        shown = html(ask(acts=acts))
        assert shown.count('name="pick"') == 5
        assert 'formaction="/urge/"' in shown
        assert "须逐件审核" in shown
        assert "/end/" not in shown
        assert 'name="pick"' not in html(ask(acts=acts[1:]))

    def test_no_acts_no_ticking(self, ask: Any) -> None:
        assert 'name="pick"' not in html(ask())


def test_ticked_rows_are_read_as_numbers(rf: RequestFactory) -> None:
    request: Any = rf.post("/", QueryDict("pick=3&pick=x&pick=5&pick=99999999999999999999").dict())
    request._post = QueryDict("pick=3&pick=x&pick=5&pick=99999999999999999999")
    assert lists.picked(request) == [3, 5]


@pytest.mark.usefixtures("rows")
class TestTakenAway:
    def test_the_first_sheet_says_what_it_is(self, ask: Any) -> None:
        cover = dict(sheets(ask("export=xlsx&odd=1&order=oldest", mark="内部"))["说明"])
        assert cover["清单名称"] == "会话"
        assert cover["数量"] == "2 条"
        assert cover["筛选条件"] == "只看迟的"
        assert cover["排序"] == "最早在前"
        assert cover["导出人"] == "沈知远 (市治庸问责办公室)"
        assert cover["知悉范围标识"] == "内部"

    def test_all_rows_go_in_the_shown_order_not_the_page_alone(self, ask: Any) -> None:
        head, *body = sheets(ask("export=xlsx"))["明细"]
        assert head == ["编号", "内容", "日期", "状态", "字数", "只在表中"]
        assert [row[0] for row in body] == [f"k{n}" for n in range(7, -1, -1)]
        assert body[0][4] == 2.0
        assert body[4][3] == "超期"

    def test_what_looks_like_a_formula_stays_text(self, ask: Any) -> None:
        answer = ask("export=xlsx&order=oldest")
        content = taken(answer)
        body = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1).to_python()
        assert body[1][1] == "=1+1"
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet2.xml")
            assert b'quotePrefix="1"' in book.read("xl/styles.xml")

    def test_whoever_keeps_the_record_is_told_first(
        self, ask: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[export.Exported] = []
        monkeypatch.setattr(export, "_watchers", [told.append])
        taken(ask("export=xlsx&odd=1"))
        assert [(one.name, one.count, one.sentence) for one in told] == [
            ("sessions", 2, "只看迟的")
        ]

    def test_nothing_leaves_when_the_record_fails(
        self, ask: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(exported: export.Exported) -> None:
            raise RuntimeError

        monkeypatch.setattr(export, "_watchers", [fail])
        with pytest.raises(RuntimeError):
            ask("export=xlsx")

    def test_too_many_are_refused_with_what_to_do(
        self, ask: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "MOST", 3)
        assert "一次最多导出 3 条" in html(ask("export=xlsx"))
        assert taken(ask("export=xlsx&odd=1"))

    def test_a_list_may_refuse_to_be_taken_away(self, ask: Any) -> None:
        shown = html(ask("export=xlsx", exports=False))
        assert "导出" not in shown

    def test_a_cell_that_is_too_long_is_cut_and_says_so(self, ask: Any) -> None:
        Session.objects.filter(pk="k7").update(session_data="长" * 40_000)
        body = sheets(ask("export=xlsx"))["明细"]
        assert len(body[1][1]) == export.CELL
        assert body[1][1].endswith("…")

    def test_it_takes_two_queries_more_or_less_rows(
        self, ask: Any, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(5):  # the page, its count, the rows; the record of it
            taken(ask("export=xlsx"))
