"""The documents speak of what is there."""

import re
from pathlib import Path

import pytest

from aldia.main import FAMILIES

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
CODE = re.compile(r"`((?:storage|mail|jobs|bot|aldia|tests|examples|benchmarks)/[\w./-]+)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_path_of_a_document_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    named = [path for path in CODE.findall(text) if "xx" not in path]  # xx: a language to come
    missing += [path for path in named if not (ROOT / path.rstrip("/")).exists()]
    assert missing == []


def test_every_command_that_the_readme_names_is_there() -> None:
    known = {name for names in FAMILIES.values() for name in names}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\.venv/bin/aldia ([a-z]+)", text))
    assert named
    assert named <= known


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_makefile_lists_its_targets() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("install", "demo", "sandbox", "test", "lint", "bench"):
        assert re.search(rf"^{target}:.*## ", text, re.MULTILINE), target


def test_the_requirement_files_name_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(encoding="utf-8")
