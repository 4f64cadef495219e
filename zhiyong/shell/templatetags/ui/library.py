"""The one register that all modules of the components fill."""

from django import template

register = template.Library()
