"""The components of every page; builtin in all templates.

`library` holds the register; the modules below fill it. The gallery
(`shell/gallery.html`) shows each of them once.
"""

from zhiyong.shell.templatetags.ui import blocks, fields, frame, lists, states, texts
from zhiyong.shell.templatetags.ui.library import register

__all__ = ["blocks", "fields", "frame", "lists", "register", "states", "texts"]
