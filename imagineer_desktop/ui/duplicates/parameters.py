"""What two images are compared by, and the reasons to keep one, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QLocale, QObject

from imagineer_desktop.catalog.preference import Preference, Reason
from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.ui.inspector import formats

SIDES = ("A", "B")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing known of both images; "" where it is not known."""

    name: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other

    @property
    def one_sided(self) -> bool:
        """Only one of the images has it at all."""
        return bool(self.one) != bool(self.other)


class Parameters(QObject):
    """Puts two images into words of the user's language."""

    def of(self, one: ImageDetails, other: ImageDetails) -> list[Parameter]:
        """Everything that is known of at least one of them, in a fixed order."""
        first, second = self._values(one), self._values(other)
        pairs = [Parameter(name, value, second[name]) for name, value in first.items()]
        return [parameter for parameter in pairs if parameter.one or parameter.other]

    def advice(self, preference: Preference) -> tuple[str, str]:
        """What is suggested, and why: "Keep A", "larger, rated higher"."""
        if preference.keep is None:
            return self.tr("No suggestion"), self.tr("nothing speaks for one of them")
        words = self._reasons()
        reasons = [words[reason] for reason in preference.reasons if self._tells(reason, preference)]
        return self.tr("Suggestion: keep {side}").format(side=SIDES[preference.keep]), ", ".join(reasons)

    def _tells(self, reason: Reason, preference: Preference) -> bool:
        """More pixels make a larger file: that is not said twice."""
        return reason is not Reason.LARGER_FILE or Reason.LARGER not in preference.reasons

    def _reasons(self) -> dict[Reason, str]:
        return {
            Reason.FILE_IS_THERE: self.tr("its file is there"),
            Reason.NOT_REJECTED: self.tr("not rejected"),
            Reason.LARGER: self.tr("larger"),
            Reason.RATED_HIGHER: self.tr("rated higher"),
            Reason.PICKED: self.tr("picked"),
            Reason.MORE_ALBUMS: self.tr("in more albums"),
            Reason.CAPTION: self.tr("has a caption"),
            Reason.MORE_LABELS: self.tr("more labels"),
            Reason.GENERATION_DATA: self.tr("has generation data"),
            Reason.LARGER_FILE: self.tr("larger file"),
            Reason.OLDER: self.tr("older"),
        }

    def _values(self, image: ImageDetails) -> dict[str, str]:
        columns, row, locale = image.columns, image.row, QLocale()
        loras = formats.loras(_text(columns.get("lora_config"))) if columns.get("lora_config") else []
        known = row.width and row.height
        labels = [label for label in image.labels if not label.is_caption]
        return {
            self.tr("Seed"): _text(image.seed),
            self.tr("Steps"): _text(columns.get("steps")),
            self.tr("CFG scale"): _text(columns.get("guidance_scale")),
            self.tr("Sampler"): _text(columns.get("sampler")),
            self.tr("Scheduler"): _text(columns.get("scheduler")),
            self.tr("Model"): _text(columns.get("model")),
            self.tr("LoRA"): ", ".join(f"{name} · {weight}" if weight else name for name, weight in loras),
            self.tr("Prompt"): _line(columns.get("prompt")),
            self.tr("Negative"): _line(columns.get("negative_prompt")),
            self.tr("Generator"): _text(columns.get("generator")),
            self.tr("Dimensions"): formats.dimensions(row.width or 0, row.height or 0) if known else "",
            self.tr("File size"): "" if row.file_size is None else formats.file_size(locale, row.file_size),
            self.tr("Folder"): str(PurePath(row.file_path).parent),
            self.tr("Stars"): str(row.rating) if row.rating else "",
            self.tr("Generated"): formats.moment(locale, row.generated_at) if row.generated_at else "",
            self.tr("Albums"): ", ".join(album.name for album in image.albums),
            self.tr("Caption"): _line(" / ".join(one.label_text for one in image.labels if one.is_caption)),
            self.tr("Labels"): ", ".join(sorted({label.label_text for label in labels})),
        }


def _text(stored: object) -> str:
    return "" if stored is None else formats.number(stored)


def _line(stored: object) -> str:
    return " ".join(_text(stored).split())
