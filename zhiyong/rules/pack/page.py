"""A plan as a readable page: its head, its days as a chart, its ladder, every section in words."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.aloud import lines, say_element
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.check import coverage
from zhiyong.rules.pack.names import SECTIONS_ZH, key_name, section_name
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Label, Lang, is_chinese
from zhiyong.rules.wording import read_aloud

CHART_WIDTH = 48
_TOLD_OTHERWISE = ("taxonomy", "measures", "ladder", "consequences", "clauses", "acknowledged")
_HEAD = ("format", "plan", "version", "title", "short_title", "source", "parent", "region")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; `level` 1 is a heading, 0 is text."""

    text: str
    level: int = 0


def page(pack: Pack, lang: Lang) -> Iterator[Line]:
    """Yield a plan as people read it, from its head to its publications."""
    yield from _head(pack, lang)
    for section in _sections(pack):
        if section == "phases":
            yield Line("")
            yield Line(section_name(section, lang), 1)
            yield from chart(pack, lang)
        elif section == "taxonomy":
            yield from _taxonomy(pack, lang)
        elif section == "measures":
            yield from _measures(pack, lang)
        if section not in _TOLD_OTHERWISE:
            yield from _section(pack, section, lang, titled=section != "phases")
    yield from _closing(pack, lang)


def _sections(pack: Pack) -> Iterator[str]:
    """Yield the sections that hold something, in the order in which the format names them."""
    names = [name for name in SECTIONS_ZH if name not in _HEAD]
    for name in names:
        value, default = getattr(pack, name), type(pack).model_fields[name].get_default()
        if value is not None and value != () and value != default:
            yield name


def _head(pack: Pack, lang: Lang) -> Iterator[Line]:
    chinese = is_chinese(lang)
    yield Line(pack.title.say(lang), 1)
    yield Line(f"{pack.plan} · {pack.version} · {pack.digest()[:16]}")
    source = [pack.source.document, pack.source.number or ""]
    if pack.source.issued:
        source.append(f"{pack.source.issued} {'印发' if chinese else 'issued'}")
    yield Line(" · ".join([pack.region.label.say(lang), *filter(None, source)]))
    if pack.parent:
        words = {
            "derives": ("派生自", "derives from"),
            "follows": ("上级方案", "follows"),
        }[pack.parent.mode]
        title = f" {pack.parent.title.say(lang)}" if pack.parent.title else ""
        yield Line(f"{words[0] if chinese else words[1]} {pack.parent.plan}{title}")


def _section(pack: Pack, section: str, lang: Lang, titled: bool = True) -> Iterator[Line]:
    """Yield a section: each element by its name, ground and what it says."""
    value = getattr(pack, section)
    told = list(_entries(pack, value, lang))
    if told and titled:
        yield Line("")
        yield Line(section_name(section, lang), 1)
    yield from told


def _entries(pack: Pack, value: object, lang: Lang) -> Iterator[Line]:
    if isinstance(value, Shape):
        yield from _inside(pack, value, lang, "  ")
    for element in value if isinstance(value, tuple) else ():
        if isinstance(element, Element):
            yield from _element(pack, element, lang, "  ")
        elif isinstance(element, Label):
            yield Line(f"  · {element.say(lang)}")
        elif isinstance(element, Shape):
            label = getattr(element, "label", None)
            name = label.say(lang) if label else say_element(pack, element, lang)
            yield Line(f"  · {name}{_tag(element)}")
            if label:
                yield from _inside(pack, element, lang, "      ")


def _element(pack: Pack, element: Element, lang: Lang, indent: str) -> Iterator[Line]:
    yield Line(f"{indent}· {element.label.say(lang)}{_tag(element)}{_ground(pack, element, lang)}")
    yield from _inside(pack, element, lang, f"{indent}    ")


def _inside(pack: Pack, element: Shape, lang: Lang, indent: str) -> Iterator[Line]:
    colon = "：" if is_chinese(lang) else ": "
    listed = dict(_listed(pack, element, lang))
    for key, value in lines(pack, element, lang):
        yield Line(f"{indent}{key}{colon}{listed.get(key, value)}")
    note = getattr(element, "note", None)
    if note is not None:
        yield Line(
            f"{indent}（{note.say(lang)}）" if is_chinese(lang) else f"{indent}({note.say(lang)})"
        )


