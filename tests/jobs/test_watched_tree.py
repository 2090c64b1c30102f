"""A look at a watched folder: which folders it holds, whether it is away, what its drive tells."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from imagineer_desktop.jobs.imports.import_rules import PLAIN, ImportRules
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.jobs.watches.watched_tree import Tree, look_over, tells_changes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("outputs/sea/deep", "outputs/sky", "outputs/.cache/x", "outputs/grids/2025"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "outputs" / "picture.png").write_bytes(b"x")
    (tmp_path / "outputs" / "loop").symlink_to(tmp_path / "outputs")
    return tmp_path / "outputs"


def names(tree: Tree, root: Path) -> set[str]:
    return {os.path.relpath(folder, root) for folder in tree.folders}


def test_all_folders_are_found_but_hidden_ones_and_links(root: Path) -> None:
    tree = finish(look_over(str(root), PLAIN))
    assert names(tree, root) == {".", "sea", "sea/deep", "sky", "grids", "grids/2025"}
    assert tree.identity == (root.stat().st_dev, root.stat().st_ino)


def test_what_the_rules_pass_over_is_not_listened_to(root: Path) -> None:
    tree = finish(look_over(str(root), ImportRules(ignored=("grids", "sea/deep"))))
    assert names(tree, root) == {".", "sea", "sky"}
    assert names(finish(look_over(str(root), ImportRules(recursive=False))), root) == {"."}


def test_a_whole_look_names_only_what_is_new(root: Path) -> None:
    known = finish(look_over(str(root), PLAIN)).folders
    (root / "sea" / "deep" / "deeper").mkdir()
    assert names(finish(look_over(str(root), PLAIN, known)), root) == {"sea/deep/deeper"}
    assert finish(look_over(str(root), ImportRules(recursive=False), known)).folders == ()


def test_of_what_stirred_only_new_folders_are_looked_into(root: Path) -> None:
    known = finish(look_over(str(root), PLAIN)).folders
    (root / "sky" / "new" / "newer").mkdir(parents=True)
    (root / "sea" / "also").mkdir()
    tree = finish(look_over(str(root), PLAIN, known, [str(root / "sky"), str(root / "gone")]))
    assert names(tree, root) == {"sky/new", "sky/new/newer"}


def test_a_folder_that_is_not_there_is_away(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))
    assert finish(look_over(str(root), PLAIN)) == Tree()


def test_the_empty_place_of_a_drive_is_away(tmp_path: Path) -> None:
    drive = tmp_path / "media" / "Vault"
    drive.mkdir(parents=True)
    mounts = (f"{tmp_path}/media",)
    assert finish(look_over(str(drive), PLAIN, mounts=mounts)).identity is None
    (drive / "outputs").mkdir()
    assert finish(look_over(str(drive), PLAIN, mounts=mounts)).identity is not None


def test_a_folder_whose_name_is_no_text_is_passed_over(root: Path) -> None:
    os.mkdir(os.fsencode(root) + b"/caf\xe9")  # noqa: PTH102
    assert "caf" not in "".join(finish(look_over(str(root), PLAIN)).folders)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no table of mounts")
def test_the_drives_of_other_machines_do_not_tell(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    away, near = tmp_path / "big share", tmp_path / "big"
    table.write_text(
        "rootfs / ext4 rw 0 0\n"
        f"server:/pictures {str(away).replace(' ', chr(92) + '040')} nfs4 rw 0 0\n"
        f"machine {near} fuse.sshfs rw 0 0\n"
        f"/dev/sdb1 {near}/disk fuseblk rw 0 0\n"
    )
    told = {
        str(path): tells_changes(str(path), table)
        for path in (
            tmp_path,
            away,
            away / "outputs",
            near,
            near / "x",
            near / "disk" / "x",
            tmp_path / "bigger",
        )
    }
    assert list(told.values()) == [True, False, False, False, False, True, True]
    assert tells_changes(str(away), tmp_path / "no such table")
