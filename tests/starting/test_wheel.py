"""The wheel: built here, installed into an empty environment elsewhere, it does the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from starting.installation import Installation, installation, wait_until

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`baoxiu` as the wheel brings it, with the locked packages around it."""
    uv = shutil.which("uv", path=f"{REPOSITORY / '.venv-tools' / 'bin'}") or shutil.which("uv")
    if uv is None:
        pytest.skip("needs uv; `make test` brings it")
    place = tmp_path_factory.mktemp("elsewhere")
    venv = place / "venv"
    for step in (
        ("build", "--quiet", "--wheel", "--out-dir", str(place), str(REPOSITORY)),
        (
            "export",
            "--quiet",
            "--project",
            str(REPOSITORY),
            "--frozen",
            "--no-dev",
            "--no-emit-project",
            "--output-file",
            str(place / "locked.txt"),
        ),
        ("venv", "--quiet", "--no-project", "--no-python-downloads", "--python", sys.executable, str(venv)),
        ("pip", "install", "--quiet", "--python", str(venv), "--requirement", str(place / "locked.txt")),
    ):
        subprocess.run([uv, *step], check=True, cwd=place)
    (wheel,) = place.glob("baoxiu-*.whl")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(venv), "--no-deps", str(wheel)], check=True, cwd=place)
    yield venv / "bin" / "baoxiu"
    shutil.rmtree(venv)


@pytest.fixture(scope="module")
def elsewhere(program: Path) -> Iterator[Installation]:
    with installation() as one:
        one.program = (str(program),)
        one.start()
        wait_until(lambda: "Ctrl-C" in one.said.read_text(), "the address")
        yield one


def read(one: Installation, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{one.port}{path}", timeout=20) as answer:
        content = answer.read()
    assert isinstance(content, bytes)
    return content.decode()


def test_it_serves_pages_with_their_style(elsewhere: Installation) -> None:
    page = read(elsewhere, "/login")

    assert "报修" in page
    style = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    assert "{" in read(elsewhere, style)


def test_it_brings_the_packs_along(elsewhere: Installation, program: Path) -> None:
    found = elsewhere.command("doctor")

    assert found.returncode == 0, found.stdout
    brought = {one.name for one in (REPOSITORY / "procedures").iterdir() if (one / "pack.yaml").exists()}
    assert f"{len(brought)} packs come with this program ({program.parents[1]}" in found.stdout


def test_it_makes_the_demo_and_prints_a_login_for_each_role(elsewhere: Installation) -> None:
    said = elsewhere.said.read_text()

    password = (elsewhere.home / "secrets" / "demo-password").read_text().strip()
    assert said.count(password) >= 5


def test_it_brings_the_font_that_slips_are_printed_with(program: Path) -> None:
    (fonts,) = program.parents[1].glob("lib/python3*/site-packages/baoxiu/acceptance/fonts")

    assert {one.name for one in fonts.iterdir()} == {"LICENSE", "MANIFEST", "NotoSansCJKsc-Bold.otf", "NotoSansCJKsc-Regular.otf"}


def test_it_brings_the_districts_of_the_country(program: Path) -> None:
    (areas,) = program.parents[1].glob("lib/python3*/site-packages/baoxiu/directory/areas")

    assert {one.name for one in areas.iterdir()} == {"MANIFEST", "districts.csv"}
    assert "440305,南山区" in (areas / "districts.csv").read_text("utf-8")
