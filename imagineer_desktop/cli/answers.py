"""What a command answers: one JSON object, or the same facts in words."""

from __future__ import annotations

import io
import json
import math
import os
import sys

Answer = dict[str, object]


def say(text: str) -> int:
    """Write to stdout; a reader that has gone (`| head`) has read what it wanted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except OSError as error:
        # What is left in the buffer would be written at the end of the process, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"imagineer-desktop: The answer cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
    return 0


def in_json(answer: Answer) -> str:
    """One JSON object, in ASCII: it fits every encoding that a script may read it in."""
    return json.dumps(answer, allow_nan=False)


def plain(value: object) -> object:
    """A value of an old library as JSON can say it, which knows no bytes and no infinity."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def in_words(answer: Answer) -> str:
    """The same facts for a person: a line each, lists below their name."""
    width = max((len(name) for name in answer), default=0)
    lines = []
    for name, value in answer.items():
        if isinstance(value, list):
            lines.append(f"{name.ljust(width)}  {len(value)}")
            lines += ["  " + visible(_in_a_line(item)) for item in value]
        else:
            lines.append(f"{name.ljust(width)}  {'' if value is None else visible(str(value))}".rstrip())
    return "\n".join(lines)


def _in_a_line(item: object) -> str:
    if isinstance(item, dict):
        return "  ".join(f"{name} {value}" for name, value in item.items() if value not in (None, ""))
    return str(item)


def visible(text: str) -> str:
    """Line breaks, escape sequences and marks of direction as they are written, not as they act."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )
