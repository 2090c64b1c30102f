"""An image in words: what its cell says to a screen reader and in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QObject

from imagineer_desktop.catalog.rows import ImageRow, Pick


class ImageWords(QObject):
    """Puts rows into words of the user's language."""

    def spoken(self, image: ImageRow) -> str:
        """Everything the cell shows: "00213.png, 4 stars, picked, has caption, 1216 by 832"."""
        parts = (
            image.filename,
            self._stars(image.rating),
            self._flag(image.pick),
            self.tr("not safe for work") if image.is_nsfw else "",
            self.tr("file missing") if image.missing else "",
            self.tr("cannot be shown") if image.trouble else "",
            self.tr("has caption") if image.has_caption else "",
            self.tr("in a training source") if image.in_training_source else "",
            self._size(image),
        )
        return ", ".join(part for part in parts if part)

    def tooltip(self, image: ImageRow, trouble: str | None) -> str:
        """The file's name, and below it why there is no picture. Plain text."""
        if image.missing:
            return self.tr("{name}\nThe file is not where it was:\n{path}").format(
                name=image.filename, path=image.file_path
            )
        return f"{image.filename}\n{trouble}" if trouble else image.filename

    def _stars(self, rating: int) -> str:
        if rating == 0:
            return ""
        return self.tr("1 star") if rating == 1 else self.tr("{number} stars").format(number=rating)

    def _flag(self, pick: Pick) -> str:
        match pick:
            case Pick.PICKED:
                return self.tr("picked")
            case Pick.REJECTED:
                return self.tr("rejected")
        return ""

    def _size(self, image: ImageRow) -> str:
        if not image.width or not image.height:
            return ""
        return self.tr("{width} by {height}").format(width=image.width, height=image.height)
