"""Small pictures: the right way up, in the right colors, from every kind of file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.thumbnails import make_thumbnail, open_picture

Color = tuple[int, int, int]
CORNERS: dict[str, Color] = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
}


def thumbnail(path: Path, side: int = 256) -> Image.Image:
    picture = Image.open(io.BytesIO(make_thumbnail(path, side)))
    assert picture.format == "JPEG"
    assert picture.mode == "RGB"
    return picture


def color_at(picture: Image.Image, across: float, down: float) -> Color:
    found = picture.convert("RGB").getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def assert_near(found: Color, wanted: Color, tolerance: int = 20) -> None:
    assert all(abs(one - other) <= tolerance for one, other in zip(found, wanted, strict=True)), (
        found,
        wanted,
    )


def four_corners(size: tuple[int, int]) -> Image.Image:
    """Red and green above, blue and white below."""
    picture = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for place, color in zip(
        [(0, 0), (width, 0), (0, height), (width, height)], CORNERS.values(), strict=True
    ):
        picture.paste(color, (*place, place[0] + width, place[1] + height))
    return picture


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((1024, 768), (256, 192)), ((300, 1200), (64, 256)), ((100, 50), (100, 50)), ((5000, 2), (256, 1))],
)
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_it_fits_and_is_never_enlarged(
    tmp_path: Path, size: tuple[int, int], wanted: tuple[int, int], suffix: str
) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", size, "teal").save(path)
    assert thumbnail(path).size == wanted


TURNS = [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM]
TURNS += [
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
def test_it_is_the_right_way_up(tmp_path: Path, orientation: int, suffix: str) -> None:
    upright = four_corners((400, 300))
    stored = upright if orientation == 1 else upright.transpose(TURNS[orientation - 2])
    tags = Image.Exif()
    tags[0x0112] = orientation
    path = tmp_path / f"turned.{suffix}"
    stored.save(path, exif=tags)
    for picture in (thumbnail(path, 128), open_picture(path, 10**6)):
        assert picture.width > picture.height
        for place, color in zip(
            [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)], CORNERS.values(), strict=True
        ):
            assert_near(color_at(picture, *place), color, 40)


@pytest.mark.parametrize(
    ("mode", "color", "suffix", "wanted"),
    [
        ("L", 200, "png", (200, 200, 200)),
        ("1", 1, "png", (255, 255, 255)),
        ("LA", (200, 255), "png", (200, 200, 200)),
        ("I;16", 0x8000, "png", (128, 128, 128)),
        ("I;16", 0xFFFF, "tiff", (255, 255, 255)),
        ("CMYK", (0, 255, 255, 0), "tiff", (255, 0, 0)),
        ("CMYK", (0, 255, 255, 0), "jpg", (254, 0, 0)),
        ("RGBA", (255, 0, 0, 255), "webp", (255, 0, 0)),
        ("RGBA", (255, 0, 0, 0), "png", (128, 128, 128)),
        ("RGBA", (255, 255, 255, 128), "png", (191, 191, 191)),
        ("YCbCr", (128, 128, 128), "jpg", (128, 128, 128)),
    ],
)
def test_every_mode_comes_out_in_the_right_color(
    tmp_path: Path, mode: str, color: float | tuple[int, ...], suffix: str, wanted: Color
) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new(mode, (60, 40), color).save(path)
    assert_near(color_at(thumbnail(path), 0.5, 0.5), wanted, 4)


def test_a_palette_with_transparency(tmp_path: Path) -> None:
    path = tmp_path / "palette.png"
    picture = Image.new("P", (60, 40), 1)
    picture.putpalette([10, 20, 30, 250, 128, 0])
    picture.paste(0, (0, 0, 30, 40))
    picture.save(path, transparency=0)
    small = thumbnail(path)
    assert_near(color_at(small, 0.1, 0.5), (128, 128, 128), 4)
    assert_near(color_at(small, 0.9, 0.5), (250, 128, 0), 4)
    assert open_picture(path, 10**6).mode == "RGBA"


def test_floating_point_is_stretched(tmp_path: Path) -> None:
    path = tmp_path / "float.tiff"
    picture = Image.new("F", (60, 40), -2.0)
    picture.paste(6.0, (30, 0, 60, 40))
    picture.save(path)
    small = thumbnail(path)
    assert_near(color_at(small, 0.1, 0.5), (0, 0, 0), 4)
    assert_near(color_at(small, 0.9, 0.5), (255, 255, 255), 4)


def test_the_color_profile_is_applied(tmp_path: Path) -> None:
    """A profile whose red and green are exchanged shows it plainly."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    for mode, suffix in (("RGB", "png"), ("RGBA", "png"), ("RGB", "jpg"), ("RGB", "webp")):
        path = tmp_path / f"{mode}.{suffix}"
        Image.new("RGB", (60, 40), (255, 0, 0)).convert(mode).save(path, icc_profile=bytes(profile))
        assert_near(color_at(thumbnail(path), 0.5, 0.5), (0, 255, 0), 30)
        assert_near(color_at(open_picture(path, 10**6), 0.5, 0.5), (0, 255, 0), 30)


@pytest.mark.parametrize("profile", [b"nonsense", b"x" * 500, bytes(128)])
def test_a_broken_color_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    path = tmp_path / "picture.jpg"
    Image.new("RGB", (60, 40), (0, 200, 0)).save(path, icc_profile=profile)
    assert_near(color_at(thumbnail(path), 0.5, 0.5), (0, 200, 0), 4)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_the_first_frame_of_an_animation_is_shown(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "blue", "green")]
    path = tmp_path / f"moving.{kind.lower()}"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:])
    assert_near(color_at(thumbnail(path), 0.5, 0.5), (255, 0, 0), 8)


def test_a_whole_picture_has_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGBA", (100, 100), (1, 2, 3, 4)).save(path)
    assert open_picture(path, 10_000).getpixel((5, 5)) == (1, 2, 3, 4)
    with pytest.raises(MediaError, match="too large"):
        open_picture(path, 9_999)


@pytest.mark.real_files
def test_every_real_sample_has_a_thumbnail(real_files: Path) -> None:
    folder = real_files / "samples" / "generation-metadata"
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json":
            assert max(thumbnail(path).size) <= 256
