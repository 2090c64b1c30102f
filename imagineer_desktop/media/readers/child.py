"""The child: answers one question after the other about strangers' files, and ends with its parent."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from PIL import Image

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.looking import Look, look
from imagineer_desktop.media.readers.frames import (
    LARGEST_TEXT,
    Bounds,
    GarbledError,
    Message,
    TooLongError,
    read_frame,
    write_frame,
)
from imagineer_desktop.media.readers.limits import OUT_OF_MEMORY, Limits, allow_processor, settle
from imagineer_desktop.media.readers.wire import to_wire

_ANY_QUESTION = Bounds(text=LARGEST_TEXT)
_TOO_MUCH_SAID = "The file says more about itself than can be kept."
_STRIP = 1024 * 1024
"""Pixels that are sent at a time, so that a large picture is not in memory twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of one file, and `length` bytes of `blob` with it; `brief` makes less of it."""

    told: object
    blob: Iterable[bytes] = ()
    length: int = 0
    brief: Callable[[], object] | None = None


Task = Callable[[Message], Answer]


def main(tasks: Mapping[str, Task]) -> None:
    """Answer until the parent closes the pipe or ends."""
    given = json.loads(sys.argv[1])
    limits = Limits(**given["limits"])
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = _pipes()
    settle(limits, given["gently"])
    write_frame(answers, {"ready": True})
    answers.flush()
    waiting: SimpleQueue[Message] = SimpleQueue()
    Thread(target=_listen, args=(questions, waiting), daemon=True).start()
    while True:
        question = waiting.get()
        for part in _parts(question):
            allow_processor(limits.processor_seconds)
            _answer(tasks[question["do"]], part, answers)
        answers.flush()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes of the parent, moved away: what a decoder prints must not get among the answers."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=256 * 1024)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return questions, answers


def _listen(questions: BinaryIO, waiting: SimpleQueue[Message]) -> None:
    """Takes questions as they come, so the parent never waits to be heard; without a parent all ends."""
    try:
        while True:
            waiting.put(read_frame(questions, _ANY_QUESTION)[0])
    except (EOFError, OSError, GarbledError):
        os._exit(0)


def _parts(question: Message) -> Iterator[Message]:
    """A question about many files, file by file."""
    files = question.get("files")
    if files is None:
        yield question
        return
    for path, beside in files:
        yield {"path": path, "beside": beside}


def _answer(task: Task, question: Message, answers: BinaryIO) -> None:
    """A fault of ours ends the process, and what Python says of it goes to the parent.

    A MemoryError does too: what is left of the memory cannot be relied on.
    """
    try:
        answer = task(question)
        try:
            write_frame(answers, {"told": answer.told}, answer.blob, answer.length)
        except TooLongError:
            if answer.brief is None:
                raise
            write_frame(answers, {"told": answer.brief()})
    except MediaError as refusal:
        if isinstance(refusal.__cause__, MemoryError):
            os._exit(OUT_OF_MEMORY)
        write_frame(answers, {"refused": str(refusal)})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def tell_look(question: Message) -> Answer:
    found = look(Path(question["path"]), question["beside"])
    return Answer(to_wire(found), brief=lambda: to_wire(_in_brief(found)))


def _in_brief(found: Look) -> Look:
    """A picture whose words are too many to be sent, without them."""
    notes, nothing = (_TOO_MUCH_SAID,), None
    brief = replace(found, generation=nothing, caption=nothing, caption_source=nothing, lora_config=nothing)
    return replace(brief, keywords=(), notes=notes)


def tell_contents(question: Message) -> Answer:
    # Here and below, not above: a child that is only asked for looks starts sooner without the decoders.
    from imagineer_desktop.media.contents import read_contents

    contents = read_contents(Path(question["path"]), question["with_thumbnail"])
    thumbnail = contents.thumbnail or b""
    return Answer(to_wire(replace(contents, thumbnail=None)), (thumbnail,), len(thumbnail))


def tell_thumbnail(question: Message) -> Answer:
    from imagineer_desktop.media.thumbnails import make_thumbnail

    jpeg = make_thumbnail(Path(question["path"]), question["side"])
    return Answer(None, (jpeg,), len(jpeg))


def tell_picture(question: Message) -> Answer:
    from imagineer_desktop.media.thumbnails import open_picture

    picture = open_picture(Path(question["path"]), question["max_pixels"])
    told = {"width": picture.width, "height": picture.height, "has_alpha": picture.mode == "RGBA"}
    return Answer(told, _strips(picture), picture.width * picture.height * 4)


def _strips(picture: Image.Image) -> Iterator[bytes]:
    """Rows of blue, green, red, alpha; without alpha the fourth byte means nothing."""
    order = "BGRA" if picture.mode == "RGBA" else "BGRX"
    rows = max(1, _STRIP // picture.width)
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        yield strip.tobytes("raw", order)


TASKS: dict[str, Task] = {
    "look": tell_look,
    "contents": tell_contents,
    "thumbnail": tell_thumbnail,
    "picture": tell_picture,
}

if __name__ == "__main__":
    main(TASKS)
