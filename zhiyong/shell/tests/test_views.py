"""The language, the health, and the pages for when something went wrong."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils.translation import override

from zhiyong.shell import faults, navigation, views
from zhiyong.shell.access import signed_in
from zhiyong.shell.middleware import DatabaseAway

pytestmark = pytest.mark.urls("zhiyong.shell.tests.gallery.urls")


def away(state: str | None) -> OperationalError:
    error = OperationalError("no")
    cause = Exception("driver")
    cause.sqlstate = state  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


class TestLanguage:
    def test_it_is_kept_in_a_cookie_and_leads_back(self, client: Client) -> None:
        answer = client.post("/shell/language/", {"language": "en", "next": "/portal/?a=1"})
        assert (answer.status_code, answer["Location"]) == (302, "/portal/?a=1")
        assert answer.cookies["django_language"].value == "en"

    def test_it_leads_to_no_other_site(self, client: Client) -> None:
        answer = client.post(
            "/shell/language/", {"language": "en", "next": "https://elsewhere.example/"}
        )
        assert answer["Location"] == "/"

    def test_an_unknown_language_changes_nothing(self, client: Client) -> None:
        answer = client.post("/shell/language/", {"language": "xx"})
        assert "django_language" not in answer.cookies

    def test_a_link_does_not_change_it(self, client: Client) -> None:
        assert client.get("/shell/language/").status_code == 405


@pytest.mark.django_db
class TestHealth:
    def test_it_says_that_the_database_is_here(self, client: Client) -> None:
        assert client.get("/shell/health/").json() == {"database": "here"}

    def test_it_says_that_it_is_away(self, client: Client) -> None:
        with mock.patch.object(views.connection, "cursor", side_effect=DatabaseError):
            assert client.get("/shell/health/").status_code == 503


class TestErrors:
    @pytest.mark.parametrize(
        ("handler", "status", "zh"),
        [
            (views.bad_request, 400, "无法识别这次请求"),
            (views.forbidden, 403, "您没有这一页的权限"),
            (views.not_found, 404, "这里没有内容"),
            (views.too_large, 413, "一次提交的内容过多"),
            (views.fault, 500, "服务器未能完成这项操作"),
        ],
    )
    def test_each_says_what_to_do_without_a_database(
        self, rf: RequestFactory, handler: Any, status: int, zh: str
    ) -> None:
        with override("zh-hans"):
            answer = handler(rf.get("/"))
        assert answer.status_code == status
        assert f"<h1>{zh}</h1>" in answer.content.decode()

    def test_staff_are_led_back_to_their_work(
        self, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(navigation, "_places", {"home": "gallery_portal"})
        request = rf.get("/")
        assert "/portal/" not in views.not_found(request).content.decode()
        request.COOKIES["sessionid"] = "anything"
        assert 'href="/portal/"' in views.not_found(request).content.decode()

    def test_a_request_that_is_too_large_says_so(self, rf: RequestFactory) -> None:
        assert views.bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413

    @pytest.mark.parametrize(
        ("state", "zh"),
        [
            (None, "暂时连接不上数据库"),
            ("57P01", "暂时连接不上数据库"),
            ("53100", "服务器磁盘已满"),
            ("40P01", "有其他人正在办理同一事项"),
            ("57014", "有其他人正在办理同一事项"),
        ],
    )
    def test_trouble_with_the_database_has_its_own_page(
        self, rf: RequestFactory, state: str | None, zh: str
    ) -> None:
        with override("zh-hans"):
            answer = DatabaseAway(lambda _: HttpResponse()).process_exception(
                rf.get("/"), away(state)
            )
            assert answer is not None
            assert answer.status_code == 503
            assert zh in answer.content.decode()
            try:
                raise away(state)
            except OperationalError:
                again = views.fault(rf.get("/"))
        assert (again.status_code, again.content) == (503, answer.content)

    def test_other_errors_are_not_taken_for_it(self, rf: RequestFactory) -> None:
        middleware = DatabaseAway(lambda _: HttpResponse())
        assert middleware.process_exception(rf.get("/"), ValueError()) is None

    def test_the_page_comes_even_if_its_template_is_broken(self) -> None:
        with mock.patch.object(faults, "render_to_string", side_effect=ValueError):
            assert faults.page("500", status=500).status_code == 500


class TestExpired:
    def answer(self, rf: RequestFactory, **headers: str) -> str:
        data = {"text": "我写了很久的一段情况说明", "password": "not shown at all", "kind": "a"}
        request: HttpRequest = rf.post("/report/", data, headers=headers)
        answer = views.form_expired(request)
        assert answer.status_code == 403
        return answer.content.decode()

    def test_the_own_page_gets_its_text_back(self, rf: RequestFactory) -> None:
        html = self.answer(rf, sec_fetch_site="same-origin")
        assert "我写了很久的一段情况说明" in html
        assert "not shown at all" not in html

    def test_another_site_cannot_put_words_into_our_mouth(self, rf: RequestFactory) -> None:
        assert "我写了很久" not in self.answer(rf, sec_fetch_site="cross-site")
        assert "我写了很久" not in self.answer(rf)

    def test_a_form_without_its_token_shows_the_page(self) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/shell/language/", {"language": "en"})
        assert answer.status_code == 403
        assert "表单已失效" in answer.content.decode()


@pytest.mark.urls("zhiyong.config.urls")
class TestSignedOut:
    """Somebody's session ended while they wrote."""

    def answer(self, rf: RequestFactory, method: str = "post", **headers: str) -> HttpResponseBase:
        view = signed_in(lambda _request: HttpResponse("never"))
        data = {"text": "我写了很久的一段情况说明", "password": "not shown at all"}
        request = getattr(rf, method)("/intake/7/acts/reply/?a=1", data, headers=headers)
        request.user = AnonymousUser()
        return view(request)

    def test_what_was_typed_comes_back_and_signing_in_leads_to_the_form(
        self, rf: RequestFactory
    ) -> None:
        answer = self.answer(
            rf, sec_fetch_site="same-origin", referer="http://testserver/intake/7/?tab=acts#x"
        )

        html = answer.content.decode()  # type: ignore[attr-defined]
        assert answer.status_code == 403
        assert "登录已失效" in html
        assert "我写了很久的一段情况说明" in html
        assert "not shown at all" not in html
        assert "next=/intake/7/%3Ftab%3Dacts" in html

    def test_another_site_learns_nothing_and_leads_nowhere(self, rf: RequestFactory) -> None:
        answer = self.answer(rf, sec_fetch_site="cross-site", referer="http://evil.example/x")

        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]

    def test_a_part_of_a_page_is_refused_so_that_the_page_keeps_its_text(
        self, rf: RequestFactory
    ) -> None:
        assert self.answer(rf, "get", hx_request="true").status_code == 403

    def test_a_page_that_is_only_read_leads_to_signing_in(self, rf: RequestFactory) -> None:
        answer = self.answer(rf, "get")

        assert answer.status_code == 302
        assert "next=/intake/7/acts/reply/" in answer.headers["Location"]
