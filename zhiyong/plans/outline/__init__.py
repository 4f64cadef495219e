"""A plan laid out for reading: its elements by section, each with what it rests on."""

from zhiyong.plans.outline.base import Item, Section
from zhiyong.plans.outline.campaign import Chart, campaign, chart
from zhiyong.plans.outline.channels import intake
from zhiyong.plans.outline.evaluation import evaluation, figures, publicity
from zhiyong.plans.outline.faults import taxonomy
from zhiyong.plans.outline.head import overview
from zhiyong.plans.outline.sanctions import Step, around, ladder, rules
from zhiyong.plans.outline.terms import clocks
from zhiyong.plans.outline.writing import papers

__all__ = [
    "Chart",
    "Item",
    "Section",
    "Step",
    "around",
    "campaign",
    "chart",
    "clocks",
    "evaluation",
    "figures",
    "intake",
    "ladder",
    "overview",
    "papers",
    "publicity",
    "rules",
    "taxonomy",
]
