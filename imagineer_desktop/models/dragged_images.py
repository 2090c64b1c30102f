"""What travels when images are dragged: their ids for us, their files for other programs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from PySide6.QtCore import QByteArray, QMetaType, QMimeData, QUrl

from imagineer_desktop.models.mime import write_image_ids

URLS_MIME = "text/uri-list"


class DraggedImages(QMimeData):
    """Ids at once; file URLs only when another program asks, since a drag may hold a whole library."""

    def __init__(self, ids: array[int], paths: Callable[[], Iterable[str]]) -> None:
        """`paths` are the files that other programs may have."""
        super().__init__()
        self._paths = paths
        write_image_ids(self, ids)

    def formats(self) -> list[str]:
        return [*super().formats(), URLS_MIME]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype == URLS_MIME or super().hasFormat(mimetype)

    def retrieveData(self, mimetype: str, kind: QMetaType | QMetaType.Type) -> object:
        if mimetype != URLS_MIME:
            return super().retrieveData(mimetype, kind)
        urls = [QUrl.fromLocalFile(path) for path in self._paths()]
        wanted = kind.id() if isinstance(kind, QMetaType) else kind.value
        if wanted == QMetaType.Type.QVariantList.value:
            return urls
        return QByteArray("".join(url.toEncoded().toStdString() + "\r\n" for url in urls).encode())
