"""What the gallery of components shows: one example of everything, all of it invented."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from zhiyong.shell import paging
from zhiyong.shell.forms import FilesField, Form
from zhiyong.shell.lights import Light
from zhiyong.shell.lists import (
    BulkAct,
    ChoiceFilter,
    Column,
    DatesFilter,
    FlagFilter,
    Listing,
    ListPage,
    Order,
    TextFilter,
)
from zhiyong.shell.parts import Entry, Fact, Step, Tab
from zhiyong.shell.picking import Find, PickField

UNITS = (
    Find("1", "市住房和城乡建设局", "云岭市 · 政府工作部门"),
    Find("2", "市住房公积金管理中心", "云岭市 · 事业单位"),
    Find("3", "市交通运输局", "云岭市 · 政府工作部门"),
)
