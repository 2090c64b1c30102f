"""The grammar: what is read from a text, what is written from a tree, where a mistake is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagineer_desktop.catalog.search.fields import FIELDS, MEASURED, STATES, Kind
from imagineer_desktop.catalog.search.mistakes import FilterMistake
from imagineer_desktop.catalog.search.parser import DEEPEST, LONGEST, MOST_PARTS, format, parse
from imagineer_desktop.catalog.search.tree import (
    And,
    Expression,
    Field,
    Not,
    Op,
    Or,
    Phrase,
    Word,
    asks_for,
    leaves,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And()),
        (" \t\n\N{IDEOGRAPHIC SPACE}", And()),
        ("a", A),
        ("a b", And((A, B))),
        ("a\N{IDEOGRAPHIC SPACE}b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, Word("and"), B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a OR b OR c", Or((A, B, C))),
        ("a (b c)", And((A, And((B, C))))),
        ("((a))", A),
        ("-a", Not(A)),
        ("NOT a b", And((Not(A), B))),
        ("NOT -a", Not(Not(A))),
        ("-(a OR b)", Not(Or((A, B)))),
        ('-"a b"', Not(Phrase("a b"))),
        ("-tag:a", Not(Field("tag", "=", "a"))),
        ("--ar 16:9", And((Word("--ar"), Word("16:9")))),
        ("- a", And((Word("-"), A))),
        ("a-b", Word("a-b")),
        ('"a OR b"', Phrase("a OR b")),
        ('"a ""b"""', Phrase('a "b"')),
        ('12"', Word('12"')),
        ("it's", Word("it's")),
        ("a*b", Word("a*b")),
        ("foo:bar", Word("foo:bar")),
        ("a:1.2", Word("a:1.2")),
        ("(cat:1.2)", Word("cat:1.2")),
        ("<lora:x:0.8>", Word("<lora:x:0.8>")),
        ("artoria_(fate)", Word("artoria_(fate)")),
        ("(artoria_(fate) a)", And((Word("artoria_(fate)"), A))),
        ("TAG:a", Field("tag", "=", "a")),
        ('tag:"red hair"', Field("tag", "=", "red hair", quoted=True)),
        ("tag:>_<", Field("tag", "=", ">_<")),
        ("tag:a:b", Field("tag", "=", "a:b")),
        ("tag:saber_(fate)", Field("tag", "=", "saber_(fate)")),
        ("(tag:a)", Field("tag", "=", "a")),
        ("path:C:\\out\\", Field("path", "=", "C:\\out\\")),
        ("rating:>=3", Field("rating", ">=", "3")),
        ("rating:=3", Field("rating", "=", "3")),
        ("rating:3..5", Field("rating", "=", "3..5")),
        ("steps:<30", Field("steps", "<", "30")),
        ("date:>=2025-10-03", Field("date", ">=", "2025-10-03")),
        ("is:NSFW", Field("is", "=", "NSFW")),
    ],
)
def test_a_text_reads_as(text: str, tree: Expression) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("tag:landscape rating:>= model:x", 15, "“rating:>=” needs a number, at character 15."),
        ("tag:", 1, "“tag:” needs a name, at character 1."),
        ("a prompt:", 3, "“prompt:” needs a text, at character 3."),
        ("rating:6", 1, "needs a number from 0 to 5"),
        ("rating:>=three", 1, "“rating:>=three” needs a number"),
        ("steps:1.5", 1, "needs a number"),
        ("steps:>20..30", 1, "needs either “>” or “..”"),
        ("steps:..", 1, "needs a number"),
        ("seed:1*", 1, "needs one whole number"),
        ("size:big", 1, "needs a width and a height such as 1024x1024"),
        ("a date:2025-13", 3, "needs a date such as 2025-10 or 2025-10-31"),
        ("date:2025-02-29", 1, "needs a date"),
        ("date:..x", 1, "needs a date"),
        ("is:blue", 1, "needs one of nsfw, public"),
        ("has:", 1, "“has:” needs one of caption, label, prompt or album"),
        ('a "b', 3, '“"b” needs a closing quote, at character 3.'),
        ('tag:"red hair', 1, "needs a closing quote"),
        ('""', 1, "There is nothing between the quotes"),
        ("a (b", 3, "“(” needs a closing “)”, at character 3."),
        ("a (", 3, "“(” needs a closing “)”"),
        ("a (b (c)", 3, "“(” needs a closing “)”"),
        ("a ()", 3, "There is nothing between “(” and “)”"),
        ("a b)", 4, "“)” closes nothing"),
        (")", 1, "“)” closes nothing"),
        ("a OR", 3, "“OR” needs something to look for after it, at character 3."),
        ("OR a", 1, "“OR” needs something to look for before it"),
        ("a AND OR b", 3, "“AND” needs something to look for after it"),
        ("(a AND)", 4, "“AND” needs something"),
        ("a NOT", 3, "“NOT” needs something to leave out after it"),
        ("-AND", 1, "“-” needs something to leave out after it"),
        ("-NOT a", 1, "“-” needs something to leave out after it"),
        ("x" * (LONGEST + 1), LONGEST + 1, "at character 10,001."),
        ("x " * (MOST_PARTS + 1), 2 * MOST_PARTS + 1, "300 parts"),
        ("a " + "(" * DEEPEST + "(a))", DEEPEST + 3, "16 levels deep"),
        ("(" * LONGEST, DEEPEST + 1, "16 levels deep"),
        ("NOT " * 2_500, 4 * DEEPEST + 1, "16 levels deep"),
        ("tag:" + "x" * 50 + ' rating:"' + "y" * 50, 56, "…” needs a closing quote, at character 56."),
    ],
    ids=lambda value: ascii(str(value)[:30]),
)
def test_a_mistake_says_where(text: str, column: int, says: str) -> None:
    with pytest.raises(FilterMistake) as raised:
        parse(text)
    assert raised.value.column == column
    assert says in str(raised.value)
    assert str(raised.value).endswith(f", at character {column:,}.")


