"""Every route, as every role and as nobody: who is not meant to come in stays outside."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.shell.access import Role

SAMPLES = {"int": 1, "slug": "x", "str": "x", "uuid": "00000000-0000-4000-8000-000000000000"}
PUBLIC = "public"
SIGNED_IN = "signed_in"


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield the address of every named page of ours, with who may use it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, one.namespace or space)
        elif one.name:
            asked = {
                name: SAMPLES.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
                for name, converter in one.pattern.converters.items()
            }
            name = f"{space}:{one.name}" if space else one.name
            yield reverse(name, kwargs=asked), one.callback.access


ROUTES = sorted(set(routes()), key=lambda route: route[0])


def sign_in(client: Client, account: Account) -> None:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")


def leads_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(
        reverse(settings.LOGIN_URL)
    )


def test_there_are_routes_of_each_kind() -> None:
    kinds = {access if isinstance(access, str) else "roles" for _url, access in ROUTES}

    assert kinds == {PUBLIC, SIGNED_IN, "roles"}


@pytest.mark.django_db
def test_nobody_is_led_to_sign_in_except_where_all_may_come() -> None:
    client = Client(raise_request_exception=False)
    wrong = [
        (url, access)
        for url, access in ROUTES
        if access != PUBLIC
        and not leads_to_sign_in(client.get(url))
        and not _posts_only(client, url)
    ]

    assert not wrong


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_comes_in_only_where_it_is_named(role: Role) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, account_with(role, unit=UnitFactory.create()))
    wrong = []
    for url, access in ROUTES:
        if isinstance(access, str) or role in access:
            continue
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        if answer.status_code != 403:
            wrong.append((url, answer.status_code))

    assert not wrong


def _posts_only(client: Client, url: str) -> bool:
    """Whether a page refuses to be read at all, and leads to signing in when sent to."""
    return client.get(url).status_code == 405 and leads_to_sign_in(client.post(url))
