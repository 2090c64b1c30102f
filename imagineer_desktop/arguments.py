"""What may be written behind `imagineer-desktop` on a command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop import __version__

_SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")


@dataclass(frozen=True, slots=True)
class Choices:
    """A command line, understood. `command` is None for the window."""

    command: str | None = None
    database: Path | None = None
    as_json: bool = False
    paths: tuple[Path, ...] = ()
    image: str = ""
    outputs_root: Path | None = None
    to_copy: Path | None = None
    screenshot: Path | None = None
    theme: str | None = None
    size: tuple[int, int] | None = None


def parse(arguments: Sequence[str]) -> Choices:
    """Understand a command line; ends the program with code 2 and a usage line when it cannot."""
    parser = _parser()
    found = parser.parse_args(list(arguments))
    if found.command is None and getattr(found, "as_json", False):
        parser.error("--json needs a command")
    if found.command is not None and found.screenshot is not None:
        parser.error("--screenshot takes no command")
    return Choices(**{name: value for name, value in vars(found).items() if value is not None})


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--database", type=Path, metavar="FILE", help="the library to use")
    shared.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object")
    parser = argparse.ArgumentParser(
        prog="imagineer-desktop",
        description="The light table for pictures made by AI. Without a command it opens the window.",
        parents=[shared],
    )
    parser.add_argument("--version", action="version", version=f"Imagineer Desktop {__version__}")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="save a picture of the window and exit"
    )
    parser.add_argument("--theme", choices=("light", "dark", "system"), help="the window's colors")
    parser.add_argument("--size", type=_size, metavar="WxH", help="the window's size in pixels")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    importing = commands.add_parser("import", parents=[shared], help="import pictures and folders of outputs")
    importing.add_argument("paths", type=Path, nargs="+", metavar="PATH", action=_Paths)
    commands.add_parser("info", parents=[shared], help="what the library holds")
    show = commands.add_parser("show", parents=[shared], help="everything known of one picture")
    show.add_argument("image", metavar="ID|PATH", help="a number is an id; ./12 is a file of that name")
    commands.add_parser("albums", parents=[shared], help="the albums and their numbers of images")
    upgrade = commands.add_parser("upgrade", parents=[shared], help="bring an older library to this version")
    upgrade.add_argument(
        "--outputs-root", type=Path, metavar="DIR", help="where the pictures lie on this machine"
    )
    upgrade.add_argument(
        "--to-copy", type=Path, metavar="FILE", help="make a new library, leave the old one alone"
    )
    return parser


class _Paths(argparse.Action):
    """Collects paths into a tuple."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        assert isinstance(values, list)
        setattr(namespace, self.dest, tuple(values))


def _size(text: str) -> tuple[int, int]:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 1600x1000")
    return int(match[1]), int(match[2])
