"""The README's annotated tree is the real tree."""

import re
import subprocess

from sharing.paths import ROOT


def tracked() -> set[str]:
    done = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")) - {""}


def drawn_tree() -> set[str]:
    """The paths of the README's tree, folders with a slash at their end."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## What is where\n\n```text\n(.*?)```", text, re.DOTALL).group(1)
    paths, folder = set(), ""
    for line in block.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()
        folder = folder if indent else ""
        paths.add(folder + name)
        if not indent and name.endswith("/"):
            folder = name
    return paths


def test_everything_the_readme_draws_exists():
    files = tracked()
    for path in drawn_tree():
        assert path in files or any(file.startswith(path) for file in files), path


def test_everything_at_the_top_and_in_its_folders_is_drawn():
    drawn = drawn_tree()
    for file in tracked():
        parts = file.split("/")
        if parts[0].startswith("."):
            continue
        top = parts[0] + "/" if len(parts) > 1 else parts[0]
        assert top in drawn, file
        inside = {path for path in drawn if path.startswith(top) and path != top}
        if len(parts) > 1 and inside and top != "data/":
            second = top + parts[1] + ("/" if len(parts) > 2 else "")
            assert second in drawn, file
