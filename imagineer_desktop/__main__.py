"""`python -m imagineer_desktop` and the `imagineer-desktop` command: the window or a verb of the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""The exit code of a program that Ctrl+C ended, as shells count it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code: 0, 1 (said in words), 2 (usage) or 130 (Ctrl+C)."""
    from imagineer_desktop.arguments import parse

    choices = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        if choices.command is None:
            from imagineer_desktop import app

            return app.run(choices)
        from imagineer_desktop.cli.commands import run

        return run(choices)
    except KeyboardInterrupt:
        line_end = "\n" if sys.stderr.isatty() else ""
        print(f"{line_end}imagineer-desktop: Stopped. What was finished before is kept.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