def _listed(pack: Pack, element: Shape, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield the keys that hold lists of named things, each with its id, by which facts name it."""
    for name, field in type(element).model_fields.items():
        value = getattr(element, name)
        if isinstance(value, tuple) and value and all(hasattr(one, "id") for one in value):
            said = ("、" if is_chinese(lang) else ", ").join(
                _with_id(pack, one, lang) for one in value
            )
            yield key_name(field.alias or name, lang), said


def _with_id(pack: Pack, one: Shape, lang: Lang) -> str:
    """Return one of a list with its id, and in brackets what it may hold."""
    label = getattr(one, "label", None)
    name = f"{label.say(lang) if label else ''}{_tag(one)}".strip()
    listed = dict(_listed(pack, one, lang))
    inside = ("；" if is_chinese(lang) else "; ").join(
        listed.get(key, value) for key, value in lines(pack, one, lang)
    )
    if not inside:
        return name
    return f"{name}（{inside}）" if is_chinese(lang) else f"{name} ({inside})"


def _tag(element: Shape) -> str:
    found = getattr(element, "id", None)
    return f" [{found}]" if found else ""


def _ground(pack: Pack, element: Grounded, lang: Lang) -> str:
    if element.clause:
        return f" 〔{element.clause}〕"
    said = pack.say_grounds(element, lang)
    return f" 〔{said}〕" if said else ""


# ── phases as a chart ─────────────────────────────────────────────────────────────────────


def chart(pack: Pack, lang: Lang, width: int = CHART_WIDTH) -> Iterator[Line]:
    """Yield the phases as bars over one scale of days; a phase without days is only named."""
    from zhiyong.rules.phases import phase_days  # which reads packs itself

    days = list(phase_days(pack).values())
    edges = [day for one in days for day in (one.first, one.last) if day]
    names = [one.phase.label.say(lang) for one in days]
    broad = max((_width(name) for name in names), default=0)
    if edges:
        first, last = min(edges), max(edges)
        left, right = first.isoformat(), last.isoformat()
        yield Line(f"  {' ' * broad}  {left}{' ' * max(1, width - len(left) - len(right))}{right}")
    for name, one in zip(names, days, strict=True):
        bar = _bar(one.first, one.last, min(edges), max(edges), width) if edges else ""
        shown = f"{one.first or '…'} – {one.last or '…'}"
        written = "" if one.as_written == shown else one.as_written
        said = f"（{written}）" if is_chinese(lang) else f" ({written})"
        yield Line(f"  {_padded(name, broad)}  {bar}  {shown}{said if written else ''}")


def _bar(since: date | None, until: date | None, first: date, last: date, width: int) -> str:
    """Return a bar of this width; an edge that is not known runs to the end, lightly drawn."""
    if since is None and until is None:
        return " " * width
    span = max((last - first).days + 1, 1)
    left = 0 if since is None else (since - first).days * width // span
    right = width if until is None else -(-((until - first).days + 1) * width // span)
    filled = max(right - left, 1)
    sign = "█" if since and until else "░"
    return f"{' ' * left}{sign * filled}".ljust(width)[:width]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


# ── faults and measures ───────────────────────────────────────────────────────────────────


def _taxonomy(pack: Pack, lang: Lang) -> Iterator[Line]:
    yield Line("")
    yield Line(section_name("taxonomy", lang), 1)
    for category in pack.taxonomy:
        yield from _category(pack, category, lang, 1)


def _category(pack: Pack, category: Category, lang: Lang, depth: int) -> Iterator[Line]:
    indent = "  " * depth
    name = f"{category.code} {category.label.say(lang)}"
    yield Line(f"{indent}{name}{_tag(category)}{_ground(pack, category, lang)}")
    for group in category.groups:
        for behaviour in group.behaviours:
            yield Line(f"{indent}    · {behaviour.label.say(lang)}")
    for behaviour in category.behaviours:
        yield Line(f"{indent}    · {behaviour.label.say(lang)}")
    for child in category.children:
        yield from _category(pack, child, lang, depth + 1)


def _measures(pack: Pack, lang: Lang) -> Iterator[Line]:
    """Yield each measure with the rows of the ladder and with what follows from it."""
    yield Line("")
    yield Line(
        "、".join(section_name(one, lang) for one in ("measures", "ladder", "consequences")), 1
    )
    for measure in pack.measures:
        yield from _element(pack, measure, lang, "  ")
        yield from _rungs(pack, measure, lang)
        yield from _consequences(pack, measure, lang)


def _rungs(pack: Pack, measure: Measure, lang: Lang) -> Iterator[Line]:
    chinese = is_chinese(lang)
    for rung in pack.ladder:
        if rung.measure != measure.id:
            continue
        word = (
            ("禁止：" if rung.forbids else "可用：")
            if chinese
            else ("refused when " if rung.forbids else "allowed when ")
        )
        parts = [read_aloud(rung.when, pack.vocabulary, lang)] if rung.when else []
        if rung.earlier:
            parts.append(say_element(pack, rung.earlier, lang))
        said = ("；" if chinese else "; ").join(parts) or rung.label.say(lang)
        yield Line(f"      {word}{said}{_tag(rung)}{_ground(pack, rung, lang)}")
        if rung.offers:
            names = [pack.element("measures", one).label.say(lang) for one in rung.offers]
            other = "改用：" if chinese else "offered instead: "
            yield Line(f"        {other}{('、' if chinese else ', ').join(names)}")


def _consequences(pack: Pack, measure: Measure, lang: Lang) -> Iterator[Line]:
    for one in pack.consequences:
        if measure.id in one.of:
            yield Line(f"      → {one.label.say(lang)}{_tag(one)}{_ground(pack, one, lang)}")


# ── clauses ───────────────────────────────────────────────────────────────────────────────


def clause_lines(pack: Pack, lang: Lang) -> Iterator[Line]:
    """Yield the register: each clause with the elements that carry it."""
    carried = coverage(pack).carried
    nobody = "（无要素承载）" if is_chinese(lang) else "(carried by no element)"
    for clause in pack.clauses:
        wording = clause.zh if is_chinese(lang) else clause.en
        yield Line(f"{clause.id}  {clause.where}  {wording}")
        by = carried.get(clause.id)
        yield Line(f"    {', '.join(by) if by else nobody}")


def _closing(pack: Pack, lang: Lang) -> Iterator[Line]:
    chinese = is_chinese(lang)
    found = coverage(pack)
    if pack.clauses:
        yield Line("")
        missing = ("、" if chinese else ", ").join(found.missing)
        carried, total = len(found.carried), len(pack.clauses)
        if chinese:
            rest = f"，未承载：{missing}" if missing else ""
            yield Line(f"条款 {total} 条，已有要素承载 {carried} 条{rest}")
        else:
            rest = f"; not carried: {missing}" if missing else ""
            yield Line(f"{carried} of {total} clauses carried{rest}")
    if open_ := pack.open_numbers():
        yield Line(("启用时填写：" if chinese else "Left open until adoption: ") + ", ".join(open_))


def text_of(found: Iterable[Line]) -> str:
    """Return lines as one text, headings marked."""
    return "\n".join(f"■ {line.text}" if line.level else line.text for line in found)
