"""Everything that lives as long as one library is open, built from the ground up and wired."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction

from imagineer_desktop.arriving import Arriving
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import LibraryCounts, SourceKind
from imagineer_desktop.ground import Ground
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog
from imagineer_desktop.ui.features.albums import Albums
from imagineer_desktop.ui.features.browsing import Browsing
from imagineer_desktop.ui.features.counting import Counting
from imagineer_desktop.ui.features.duplicates import Duplicates
from imagineer_desktop.ui.features.files import Files
from imagineer_desktop.ui.features.image_menu import ImageMenu
from imagineer_desktop.ui.features.inspecting import Inspecting
from imagineer_desktop.ui.features.labels import Labels
from imagineer_desktop.ui.features.marks import Marks
from imagineer_desktop.ui.features.outside import Outside
from imagineer_desktop.ui.features.pinning import Pinning
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.tasks import Tasks
from imagineer_desktop.ui.features.viewing import Viewing
from imagineer_desktop.ui.menus import Entry
from imagineer_desktop.ui.shell import Shell
from imagineer_desktop.views import Views


class Workspace(QObject):
    """One library in the window. `close` takes everything down again, in the opposite order."""

    def __init__(self, shell: Shell, library: Library, cache: ThumbnailCache) -> None:
        super().__init__(shell)
        self.shell = shell
        self.library = library
        self.counts = LibraryCounts()
        self._counted = False
        self._answered = False
        self.ground = Ground(library, cache, self)
        self.views = Views(shell, self.ground, self)
        self._build_features()
        self._wire_gallery()
        self._wire_panel()
        self._wire_inspector_and_loupe()
        self._wire_changes()
        self._dress()
        self._begin()

    def _build_features(self) -> None:
        shell, window, look = self.shell, self.shell.window, self.shell.look
        ground, views, chosen = self.ground, self.views, self.views.chosen
        self.steps = Steps(History(self.library), shell.report, self)
        self.marks = Marks(self.steps, chosen, self.library, self)
        self.albums = Albums(window, look, self.steps, chosen)
        self.labels = Labels(window, look, self.steps, chosen, views.inspector)
        self.browsing = Browsing(ground.model, shell.panel, shell.bar, self)
        self.counting = Counting(self.library, ground.questions, self)
        self.inspecting = Inspecting(self.library, ground.questions, chosen, views.inspector, self)
        self.viewing = Viewing(views.grid, views.loupe, ground.model, chosen, self)
        self.arriving = Arriving(shell, ground, self.steps, chosen, self)
        self.pinning = Pinning(window, look, self.library, self.steps)
        self.outside = Outside(self.library, chosen, self)
        self.tasks = Tasks(ground.queue, shell.status, self.arriving.open_task)
        self.files = Files(window, look, self.library, self.steps)
        self.duplicates = Duplicates(look, ground.alike, ground.thumbnailer, ground.loader, self.steps)
        self.duplicates.show_in(window.pages, self.viewing, chosen)
        about_files = [self.files.locate_of(ground.model, chosen), *self.outside.actions]
        about_files.append(self.arriving.rereading.read)
        self.image_menu = ImageMenu(window, self.marks, self.albums, self.labels, about_files)
        # Whoever has the window as parent would outlive the library.
        for feature in (self.albums, self.labels, self.pinning, self.tasks, self.files):
            feature.setParent(self)

    def _wire_gallery(self) -> None:
        shell, grid, model = self.shell, self.views.grid, self.ground.model
        grid.rate_clicked.connect(self.marks.set_stars_of)
        grid.reordered.connect(self.albums.reorder)
        grid.context_menu_requested.connect(self._show_image_menu)
        shell.canvas.import_requested.connect(self.arriving.importing.ask_for_folder)
        shell.canvas.clear_requested.connect(self.browsing.clear)
        shell.status.clear_requested.connect(self.browsing.clear)
        shell.window.files_dropped.connect(self.arriving.start)
        shell.bar.view_chosen.connect(self.viewing.show)
        self.views.chosen.changed.connect(self._show_numbers)
        model.answered.connect(self._show_answer)
        model.refused.connect(self._say_trouble)
        self.counting.troubled.connect(self._say_trouble)
        self.counting.others_wrote.connect(self._take_everything)
        self.viewing.view_changed.connect(self.views.show)
        self.viewing.blur.toggled.connect(self.views.inspector.set_blurred)
        shell.look.changed.connect(self._dress)
        self.views.set_panes([self.duplicates.page])

    def _wire_panel(self) -> None:
        panel = self.shell.panel
        panel.new_album_requested.connect(self.albums.make_new)
        panel.album_menu_requested.connect(self.albums.show_menu)
        panel.album_renamed.connect(self.albums.rename)
        panel.delete_requested.connect(self.albums.delete_album)
        panel.images_dropped.connect(self.albums.take_drop)
        self.albums.target_changed.connect(self._show_target)
        self.browsing.question_changed.connect(self._follow_question)
        self.browsing.mistaken.connect(self.shell.mistake.say)
        self.browsing.question_changed.connect(self.duplicates.leave)
        self.counting.counted.connect(self._take_counts)
        self.counting.words_counted.connect(self.views.inspector.set_vocabulary)

    def _wire_inspector_and_loupe(self) -> None:
        for view in (self.views.inspector, self.views.loupe):
            view.rating_chosen.connect(self.marks.set_stars)
            view.pick_chosen.connect(self.marks.set_pick)
            view.nsfw_chosen.connect(self.marks.set_nsfw)
            view.copied.connect(self.outside.copy)
        self.views.inspector.generation.node_wanted.connect(self.pinning.choose)
        self.pinning.failed.connect(self.shell.report.show)
        self.views.inspector.public_chosen.connect(self.marks.set_public)
        self.views.inspector.album_clicked.connect(self.browsing.open_album)
        self.views.inspector.filter_requested.connect(self.browsing.filter_by)
        self.views.inspector.show_in_folder_requested.connect(self.outside.show_in_folder)
        self.views.inspector.left.connect(self._focus_canvas)
        inspector = self.shell.window.inspector_dock.toggleViewAction()
        self.views.loupe.set_view_actions([self.viewing.to_grid, self.viewing.to_loupe, inspector])
        self.views.loupe.trash_chosen.connect(self.marks.move_to_trash)
        self.views.loupe.target_chosen.connect(self.albums.fill_target)

    def _wire_changes(self) -> None:
        self.ground.relay.changed.connect(self._take_changes)
        self.labels.typing_requested.connect(self._go_to_labels)
        # The Undo of a toast means the newest step: with the next one it goes.
        self.steps.changed.connect(self.shell.window.toast.dismiss)
        self.steps.told.connect(self._toast_step)
        self.arriving.told.connect(self.shell.window.toast.say)
        self.ground.alike.troubled.connect(self._say_trouble)
        self.duplicates.page.review.copied.connect(self.outside.copy)
        self.ground.loader.failed.connect(self.files.look_at)
        self.files.not_there.connect(self.ground.loader.forget)
        self.arriving.importing.ended.connect(self.files.look)
        self.files.came_back.connect(self.ground.thumbnailer.try_again)
        self.files.failed.connect(self.shell.report.show)

    def _begin(self) -> None:
        shell = self.shell
        path = self.library.path
        shell.panel.set_library(path.name, str(path))
        shell.window.set_title(path.name)
        self.viewing.set_blurred(shell.settings.blur_nsfw)
        self.views.inspector.set_blurred(shell.settings.blur_nsfw)
        self.ground.model.ask(self.ground.model.question)
        shell.bar.set_question(self.ground.model.question)
        shell.panel.view.show_source(self.ground.model.question.source)
        self.counting.take()
        self.views.grid.setFocus()
        self.files.begin()
        self.arriving.begin()

    def close(self) -> None:
        """Stop what runs, let go of the views, close the library."""
        shell = self.shell
        self.views.inspector.flush()
        self.arriving.close()
        self.files.close()
        self.pinning.close()
        self.duplicates.close()
        for kind in (AlbumDialog, LabelDialog):
            for dialog in shell.window.findChildren(kind):
                dialog.reject()
        self.ground.close()
        self.views.close()
        self.library.close()
        self.deleteLater()

    @property
    def complete(self) -> bool:
        """Nothing that is in sight is still on its way."""
        return self._counted and self._answered and self.views.complete

    def album_entries(self) -> list[Entry]:
        """The Album menu."""
        return [self.albums.new, self.albums.new_from_chosen, None, *self.albums.of_the_open_album]

    def canvas_actions(self) -> list[QAction]:
        """What has keys that only work in the grid and the loupe."""
        return [self.marks.trash, self.albums.remove, self.viewing.preview]

    def _show_image_menu(self, place: QPoint) -> None:
        self.image_menu.show(place, self.viewing.to_loupe)

    def _show_numbers(self) -> None:
        self.shell.status.set_numbers(self.views.chosen.count, self.ground.model.rowCount())

    def _show_answer(self) -> None:
        shell, model = self.shell, self.ground.model
        self._answered = True
        self.files.show_state()
        everything = self.counts.sources.get(SourceKind.ALL, 0)
        shell.canvas.show_answer(model.question, model.rowCount(), everything)
        self.views.grid.set_ordered(self.browsing.ordered_by_hand)
        self._show_numbers()

    def _follow_question(self) -> None:
        source = self.ground.model.question.source
        self.albums.set_open(source.album_id)
        self.marks.set_in_trash(source.kind is SourceKind.TRASH)
        self.shell.status.set_filter_text(self.browsing.words_in_words())
        self.views.loupe.set_source(self.browsing.source_in_words())

    def _take_counts(self, counts: LibraryCounts) -> None:
        self.counts = counts
        self._counted = True
        self.shell.sources.set_counts(counts)
        self.albums.set_albums(counts.albums)
        self.arriving.set_albums(counts.albums)
        self.browsing.set_albums(counts.albums)
        self._follow_question()
        self._show_answer()

    def _take_changes(self, changes: Changes) -> None:
        self.ground.model.take(changes)
        self.counting.take(changes)
        self.inspecting.take(changes)
        self.duplicates.take(changes)

    def _take_everything(self) -> None:
        self._take_changes(EVERYTHING)

    def _show_target(self, album: object) -> None:
        self.shell.sources.set_target_album(getattr(album, "id", None))
        self.views.loupe.set_target(album)  # type: ignore[arg-type]

    def _dress(self) -> None:
        """The icons of the views, in the colors of the theme: for buttons, not for menus."""
        inspector = self.shell.window.inspector_dock.toggleViewAction()
        actions = (self.viewing.to_grid, self.viewing.to_loupe, inspector)
        for action, icon in zip(actions, ("layout-grid", "maximize", "panel-right"), strict=True):
            action.setIcon(self.shell.look.icon(icon))
            action.setIconVisibleInMenu(False)

    def _go_to_labels(self) -> None:
        self.shell.window.inspector_dock.show()
        self.views.inspector.focus_label_field()

    def _focus_canvas(self) -> None:
        (self.views.loupe if self.viewing.in_loupe else self.views.grid).setFocus()

    def _say_trouble(self, words: str) -> None:
        self.shell.window.banner.say("triangle-alert", words)

    def _toast_step(self, words: str) -> None:
        self.shell.window.toast.say(words, self.tr("Undo"), self.steps.undo.trigger)
