"""What a CREATE TABLE statement says, taken apart so that a rebuilt table keeps what we do not know."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""--[^\n]* | /\*.*?\*/                                    # comments
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]  # texts and quoted names
    | \s+ | [^\W\d][\w$]* | [\d.]+\w* | .""",
    re.VERBOSE | re.DOTALL,
)
_TABLE_CONSTRAINTS = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}


@dataclass(frozen=True)
class Constraint:
    """A table constraint: `key` says what it is about, so that two spellings of one constraint meet."""

    text: str
    key: tuple[str, ...]
    columns: frozenset[str]


@dataclass(frozen=True)
class Column:
    """A column: its declaration without the name, and the parts of it that no revision of ours replaces."""

    name: str
    declaration: str
    kept_clauses: str = ""
    unique: bool = False


@dataclass(frozen=True)
class Definition:
    """A table as its CREATE statement tells it. Names of columns in `columns` are in lower case."""

    columns: dict[str, Column]
    constraints: tuple[Constraint, ...]
    autoincrement: bool
    options: str


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def constraint(text: str) -> Constraint:
    """A table constraint from its text (`CONSTRAINT name` may lead it)."""
    return _constraint(_words(text))


def mentioned(sql: str) -> set[str]:
    """Every name that a statement mentions, in lower case (and its key words with them)."""
    return {_unquoted(word).lower() for word in _words(sql)}


def parse(sql: str) -> Definition:
    """Take a CREATE TABLE statement as `sqlite_master` holds it apart."""
    words = _words(sql)
    start = words.index("(")
    end = _closing(words, start)
    columns: dict[str, Column] = {}
    constraints: list[Constraint] = []
    for part in _parts(words[start + 1 : end]):
        if part[0].upper() in _TABLE_CONSTRAINTS:
            constraints.append(_constraint(part))
        else:
            column = _column(part)
            columns[column.name.lower()] = column
    return Definition(
        columns,
        tuple(constraints),
        autoincrement=any(word.upper() == "AUTOINCREMENT" for word in words),
        options=_text(words[end + 1 :]),
    )


def optional(declaration: str) -> str:
    """A declaration without its NOT NULL, where rows that do not know the column would fail on it."""
    words = _words(declaration)
    outer = _outer(words)
    if not {"DEFAULT", "GENERATED", "AS", "PRIMARY"}.isdisjoint(outer):
        return declaration
    depth = 0
    for place, word in enumerate(words):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and [one.upper() for one in words[place : place + 3]] == ["NOT", " ", "NULL"]:
            return " ".join(part for part in (_text(words[:place]), _text(words[place + 3 :])) if part)
    return declaration


def _words(sql: str) -> list[str]:
    """The tokens without comments; runs of white space are one blank, and leading and trailing ones go."""
    words: list[str] = []
    for token in _TOKEN.findall(sql):
        if token.startswith(("--", "/*")) or token.isspace():
            if words and words[-1] != " ":
                words.append(" ")
        else:
            words.append(token)
    return words


def _text(words: list[str]) -> str:
    return "".join(words).strip()


def _closing(words: list[str], start: int) -> int:
    """Where the parenthesis that opens at `start` closes."""
    depth = 0
    for place in range(start, len(words)):
        depth += {"(": 1, ")": -1}.get(words[place], 0)
        if depth == 0:
            return place
    raise ValueError("a CREATE TABLE statement without its closing parenthesis")


def _parts(words: list[str]) -> list[list[str]]:
    """The words between the commas that stand in no parentheses."""
    parts: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if word == "," and depth == 0:
            parts.append([])
        elif parts[-1] or word != " ":
            parts[-1].append(word)
    return [part for part in parts if part]


def _unquoted(word: str) -> str:
    if word[:1] in {'"', "`", "'"}:
        return word[1:-1].replace(word[0] * 2, word[0])
    return word[1:-1] if word.startswith("[") else word


def _names(words: list[str], start: int) -> list[str]:
    """The names in the parentheses that open at or after `start`, in lower case."""
    opening = words.index("(", start)
    parts = _parts(words[opening + 1 : _closing(words, opening)])
    return [_unquoted(part[0]).lower() for part in parts]


def _constraint(words: list[str]) -> Constraint:
    text = _text(words)
    words = [word for word in words if word != " "]
    name = ""
    if words[0].upper() == "CONSTRAINT":
        name, words = _unquoted(words[1]).lower(), words[2:]
    kind = words[0].upper()
    if kind == "CHECK":
        return Constraint(text, ("CHECK", name or "".join(words).lower()), frozenset(mentioned(text)))
    names = _names(words, 0)
    key = ("PRIMARY",) if kind == "PRIMARY" else (kind, *names)
    return Constraint(text, key, frozenset(names))


def _column(words: list[str]) -> Column:
    name = _unquoted(words[0])
    rest = words[1:]
    return Column(name, _text(rest), _kept_clauses(rest), unique="UNIQUE" in _outer(rest))


def _outer(words: list[str]) -> list[str]:
    """The words outside parentheses, in upper case."""
    outer: list[str] = []
    depth = 0
    for word in words:
        depth -= word == ")"
        if depth == 0 and word not in {"(", ")"}:
            outer.append(word.upper())
        depth += word == "("
    return outer


def _kept_clauses(words: list[str]) -> str:
    """The COLLATE and CHECK clauses of a column declaration."""
    words = [word for word in words if word != " "]
    clauses: list[str] = []
    place = 0
    while place < len(words):
        word = words[place].upper()
        if word == "(":
            place = _closing(words, place)
        elif word == "COLLATE":
            clauses.append(f"COLLATE {words[place + 1]}")
        elif word == "CHECK":
            end = _closing(words, place + 1)
            clauses.append("CHECK " + " ".join(words[place + 1 : end + 1]))
            place = end
        place += 1
    return " ".join(clauses)