def test_as_much_as_is_allowed_is_understood() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    assert len(list(leaves(parse("a " * MOST_PARTS)))) == MOST_PARTS
    assert parse("x" * LONGEST) == Word("x" * LONGEST)


def test_pieces_know_where_they_stand() -> None:
    text = 'a  -tag:"red hair" (b OR NOT c)'
    tree = parse(text)
    assert isinstance(tree, And)
    assert [text[slice(*part.span)] for part in tree.parts] == ["a", '-tag:"red hair"', "(b OR NOT c)"]
    either = tree.parts[2]
    assert isinstance(either, Or)
    assert [text[slice(*part.span)] for part in either.parts] == ["b", "NOT c"]


def test_a_search_knows_whether_it_asks_for_the_trash() -> None:
    assert asks_for(parse("a OR -(is:TRASHED b)"), "is", "trashed")
    assert not asks_for(parse("is:nsfw trashed"), "is", "trashed")


BARE = "abcXYZ01*_.,;:<>'@#%\\/é髪🗿("
OPS: tuple[Op, ...] = ("=", "<", "<=", ">", ">=")

words = (
    st.text(BARE, min_size=1, max_size=8)
    .filter(lambda text: text not in {"AND", "OR", "NOT"} and not text.startswith("("))
    .filter(lambda text: not any(text.lower().startswith(f"{name}:") for name in FIELDS))
    .map(Word)
)
phrases = st.text(min_size=1, max_size=8).filter(str.strip).map(Phrase)
numbers = st.integers(0, 10**6).map(str)
named = [name for name, kind in FIELDS.items() if kind in {Kind.TEXT, Kind.NAME}]
measured = [name for name, kind in FIELDS.items() if kind in MEASURED - {Kind.DATE, Kind.STARS}]
fields = st.one_of(
    st.builds(Field, st.sampled_from(named), st.just("="), st.text(BARE, min_size=1, max_size=8)),
    st.builds(Field, st.sampled_from(named), st.just("="), st.text(min_size=1, max_size=8), st.just(True)),
    st.builds(Field, st.sampled_from(measured), st.sampled_from(OPS), numbers),
    st.builds(Field, st.just("rating"), st.sampled_from(OPS), st.integers(0, 5).map(str)),
    st.builds(
        Field,
        st.just("date"),
        st.sampled_from(OPS),
        st.dates().map(str).filter(lambda d: "1971" <= d < "3000"),
    ),
    st.builds(Field, st.just("seed"), st.just("="), st.integers(-(2**63), 2**64 - 1).map(str)),
    st.builds(Field, st.just("is"), st.just("="), st.sampled_from(STATES["is"])),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(words, phrases, fields),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=12,
)


@given(expressions)
def test_what_is_written_reads_the_same(expression: Expression) -> None:
    text = format(expression)
    assert parse(text) == expression
    assert format(parse(text)) == text


@given(st.text(st.sampled_from('ab "()-*:ANDORNOT tag:rating:>=3') | st.characters(), max_size=60))
def test_any_text_is_understood_or_a_mistake_with_its_place(text: str) -> None:
    try:
        expression = parse(text)
    except FilterMistake as mistake:
        at = mistake.column
    else:
        at = 1
        assert parse(format(expression)) == expression
    assert 1 <= at <= len(text) + 1
