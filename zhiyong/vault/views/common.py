"""What the pages of the vault share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal

SECRETS = ("passphrase", "again", "old", "paper", "value")


def secret(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep a page out of caches, and what is typed into it out of reports of faults."""
    hidden = sensitive_post_parameters(*SECRETS)(never_cache(view))
    guarded: Callable[..., HttpResponseBase] = require_http_methods(["GET", "POST"])(hidden)
    return guarded


def attempt(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do an act with a valid form; return its result (True for none), or None if refused."""
    if not form.is_valid():
        return None
    try:
        done = act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return True if done is None else done


def page(request: Request, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """Show a page with a form; 422 if it was filled in wrongly."""
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
