"""Everything that lives as long as one library is open, built from the ground up and wired."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction

from imagineer_desktop.background.duplicate_search import DuplicateSearch
from imagineer_desktop.background.picture_loader import PictureLoader
from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.background.runner import JobQueue
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import LibraryCounts, SourceKind
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.dialogs.label_dialog import LabelDialog
from imagineer_desktop.ui.features.albums import Albums
from imagineer_desktop.ui.features.browsing import Browsing
from imagineer_desktop.ui.features.counting import Counting
from imagineer_desktop.ui.features.duplicates import Duplicates
from imagineer_desktop.ui.features.files import Files
from imagineer_desktop.ui.features.image_menu import ImageMenu
from imagineer_desktop.ui.features.importing import Importing
from imagineer_desktop.ui.features.inspecting import Inspecting
from imagineer_desktop.ui.features.labels import Labels
from imagineer_desktop.ui.features.marks import Marks
from imagineer_desktop.ui.features.outside import Outside
from imagineer_desktop.ui.features.steps import Steps
from imagineer_desktop.ui.features.tasks import Tasks
from imagineer_desktop.ui.features.viewing import Viewing
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.gallery.sight import all_is_there
from imagineer_desktop.ui.inspector.inspector import Inspector
from imagineer_desktop.ui.loupe.loupe import Loupe
from imagineer_desktop.ui.menus import Entry
from imagineer_desktop.ui.shell import Shell


class Workspace(QObject):
    """One library in the window. `close` takes everything down again, in the opposite order."""

    def __init__(self, shell: Shell, library: Library, cache: ThumbnailCache) -> None:
        super().__init__(shell)
        self.shell = shell
        self.library = library
        self.counts = LibraryCounts()
        self._counted = False
        self._answered = False
        self._build_ground(cache)
        self._build_views()
        self._build_features()
        self._wire_gallery()
        self._wire_panel()
        self._wire_inspector_and_loupe()
        self._wire_changes()
        self._dress()
        self._begin()

    def _build_ground(self, cache: ThumbnailCache) -> None:
        self.queue = JobQueue(self)
        self.questions = Questions(self)
        self.thumbnailer = Thumbnailer(cache, parent=self)
        self.loader = PictureLoader(parent=self)
        self.relay = ChangeRelay(self.library, self)
        self.model = GalleryModel(self.library, self.questions, self.thumbnailer, self)
        self.alike = DuplicateSearch(self.library, cache, self.queue, self)

    def _build_views(self) -> None:
        shell = self.shell
        self.grid = GalleryGrid(shell.look)
        self.grid.setModel(self.model)
        self.grid.set_cell_size(shell.settings.cell_size)
        shell.canvas.take_grid(self.grid)
        self.chosen = Chosen(self.grid.selectionModel(), self)
        self.loupe = Loupe(shell.look, self.model, self.thumbnailer, self.loader)
        self.inspector = Inspector(shell.look, self.thumbnailer)
        shell.window.pages.addWidget(self.loupe)
        shell.window.set_inspector(self.inspector)

    def _build_features(self) -> None:
        shell, window, look = self.shell, self.shell.window, self.shell.look
        self.steps = Steps(History(self.library), shell.report, self)
        self.marks = Marks(self.steps, self.chosen, self.library, self)
        self.albums = Albums(window, look, self.steps, self.chosen)
        self.labels = Labels(window, look, self.steps, self.chosen, self.inspector)
        self.browsing = Browsing(self.model, shell.panel, shell.bar, self)
        self.counting = Counting(self.library, self.questions, self)
        self.inspecting = Inspecting(self.library, self.questions, self.chosen, self.inspector, self)
        self.viewing = Viewing(self.grid, self.loupe, self.model, self.chosen, self)
        self.importing = Importing(window, look, self.queue, self.library, shell.report)
        self.outside = Outside(self.library, self.chosen, self)
        self.tasks = Tasks(self.queue, shell.status, self.importing.show_dialog)
        self.files = Files(window, look, self.library, self.steps)
        self.duplicates = Duplicates(look, self.alike, self.thumbnailer, self.loader, self.steps)
        self.duplicates.show_in(window.pages, self.viewing, self.chosen)
        about_files = [self.files.locate_of(self.model, self.chosen), *self.outside.actions]
        self.image_menu = ImageMenu(window, self.marks, self.albums, self.labels, about_files)
        # Whoever has the window as parent would outlive the library.
        for feature in (self.albums, self.labels, self.importing, self.tasks, self.files):
            feature.setParent(self)

    def _wire_gallery(self) -> None:
        shell = self.shell
        shell.status.size_changed.connect(self.grid.set_cell_size)
        self.grid.size_changed.connect(shell.status.set_size)
        self.grid.size_changed.connect(shell.keep_size)
        self.grid.rate_clicked.connect(self.marks.set_stars_of)
        self.grid.reordered.connect(self.albums.reorder)
        self.grid.context_menu_requested.connect(self._show_image_menu)
        shell.canvas.import_requested.connect(self.importing.ask_for_folder)
        shell.canvas.clear_requested.connect(self.browsing.clear)
        shell.status.clear_requested.connect(self.browsing.clear)
        shell.window.files_dropped.connect(self.importing.start)
        shell.bar.view_chosen.connect(self.viewing.show)
        shell.bar.search_left.connect(self.grid.setFocus)
        self.chosen.changed.connect(self._show_numbers)
        self.model.answered.connect(self._show_answer)
        self.model.refused.connect(self._say_trouble)
        self.counting.troubled.connect(self._say_trouble)
        self.counting.others_wrote.connect(self._take_everything)
        self.viewing.view_changed.connect(self._show_view)
        self.viewing.blur.toggled.connect(self.inspector.set_blurred)
        shell.look.changed.connect(self._dress)
        panel, bar, canvas, status = shell.panes
        pages = [self.loupe, self.duplicates.page]
        shell.window.set_panes([panel, bar, canvas, *pages, self.inspector, status])

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
        self.counting.words_counted.connect(self.inspector.set_vocabulary)

    def _wire_inspector_and_loupe(self) -> None:
        for view in (self.inspector, self.loupe):
            view.rating_chosen.connect(self.marks.set_stars)
            view.pick_chosen.connect(self.marks.set_pick)
            view.nsfw_chosen.connect(self.marks.set_nsfw)
            view.copied.connect(self.outside.copy)
        self.inspector.public_chosen.connect(self.marks.set_public)
        self.inspector.album_clicked.connect(self.browsing.open_album)
        self.inspector.filter_requested.connect(self.browsing.filter_by)
        self.inspector.show_in_folder_requested.connect(self.outside.show_in_folder)
        self.inspector.left.connect(self._focus_canvas)
        inspector = self.shell.window.inspector_dock.toggleViewAction()
        self.loupe.set_view_actions([self.viewing.to_grid, self.viewing.to_loupe, inspector])
        self.loupe.trash_chosen.connect(self.marks.move_to_trash)
        self.loupe.target_chosen.connect(self.albums.fill_target)

    def _wire_changes(self) -> None:
        self.relay.changed.connect(self._take_changes)
        self.labels.typing_requested.connect(self._go_to_labels)
        # The Undo of a toast means the newest step: with the next one it goes.
        self.steps.changed.connect(self.shell.window.toast.dismiss)
        self.steps.told.connect(self._toast_step)
        self.importing.told.connect(self.shell.window.toast.say)
        self.alike.troubled.connect(self._say_trouble)
        self.duplicates.page.review.copied.connect(self.outside.copy)
        self.loader.failed.connect(self.files.look_at)
        self.files.not_there.connect(self.loader.forget)
        self.queue.stood_still.connect(self.files.look)
        self.files.failed.connect(self.shell.report.show)

    def _begin(self) -> None:
        shell = self.shell
        path = self.library.path
        shell.panel.set_library(path.name, str(path))
        shell.window.set_title(path.name)
        self.viewing.set_blurred(shell.settings.blur_nsfw)
        self.inspector.set_blurred(shell.settings.blur_nsfw)
        self.model.ask(self.model.question)
        shell.bar.set_question(self.model.question)
        shell.panel.view.show_source(self.model.question.source)
        self.counting.take()
        self.grid.setFocus()
        self.files.begin()

    def close(self) -> None:
        """Stop what runs, let go of the views, close the library."""
        shell = self.shell
        self.inspector.flush()
        self.importing.close()
        self.files.close()
        self.duplicates.close()
        for kind in (AlbumDialog, LabelDialog):
            for dialog in shell.window.findChildren(kind):
                dialog.reject()
        self.queue.close()
        self.relay.close()
        self.questions.close()
        self.thumbnailer.close()
        self.loader.close()
        shell.window.pages.setCurrentWidget(shell.browse_page)
        shell.window.pages.removeWidget(self.loupe)
        shell.canvas.drop_grid()
        shell.window.set_panes(shell.panes)
        for view in (self.grid, self.loupe, self.inspector):
            view.setParent(None)
            view.deleteLater()
        self.library.close()
        self.deleteLater()

    @property
    def complete(self) -> bool:
        """Nothing that is in sight is still on its way."""
        return self._counted and self._answered and all_is_there(self.grid, self.thumbnailer)

    def album_entries(self) -> list[Entry]:
        """The Album menu."""
        return [self.albums.new, self.albums.new_from_chosen, None, *self.albums.of_the_open_album]

    def canvas_actions(self) -> list[QAction]:
        """What has keys that only work in the grid and the loupe."""
        return [self.marks.trash, self.albums.remove, self.viewing.preview]

    def _show_image_menu(self, place: QPoint) -> None:
        self.image_menu.show(place, self.viewing.to_loupe)

    def _show_numbers(self) -> None:
        self.shell.status.set_numbers(self.chosen.count, self.model.rowCount())

    def _show_answer(self) -> None:
        shell, question = self.shell, self.model.question
        self._answered = True
        self.files.show_state()
        shell.canvas.show_answer(question, self.model.rowCount(), self.counts.sources.get(SourceKind.ALL, 0))
        self.grid.set_ordered(self.browsing.ordered_by_hand)
        self._show_numbers()

    def _follow_question(self) -> None:
        source = self.model.question.source
        self.albums.set_open(source.album_id)
        self.marks.set_in_trash(source.kind is SourceKind.TRASH)
        self.shell.status.set_filter_text(self.browsing.words_in_words())
        self.loupe.set_source(self.browsing.source_in_words())

    def _take_counts(self, counts: LibraryCounts) -> None:
        self.counts = counts
        self._counted = True
        self.shell.sources.set_counts(counts)
        self.albums.set_albums(counts.albums)
        self.browsing.set_albums(counts.albums)
        self._follow_question()
        self._show_answer()

    def _take_changes(self, changes: Changes) -> None:
        self.model.take(changes)
        self.counting.take(changes)
        self.inspecting.take(changes)
        self.duplicates.take(changes)

    def _take_everything(self) -> None:
        self._take_changes(EVERYTHING)

    def _show_target(self, album: object) -> None:
        self.shell.sources.set_target_album(getattr(album, "id", None))
        self.loupe.set_target(album)  # type: ignore[arg-type]

    def _dress(self) -> None:
        """The icons of the views, in the colors of the theme: for buttons, not for menus."""
        inspector = self.shell.window.inspector_dock.toggleViewAction()
        actions = (self.viewing.to_grid, self.viewing.to_loupe, inspector)
        for action, icon in zip(actions, ("layout-grid", "maximize", "panel-right"), strict=True):
            action.setIcon(self.shell.look.icon(icon))
            action.setIconVisibleInMenu(False)

    def _show_view(self, view: str) -> None:
        shell = self.shell
        shell.window.pages.setCurrentWidget(self.loupe if view == "loupe" else shell.browse_page)
        shell.bar.set_view(view)

    def _go_to_labels(self) -> None:
        self.shell.window.inspector_dock.show()
        self.inspector.focus_label_field()

    def _focus_canvas(self) -> None:
        (self.loupe if self.viewing.in_loupe else self.grid).setFocus()

    def _say_trouble(self, words: str) -> None:
        self.shell.window.banner.say("triangle-alert", words)

    def _toast_step(self, words: str) -> None:
        self.shell.window.toast.say(words, self.tr("Undo"), self.steps.undo.trigger)
