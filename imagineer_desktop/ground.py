"""What the views and features of one library stand on: its queue, its pictures, its answers."""

from __future__ import annotations

from PySide6.QtCore import QObject

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.gallery import GalleryModel


class Ground(QObject):
    """Everything of an open library that works without being seen."""

    def __init__(self, library: Library, cache: ThumbnailCache, parent: QObject) -> None:
        super().__init__(parent)
        self.library = library
        self.cache = cache
        self.queue = JobQueue(self)
        self.questions = Questions(self)
        self.thumbnailer = Thumbnailer(cache, parent=self)
        self.loader = PictureLoader(parent=self)
        self.relay = ChangeRelay(library, self)
        self.model = GalleryModel(library, self.questions, self.thumbnailer, self)
        self.alike = DuplicateSearch(library, cache, self.queue, self)

    def close(self) -> None:
        """Stop what runs and let go of the pictures. The library itself stays open."""
        self.queue.close()
        self.relay.close()
        self.questions.close()
        self.thumbnailer.close()
        self.loader.close()
