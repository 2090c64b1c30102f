"""`python -m imagineer_desktop.demo OUT_DIR`: paint the demo outputs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .outputs import make_outputs

MEGABYTE = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Write OUT_DIR/outputs and say what was made. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m imagineer_desktop.demo",
        description="Paint a demo outputs folder as picture generators leave it, the same every time.",
    )
    parser.add_argument(
        "out_dir", type=Path, metavar="OUT_DIR", help="the folder that gets a folder 'outputs'"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="size of the pictures, 1.0 is full size")
    chosen = parser.parse_args(arguments)
    try:
        made = make_outputs(chosen.out_dir, chosen.scale)
    except OSError as trouble:
        print(f"The demo could not be written: {trouble}", file=sys.stderr)
        return 1
    print(
        f"{made.images} images, {made.duplicates} duplicates and {made.damaged} damaged file "
        f"in {chosen.out_dir / 'outputs'} ({made.size / MEGABYTE:.0f} MB)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
