"""One command from its name to its answer, or to the sentence that says why there is none."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from imagineer_desktop import places
from imagineer_desktop.arguments import Choices
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.cli.answers import Answer, in_json, in_words, say, visible
from imagineer_desktop.cli.importing import import_files
from imagineer_desktop.cli.looking import info, list_albums, show
from imagineer_desktop.cli.upkeep import upgrade

_COMMANDS: dict[str, Callable[[Choices], Answer]] = {
    "import": import_files,
    "info": info,
    "show": show,
    "albums": list_albums,
    "upgrade": upgrade,
}


def run(choices: Choices) -> int:
    """Run one command; 0 when it did what was asked, 1 when it says why not."""
    try:
        answer = _COMMANDS[choices.command or ""](choices)
    except CatalogError as error:
        return _refuse(str(error), choices)
    except OSError as error:
        return _refuse(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", choices)
    except Exception as error:  # noqa: BLE001 - the last word of a process: a fault of ours, said and kept
        return _refuse(_own_fault(error), choices)
    return say(in_json(answer) if choices.as_json else in_words(answer))


def _refuse(sentence: str, choices: Choices) -> int:
    print(f"imagineer-desktop: {visible(sentence)}", file=sys.stderr)
    if choices.as_json:
        say(in_json({"error": sentence}))
    return 1


def _own_fault(error: Exception) -> str:
    log, details = places.log_file(), "".join(traceback.format_exception(error))
    fault = f"This is a fault of the program, not yours ({type(error).__name__})."
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError as trouble:
        print(details, end="", file=sys.stderr)
        return f"{fault} The details stand above; {log} cannot be written: {trouble.strerror}."
    return f"{fault} The details are in {log}."
