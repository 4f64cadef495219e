"""The components: what each says, to those who see it and to those who do not."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from zhiyong.rules.clauses import Clause
from zhiyong.shell import navigation
from zhiyong.shell.access import Role
from zhiyong.shell.lights import Light
from zhiyong.shell.parts import Entry, Fact, Step, Tab
from zhiyong.shell.templatetags.ui.states import time_left
from zhiyong.shell.tests.gallery.pages import Someone


def render(template: str, request: Any = None, language: str = "zh-hans", **context: Any) -> str:
    with override(language):
        return engines["django"].from_string(template).render(context, request).strip()


class TestLights:
    @pytest.mark.parametrize(
        ("state", "shape", "word"),
        [
            ("NORMAL", "●", "正常"),
            ("due-soon", "▲", "临期"),
            (Light.OVERDUE, "■", "超期"),
            ("PAUSED", "❚❚", "中止计时"),
            ("DONE", "✓", "办结"),
        ],
    )
    def test_a_word_and_a_shape(self, state: Any, shape: str, word: str) -> None:
        html = render("{% light state %}", state=state)
        assert shape in html
        assert word in html
        assert word in render("{% light_dot state %}", state=state)

    def test_an_object_with_a_light_is_its_light(self) -> None:
        duty = type("Duty", (), {"light": Light.OVERDUE})()
        assert "超期" in render("{% light duty %}", duty=duty)

    def test_no_state_shows_nothing_and_an_unknown_one_is_an_error(self) -> None:
        assert render("{% light None %}") == ""
        with pytest.raises(ValueError, match="GREEN"):
            render("{% light 'GREEN' %}")


class TestTimeLeft:
    @pytest.mark.parametrize(
        ("left", "unit", "zh", "en"),
        [
            (3, "working", "剩余 3 个工作日", "3 working days left"),
            (1, "working", "剩余 1 个工作日", "1 working day left"),
            (0, "working", "今天到期", "due today"),
            (0, "hours", "一小时内到期", "due within the hour"),
            (-1, "days", "超期 1 天", "1 day overdue"),
            (-30, "hours", "超期 30 小时", "30 hours overdue"),
        ],
    )
    def test_in_words(self, left: int, unit: Any, zh: str, en: str) -> None:
        with override("zh-hans"):
            assert time_left(left, unit) == zh
        with override("en"):
            assert time_left(left, unit) == en

    def test_overdue_looks_overdue(self) -> None:
        assert "remaining--overdue" in render("{% remaining -1 %}")
        assert "remaining--paused" in render("{% remaining 3 state='PAUSED' %}")
        assert render("{% remaining None %}") == "—"


class TestTexts:
    @pytest.mark.parametrize(
        ("template", "shown"),
        [
            ("{{ 1234567|num }}", "1,234,567"),
            ("{{ 12.5|num:1 }}", "12.5"),
            ("{{ none|num }}", "—"),
            ("{{ third|percent }}", "33.3%"),
            ("{{ two_thirds|percent }}", "66.7%"),
            ("{{ 0.125|percent:0 }}", "13%"),
            ("{{ 1234.565|num:2 }}", "1,234.57"),
            ("{{ third|num:2 }}", "0.33"),
            ("{{ 0.5|percent:0 }}", "50%"),
            ("{{ 101|capped:99 }}", "99+"),
            ("{{ 99|capped:99 }}", "99"),
            ("{{ none|dash }}", "—"),
            ("{{ 0|dash }}", "0"),
            ("{{ False|yes_no }}", "否"),
            ("{{ facts|lookup:'a' }}", "1"),
            ("{{ none|day }}", "—"),
        ],
    )
    def test_numbers_and_nothings(self, template: str, shown: str) -> None:
        third = Fraction(1, 3)
        given = {"none": None, "third": third, "two_thirds": 2 * third, "facts": {"a": 1}}
        assert render(template, **given) == shown

    def test_days_and_moments_are_local(self) -> None:
        late = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
        assert "2026年11月22日</time>" in render("{{ at|day }}", at=late)
        assert "2026年11月22日 00:30</time>" in render("{{ at|moment }}", at=late)
        assert "22 November 2026" in render("{{ at|day }}", at=date(2026, 11, 22), language="en")
        assert 'datetime="2026-11-22"' in render("{{ at|day_short }}", at=late)

    def test_an_icon_is_decoration_unless_it_has_a_label(self) -> None:
        assert 'aria-hidden="true"' in render("{% icon 'inbox' %}")
        labelled = render("{% icon 'inbox' label=said %}", said='收 "件"')
        assert 'role="img" aria-label="收 &quot;件&quot;"' in labelled
        assert "aria-hidden" not in labelled

    def test_an_unknown_icon_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            render("{% icon 'no-such-icon' %}")

    def test_this_page_with_a_change(self, rf: RequestFactory) -> None:
        request = rf.get("/", {"a": "1", "b": "2", "cursor": "x"})
        assert render("{% query_string a=3 b=None %}", request) == "?a=3"
        assert render("{% query_string cursor='y' %}", request) == "?a=1&amp;b=2&amp;cursor=y"
        assert render("{% query_string a=1 %}") == "?"


class TestBlocks:
    def test_what_is_passed_in_is_escaped(self) -> None:
        bad = "<script>"
        for template in (
            "{% chip bad %}",
            "{% clause bad %}",
            "{% figure bad bad hint=bad %}",
            "{% empty bad bad bad bad %}",
            "{% note 'info' title=bad %}{{ bad }}{% endnote %}",
            "{% panel bad %}{{ bad }}{% endpanel %}",
            "{% act bad bad why_not=bad basis=bad %}",
            "{% act bad bad hint=bad %}",
            "{% facts facts %}{% stepper steps %}{% timeline entries %}{% tabs tabs %}",
            "{% watermark bad name=bad %}",
            "{% crumb bad bad %}{% crumb bad %}",
        ):
            html = render(
                template,
                bad=bad,
                facts=[Fact(bad, bad, bad)],
                steps=[Step(bad, "done", None, bad, bad)],
                entries=[Entry(bad, None, bad, notes=(bad,))],
                tabs=[Tab(bad, bad, bad)],
            )
            assert bad not in html, template
            assert "&lt;script&gt;" in html, template

    def test_a_disabled_act_says_why_with_its_clause(self) -> None:
        why = Clause.parse("四(三) S3-120")
        html = render("{% act '/x/' '立案' why_not='本单位没有立案权限。' basis=why %}", why=why)
        assert 'aria-disabled="true"' in html
        assert "本单位没有立案权限。" in html
        assert ">四(三)</cite>" in html.replace('<span class="unseen">依据 </span>', "")
        described = html.split('aria-describedby="')[1].split('"')[0]
        assert f'id="{described}"' in html
        assert "href" not in html

    def test_an_act_that_changes_something_is_a_form(self, rf: RequestFactory) -> None:
        html = render("{% act '/x/' '签收' post=True %}", rf.get("/"))
        assert 'method="post"' in html
        assert "csrfmiddlewaretoken" in html

    def test_a_step_says_in_words_how_it_stands(self) -> None:
        steps = [
            Step("登记", "done", date(2026, 11, 2), "三(一)"),
            Step("受理", "now"),
            Step("办结"),
        ]
        html = render("{% stepper steps %}", steps=steps)
        assert html.count('aria-current="step"') == 1
        assert "已完成" in html
        assert "进行中" in html
        assert "未开始" in html

    def test_an_entry_that_was_corrected_says_so(self) -> None:
        entries = [
            Entry("登记", date(2026, 1, 2), corrected=True),
            Entry("受理", datetime(2026, 1, 2, 1, 5, tzinfo=UTC)),
        ]
        html = render("{% timeline entries %}", entries=entries)
        assert "后有更正" in html
        assert "2026年1月2日</time>" in html
        assert "2026年1月2日 09:05</time>" in html

    def test_a_watermark_names_the_reader(self) -> None:
        html = render("{% watermark '内部' name='沈知远' %}")
        assert html.count("沈知远") == 2
        assert render("{% watermark '' name='沈知远' %}") == ""

    def test_the_current_tab_says_so(self) -> None:
        tabs = [Tab("a", "概况", "#a"), Tab("b", "材料", "#b", 3)]
        assert render("{% tabs tabs current='b' %}", tabs=tabs).count('aria-current="page"') == 1

    def test_dicts_do_as_well_as_parts(self) -> None:
        assert "材料" in render("{% tabs tabs %}", tabs=[{"key": "a", "label": "材料", "url": "#"}])


class TestFrame:
    @pytest.mark.parametrize(("many", "shown"), [(0, ""), (7, "7"), (99, "99"), (100, "99+")])
    def test_a_count_that_needs_me(self, many: int, shown: str) -> None:
        item = navigation.Item(
            navigation.Group.WORK, "x", "shell:health", frozenset(), count=lambda _: many
        )
        html = render("{% nav_count item standing %}", item=item, standing=Someone())
        assert (f">{shown}<" in html) if shown else html == ""

    @pytest.mark.urls("zhiyong.shell.tests.gallery.urls")
    def test_pages_stand_in_their_groups_and_the_open_one_is_marked(
        self, rf: RequestFactory
    ) -> None:
        item = navigation.Item
        group = navigation.Group
        pages = [
            item(group.WORK, "待办", "gallery", frozenset()),
            item(group.INTAKE, "登记", "gallery_portal", frozenset()),
            item(group.ACCOUNT, "我的", "shell:health", frozenset()),
        ]
        template = (
            "{% nav_groups pages as groups %}{% for g in groups %}{{ g.group.value }}:"
            "{% for p in g.pages %}{{ p.url }}{{ p.here }} {% endfor %}{% endfor %}"
        )
        assert render(template, rf.get("/portal/x/"), pages=pages) == (
            "work:/False intake:/portal/True"
        )
        mine = "{% account_pages pages as mine %}{% for p in mine %}{{ p.url }}{% endfor %}"
        assert render(mine, pages=pages) == "/shell/health/"

    def test_a_place_that_nobody_settled_is_not_shown(self) -> None:
        assert render("{% place 'nowhere' %}") == ""

    def test_pages_are_for_their_roles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        item, group = navigation.Item, navigation.Group
        everybody = item(group.WORK, "a", "x", frozenset(), order=2)
        clerks = item(group.WORK, "b", "y", frozenset({Role.CLERK}), order=1)
        auditors = item(group.JOURNAL, "c", "z", frozenset({Role.AUDIT_ADMIN}))
        monkeypatch.setattr(navigation, "_items", [auditors, everybody, clerks])
        assert navigation.items_for(Someone()) == [clerks, everybody]
