"""The tab of how a picture was made: prompts, parameters, and the file's own words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.ui.inspector import formats
from imagineer_desktop.ui.inspector.fact_rows import Fact, FactRows
from imagineer_desktop.ui.inspector.line import Line
from imagineer_desktop.ui.inspector.prompt_part import PromptPart
from imagineer_desktop.ui.inspector.raw_part import RawPart
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.section_head import SectionHead


class GenerationTab(QWidget):
    """Prompt, negative prompt, parameters and raw metadata of one image."""

    prompt_saved = Signal(int, str, str)
    """An image id, the field ("prompt" or "negative_prompt") and the new text."""
    copied = Signal(str)
    filter_requested = Signal(str, str)
    node_wanted = Signal(int)
    """The image whose workflow is to be asked which of its nodes is the prompt."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.prompt = PromptPart(look, self.tr("Prompt"))
        self.negative = PromptPart(look, self.tr("Negative prompt"))
        self.facts = FactRows(look)
        self._copy_all = LinkButton(self.tr("Copy all"))
        self._head = SectionHead(look, self.tr("Parameters"))
        self._head.add_at_end(self._copy_all)
        self.raw = RawPart(look)
        self._image_id = 0
        self._of_one = QWidget()
        self._several = PlainLabel(look, self.tr("Select one image to see how it was made."), color="text2")
        self._several.setWordWrap(True)
        self._lay_out(look)
        self.prompt.saved.connect(self._save_prompt)
        self.negative.saved.connect(self._save_negative)
        self.prompt.node_wanted.connect(self._ask_node)
        for part in (self.prompt, self.negative, self.raw):
            part.copied.connect(self.copied)
        self._copy_all.clicked.connect(self._ask_copy_all)
        self.facts.copy_asked.connect(self.copied)
        self.facts.filter_asked.connect(self.filter_requested)

    def show_image(self, details: ImageDetails) -> None:
        """How one image was made, as far as is known."""
        columns, image_id = details.columns, details.row.id
        self._image_id = image_id
        self.prompt.show_text(image_id, _text(columns.get("prompt")))
        self.prompt.show_workflow(_has_nodes(columns), columns.get("prompt") is not None)
        self.negative.show_text(image_id, _text(columns.get("negative_prompt")))
        self.facts.set_facts(self._facts(details))
        self.raw.show_text(_text(columns.get("generation_data")))
        self._of_one.show()
        self._several.hide()

    def show_selection(self) -> None:
        """Several images have no one prompt."""
        self.flush()
        self._of_one.hide()
        self._several.show()

    def flush(self) -> None:
        """Ask for prompts that are being typed to be kept."""
        for part in (self.prompt, self.negative):
            part.end_editing()

    def _facts(self, details: ImageDetails) -> list[Fact]:
        columns, row = details.columns, details.row
        seed = "" if details.seed is None else str(details.seed)
        generated = row.generated_at
        size = formats.dimensions(row.width, row.height) if row.width and row.height else ""
        facts = [
            Fact(self.tr("Model"), _text(columns.get("model")), field="model", middle=True),
            *self._loras(_text(columns.get("lora_config"))),
            Fact(self.tr("Seed"), seed, field="seed"),
            Fact(self.tr("Steps"), _text(columns.get("steps"))),
            Fact(self.tr("CFG scale"), _text(columns.get("guidance_scale"))),
            Fact(self.tr("Sampler"), _text(columns.get("sampler"))),
            Fact(self.tr("Scheduler"), _text(columns.get("scheduler"))),
            Fact(self.tr("Size"), size),
            Fact(self.tr("Generator"), _text(columns.get("generator"))),
            Fact(self.tr("Created"), formats.moment(self.locale(), generated) if generated else ""),
        ]
        return [fact for fact in facts if fact.value]

    def _loras(self, stored: str) -> list[Fact]:
        """One row each; the name is what is copied and filtered by, so that its weight does not matter."""
        facts = []
        for place, (name, weight) in enumerate(formats.loras(stored) if stored else []):
            value = f"{name} · {weight}" if weight else name
            label = self.tr("LoRA") if place == 0 else ""
            facts.append(Fact(label, value, name, field="lora", middle=True))
        return facts

    def _save_prompt(self, image_id: int, text: str) -> None:
        self.prompt_saved.emit(image_id, "prompt", text)

    def _save_negative(self, image_id: int, text: str) -> None:
        self.prompt_saved.emit(image_id, "negative_prompt", text)

    def _ask_node(self) -> None:
        self.node_wanted.emit(self._image_id)

    def _ask_copy_all(self) -> None:
        texts = (
            (self.tr("Prompt"), self.prompt.block.toPlainText()),
            (self.tr("Negative prompt"), self.negative.block.toPlainText()),
        )
        lines = [f"{name}: {text}" for name, text in texts if text]
        lines += [f"{fact.label or self.tr('LoRA')}: {fact.value}" for fact in self.facts.facts]
        self.copied.emit("\n".join(lines))

    def _lay_out(self, look: Look) -> None:
        inner = QVBoxLayout(self._of_one)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.prompt)
        inner.addSpacing(8)
        inner.addWidget(self.negative)
        inner.addSpacing(12)
        inner.addWidget(Line(look))
        inner.addSpacing(8)
        inner.addWidget(self._head)
        inner.addWidget(self.facts)
        inner.addSpacing(12)
        inner.addWidget(self.raw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 14)
        layout.setSpacing(0)
        layout.addWidget(self._of_one)
        layout.addWidget(self._several)
        layout.addStretch(1)


def _has_nodes(columns: Mapping[str, object]) -> bool:
    """Whether the image's file kept the graph that ran, in ComfyUI's own format."""
    kept = columns.get("generation_data")
    return columns.get("generator") == "ComfyUI" and isinstance(kept, str) and "class_type" in kept


def _text(stored: object) -> str:
    return "" if stored is None else formats.number(stored)
