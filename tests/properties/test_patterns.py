"""Every regular expression takes time in proportion to the text that it is applied to."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import product
from pathlib import Path
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from time import thread_time
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from msgspec import Struct
from msgspec.structs import astuple

import microsite
from microsite.model import dates
from microsite.site import svg
from microsite.source.yaml_repair import lines

ANYWHERE = {"search", "finditer", "findall", "sub", "subn", "split"}
METHODS = ANYWHERE | {"match", "fullmatch"}
TINY, SHORT, LONG = 24, 256, 2048
"""Lengths of texts that show exponential, cubic and quadratic time."""
LIKE_PATTERN = re.compile(r"\\[dDsSwWbAZ](?!\w)|\(\?|[])][*+?{]|\.\*")
QUICK = 0.0005
"""Seconds in which linear patterns are through with most of them; others are measured again."""
ATTEMPTS = 5
EXCUSED = {
    svg.STYLE_TOKEN.pattern,  # the caller stops at the first malformed part
    lines.BULLET.pattern,  # matched at the start of a line
}


class Use(NamedTuple):
    """A pattern, and whether it is looked for anywhere in a text or only at a place."""

    place: str
    pattern: re.Pattern[Any]
    is_search: bool


def modules() -> Iterator[ModuleType]:
    """Import every module of the engine."""
    for info in pkgutil.walk_packages(microsite.__path__, "microsite."):
        if info.name != "microsite.__main__":
            yield importlib.import_module(info.name)


def evaluate(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return the pattern that an expression gives; unknown parts of it are a letter."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(evaluate(part, names)) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        try:
            return str(
                eval(compile(ast.Expression(node.value), "", "eval"), dict(names))
            )
        except Exception:  # noqa: BLE001 - a local variable
            return "x"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = evaluate(node.left, names), evaluate(node.right, names)
        return None if left is None or right is None else left + right
    try:
        return eval(compile(ast.Expression(node), "", "eval"), dict(names))
    except (NameError, AttributeError, TypeError):
        return None


def compiled(value: object) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value of a module, however deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, str) and LIKE_PATTERN.search(value):
        with suppress(re.error):
            yield re.compile(value)
    elif isinstance(value, Struct):
        yield from compiled(astuple(value))
    elif isinstance(value, dict):
        yield from (pattern for item in value.items() for pattern in compiled(item))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (pattern for item in value for pattern in compiled(item))


@cache
def uses() -> tuple[Use, ...]:
    """Return every pattern of the engine, each once."""
    sources = [
        (module, ast.parse(Path(str(module.__file__)).read_text("utf-8")))
        for module in modules()
    ]
    methods: dict[str, set[str]] = {}
    for _, tree in sources:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = ast.unparse(node.value).rpartition(".")[2]
                methods.setdefault(name, set()).add(node.attr)
    uses_by_pattern: dict[tuple[Any, int], Use] = {}
    for module, tree in sources:
        for use in (*constants(module, methods), *calls(module, tree)):
            key = (use.pattern.pattern, use.pattern.flags)
            if use.is_search or key not in uses_by_pattern:
                uses_by_pattern[key] = use
    return tuple(uses_by_pattern.values())


def constants(module: ModuleType, methods: dict[str, set[str]]) -> Iterator[Use]:
    """Yield the patterns that a module has compiled."""
    for name, value in vars(module).items():
        for pattern in compiled(value) if not isinstance(value, str) else ():
            is_search = bool(methods.get(name, ANYWHERE) & ANYWHERE)
            yield Use(f"{module.__name__}.{name}", pattern, is_search)


def calls(module: ModuleType, tree: ast.AST) -> Iterator[Use]:
    """Yield the patterns in calls of functions of `re`."""
    names = vars(module)
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=way), args=[first, *_]
            ) if way in METHODS:
                place, pattern = (
                    f"{module.__name__}:{node.lineno}",
                    evaluate(first, names),
                )
                if isinstance(pattern, str | bytes):
                    yield Use(place, re.compile(pattern), way in ANYWHERE)
                elif not isinstance(pattern, re.Pattern):
                    for text in strings_like_patterns(tree, names):
                        yield Use(place, re.compile(text), is_search=False)


def strings_like_patterns(tree: ast.AST, names: dict[str, Any]) -> Iterator[str]:
    """Yield texts of a module that look like patterns, for calls with a variable."""
    for node in ast.walk(tree):
        text = (
            evaluate(node, names)
            if isinstance(node, ast.Constant | ast.JoinedStr)
            else ""
        )
        if isinstance(text, str) and LIKE_PATTERN.search(text):
            with suppress(re.error):
                yield re.compile(text).pattern


CATEGORIES = {
    signs.CATEGORY_DIGIT: "1",
    signs.CATEGORY_SPACE: " ",
    signs.CATEGORY_WORD: "a",
    signs.CATEGORY_NOT_DIGIT: "a",
    signs.CATEGORY_NOT_SPACE: "a",
    signs.CATEGORY_NOT_WORD: "-",
}


def characters(parsed: Any) -> Iterator[str]:
    """Yield the characters that a part of a pattern names, and one of each of its classes."""
    match parsed:
        case (signs.LITERAL | signs.NOT_LITERAL, int(code)) | (
            signs.RANGE,
            (int(code), _),
        ):
            yield chr(code)
        case (signs.CATEGORY, category):
            yield CATEGORIES[category]
        case tuple() | list() | _parser.SubPattern():
            for part in parsed:
                yield from characters(part)


def samples(parsed: Any) -> list[str]:
    """Return some texts that a part of a pattern matches, apart from what is around them."""
    match parsed:
        case (signs.IN, [(signs.NEGATE, None), *items]):
            excluded_signs = set(characters(items))
            return [next(sign for sign in "a1 -\n~é" if sign not in excluded_signs)]
        case (signs.IN, items):
            return [next(characters(items))]
        case (signs.ANY | signs.NOT_LITERAL, _):
            return ["a"]
        case (
            signs.MAX_REPEAT | signs.MIN_REPEAT | signs.POSSESSIVE_REPEAT,
            (least, _, inner),
        ):
            return [sample * max(1, min(least, 9)) for sample in samples(inner)]
        case (signs.BRANCH, (_, ways)):
            return [sample for way in ways for sample in samples(way)[:2]][:9]
        case (signs.SUBPATTERN, (*_, inner)) | (signs.ATOMIC_GROUP, inner):
            return samples(inner)
        case (signs.GROUPREF_EXISTS, (_, way, _)):
            return samples(way)
        case (signs.AT | signs.ASSERT | signs.ASSERT_NOT | signs.GROUPREF, _):
            return [""]
        case (_, _):
            return list(characters(parsed))[:1] or [""]
        case _:
            parts = [samples(part) for part in parsed] or [[""]]
            most = max(map(len, parts))
            return ["".join(part[n % len(part)] for part in parts) for n in range(most)]


def is_unbounded(pattern: re.Pattern[Any]) -> bool:
    """Return whether a pattern repeats a part without a limit."""

    def walk(part: Any) -> bool:
        match part:
            case (_, (_, signs.MAXREPEAT, _)):
                return True
            case tuple() | list() | _parser.SubPattern():
                return any(map(walk, part))
        return False

    return walk(_parser.parse(pattern.pattern, pattern.flags))


def pieces(pattern: re.Pattern[Any]) -> list[str]:
    """Return short texts to repeat: characters of a pattern, pairs of them, and near misses."""
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    letters = list(dict.fromkeys(characters(parsed)))
    chosen = list(dict.fromkeys([*letters[:4], *letters[-2:], "a", " "]))
    pairs = [
        first + second for first, second in product(chosen, chosen) if first != second
    ]
    starts = [
        sample[:length] for sample in samples(parsed)[:6] for length in range(1, 9)
    ]
    full_samples = samples(parsed)[:6]
    return [
        piece
        for piece in dict.fromkeys([*chosen, *pairs, *starts, *full_samples])
        if 0 < len(piece) < 24
    ]


def seconds(use: Use, text: str) -> float:
    """Return the time that a pattern takes for a text that ends with another character."""
    subject: Any = f"{text}\0"
    if isinstance(use.pattern.pattern, bytes):
        subject = subject.encode("utf-8", "replace")
    start = thread_time()
    if use.is_search:
        for _ in use.pattern.finditer(subject):
            pass
    else:
        use.pattern.fullmatch(subject)
        use.pattern.match(subject)
    return thread_time() - start


def slow_text(use: Use) -> str:
    """Return what is slow about a pattern: a text whose double takes more than twice the time."""
    for piece in pieces(use.pattern) if is_unbounded(use.pattern) else ():
        for length in (TINY, SHORT, LONG):
            text = piece * (length // len(piece))
            if (
                seconds(use, text) < QUICK
                or (duration := least_seconds(use, text)) < QUICK
            ):
                continue
            if length == TINY or is_more_than_linear(use, text):
                return f"{piece!r} x {length}: {duration:.4f} s for {use.pattern.pattern!r}"
    return ""


def least_seconds(use: Use, text: str) -> float:
    return min(seconds(use, text) for _ in range(3))


def is_more_than_linear(use: Use, text: str) -> bool:
    """Tell whether twice the text takes more than three times as long, whenever it is measured.

    Other programs on the machine disturb single measurements.
    """
    return all(
        least_seconds(use, text * 2) > 3 * least_seconds(use, text)
        for _ in range(ATTEMPTS)
    )


def test_patterns_are_found() -> None:
    """Constants, patterns in calls, those with local parts, and texts that become patterns."""
    places = {use.place.partition(" ")[0] for use in uses()}
    assert {"microsite.site.prose.TAG", "microsite.site.markdown.ADDRESS"} <= places
    texts = {use.pattern.pattern for use in uses()}
    assert {
        dates.DATE_FORMS[0],
        dates.LENGTH_FORMS[0],
        r"\d{4}-\d{1,2}-\d{1,2}",
    } <= texts
    calls_in_text = sum(
        len(
            re.findall(
                r"\bre\.(?:compile|search|match|fullmatch|sub|split|find\w+)\(", text
            )
        )
        for text in (
            Path(str(module.__file__)).read_text("utf-8") for module in modules()
        )
    )
    assert len(uses()) > 0.9 * calls_in_text


@pytest.mark.parametrize(
    ("pattern", "is_slow"),
    [
        (r"<[^>]*>", True),
        (r"<[^<>]*>", False),
        (r"(?:a|aa)+b", True),
        (r"\s+$", True),
        (r"[a-z]{1,9}x", False),
    ],
)
def test_slow_text_is_found_for_slow_patterns(pattern: str, is_slow: bool) -> None:
    assert bool(slow_text(Use("", re.compile(pattern), is_search=True))) == is_slow


def test_no_pattern_takes_more_than_linear_time() -> None:
    uses_to_check = [use for use in uses() if use.pattern.pattern not in EXCUSED]
    slow_patterns = [
        f"{use.place}: {text}" for use in uses_to_check if (text := slow_text(use))
    ]
    assert slow_patterns == []
