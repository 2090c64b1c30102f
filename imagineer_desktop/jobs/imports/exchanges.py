"""Files of the library that changed places: renumbered, swapped, or laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.whereabouts import (
    NewPlace,
    moved_to,
    note_album_folders,
    note_gone,
    note_replaced,
    note_touched,
)
from imagineer_desktop.jobs.files.matching import Pair, matched, of_the_same_mark
from imagineer_desktop.jobs.files.relinking import moved_folders
from imagineer_desktop.jobs.imports.recognizing import copies_of

Altered = tuple[KnownFile, Arrival]
"""An image of the library, and what its file is now."""


@dataclass(slots=True)
class Exchange:
    """What becomes of altered and new files, and of the images that are concerned.

    `moves` are images whose file lies where the altered or new one was seen. `ousted` are images whose file
    was laid over by that of another and is nowhere to be found: they get the path that became free, where
    they are missing, or where `replaced` then says what lies there. `new` are files of no image.
    """

    moves: list[Pair] = field(default_factory=list)
    ousted: list[NewPlace] = field(default_factory=list)
    replaced: list[Altered] = field(default_factory=list)
    new: list[Arrival] = field(default_factory=list)


def exchange_among(altered: Sequence[Altered], new: Sequence[Arrival], gone: Iterable[KnownFile]) -> Exchange:
    """Who has whose file now: by content, or, where nobody had read it, by size and time of change.

    `gone` are images whose file is not there. An image in the trash does not follow its file, but makes
    room for another.
    """
    arrivals = {arrival.file_path: arrival for arrival in (*new, *(one for _, one in altered))}
    staying = {known.path for known, arrival in altered if _is_as_it_was(known, arrival)}
    owners = [*(known for known, _ in altered if not known.trashed and known.path not in staying), *gone]
    copies = copies_of(arrival for path, arrival in arrivals.items() if path not in staying)
    moves = list(matched(owners, copies))
    taken = {copy.path for _, copy in moves}
    going = {file.image_id for file, _ in moves}
    moves += of_the_same_mark(
        (file for file in owners if file.image_id not in going),
        [copy for copy in copies if copy.path not in taken],
    )
    plan = Exchange(moves)
    left_by = {copy.path: file.path for file, copy in moves}
    going = {file.image_id for file, _ in moves}
    free = {path: arrival for path, arrival in arrivals.items() if path not in left_by}
    for known, _ in altered:
        if known.image_id in going:
            continue
        path = known.path
        while path in left_by:
            path = left_by[path]
        if path != known.path:
            plan.ousted.append(NewPlace(known.image_id, path, old_path=known.path))
        if (lies_there := free.pop(path, None)) is not None:
            plan.replaced.append((known, lies_there))
    plan.new = list(free.values())
    return plan


def note_exchange(session: Session, plan: Exchange) -> frozenset[int]:
    """Write all that depends on each other; the ids of the images that have got another path.

    Whoever was moved by somebody else meanwhile stays there, and so do those that waited for its place.
    """
    places = [NewPlace(file.image_id, copy.path, copy.mtime_ns, file.path) for file, copy in plan.moves]
    moved = moved_to(session, [*places, *plan.ousted])
    noted = [(file.path, copy.path) for file, copy in plan.moves if file.image_id in moved]
    note_album_folders(session, moved_folders(noted))
    ousted = {place.image_id for place in plan.ousted}
    seen = {known.image_id for known, _ in plan.replaced}
    note_gone(session, (KnownFile(one.image_id, one.path) for one in plan.ousted if one.image_id not in seen))
    note_changed(session, [one for one in plan.replaced if one[0].image_id in ousted])
    return moved


def note_changed(session: Session, altered: Iterable[Altered]) -> frozenset[int]:
    """Note what lies at the paths of images; those whose content is another one than before."""
    replaced: set[int] = set()
    for known, arrival in altered:
        if is_the_same(known, arrival):
            note_touched(session, [NewPlace(known.image_id, arrival.file_path, arrival.file_mtime_ns)])
        elif note_replaced(session, known.image_id, arrival):
            replaced.add(known.image_id)
    return frozenset(replaced)


def _is_as_it_was(known: KnownFile, arrival: Arrival) -> bool:
    """A file that nobody could read, and to which nothing has happened."""
    mark = (arrival.file_size, arrival.file_mtime_ns)
    return known.content_hash is None and (known.size, known.mtime_ns) == mark


def is_the_same(known: KnownFile, arrival: Arrival) -> bool:
    """The content is that which the library knows."""
    return known.content_hash is not None and known.content_hash == arrival.content_hash
