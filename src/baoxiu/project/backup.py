"""One installation in one file: the database, the files, the signing key, and a manifest that proves them whole.

The database is dumped first and the files are added afterwards: a file is never changed once it is stored, so whatever the
dump names is there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from baoxiu.project.database import our_version
from baoxiu.project.home import Home, in_words, order
from baoxiu.project.postgres.binaries import choose
from baoxiu.project.postgres.cluster import CLEAN
from baoxiu.project.refusals import BackupDamaged, BackupFailed, BackupNewer

MANIFEST = "manifest.json"
DUMP = "database.dump"
KEY = "secrets/key"
SMALL = ".small"  # pictures made of others (journal/queries/small.py): made again when asked for
FORM = 1  # of the manifest; grows when an older Baoxiu could not read it


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: size and SHA-256 of each member."""

    version: str
    made_at: str
    members: dict[str, tuple[int, str]]

    def text(self) -> bytes:
        """As it stands in the file."""
        facts = {"form": FORM, "baoxiu": self.version, "made_at": self.made_at, "members": self.members}
        return json.dumps(facts, indent=1).encode()


def write(place: Home, address: str, files: Path, target: Path, *, at: datetime) -> Manifest:
    """Write a backup to `target`: whole or not at all, readable by its owner alone."""
    manifest = Manifest(our_version(), at.isoformat(), {})
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with in_words(target.parent), os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                _add_database(tar, manifest, place, address, target.parent)
                _add_files(tar, manifest, place, files)
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, place: Home) -> Path:
    """Lay files and key of a backup into `place`, prove all whole, and answer where the dump lies."""
    seen: dict[str, tuple[int, str]] = {}
    facts: dict[str, Any] = {}
    with _opened(source) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                continue
            if member.name == MANIFEST:
                facts = json.load(content)
            else:
                seen[member.name] = _lay(content, _target(member.name, place, source), place)
    _check(facts, seen, source)
    return place.path / DUMP


def load(place: Home, address: str, dump: Path) -> None:
    """Load a dump into the empty database at `address`: all of it or nothing."""
    options = ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={_without_password(address)}"]
    done = subprocess.run(
        [choose(place).program("pg_restore"), *options, dump], env=_with_password(address), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(what="pg_restore", why=done.stderr.strip())


def _add_database(tar: tarfile.TarFile, manifest: Manifest, place: Home, address: str, spare: Path) -> None:
    with tempfile.TemporaryFile(dir=spare) as dump:
        _dump(place, address, dump)
        _add(tar, manifest, DUMP, dump)


def _add_files(tar: tarfile.TarFile, manifest: Manifest, place: Home, files: Path) -> None:
    for file in sorted(one for one in files.rglob("*") if one.is_file() and one.suffix != SMALL):
        with file.open("rb") as content:
            _add(tar, manifest, f"files/{file.relative_to(files)}", content)
    _add(tar, manifest, KEY, io.BytesIO(place.secret("key").encode()))
    text = manifest.text()
    _add_member(tar, MANIFEST, len(text), io.BytesIO(text))


def _dump(place: Home, address: str, target: IO[bytes]) -> None:
    options = ["--format=custom", "--no-owner", f"--dbname={_without_password(address)}"]
    done = subprocess.run(
        [choose(place).program("pg_dump"), *options], env=_with_password(address), stdout=target, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise BackupFailed(what="pg_dump", why=done.stderr.decode(errors="replace").strip())


def _add(tar: tarfile.TarFile, manifest: Manifest, name: str, content: IO[bytes]) -> None:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    manifest.members[name] = size, digest
    _add_member(tar, name, size, content)


def _add_member(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError, json.JSONDecodeError) as problem:
        raise BackupDamaged(file=source, why=str(problem)) from problem


def _target(name: str, place: Home, source: Path) -> Path:
    """Where a member belongs; a name that would leave its folder is refused."""
    parts = Path(name).parts
    if name in (DUMP, KEY) or (parts[0] == "files" and ".." not in parts):
        return place.path / name
    raise BackupDamaged(file=source, why=name)


def _lay(content: IO[bytes], target: Path, place: Home) -> tuple[int, str]:
    with in_words(place.path):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            shutil.copyfileobj(content, file, 2**20)
            size = file.tell()
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place.account.own(target.parent, target)
    return size, digest


def _check(facts: dict[str, Any], seen: dict[str, tuple[int, str]], source: Path) -> None:
    if not facts:
        raise BackupDamaged(file=source, why=f"{MANIFEST} is missing; the file is cut short")
    if facts["form"] > FORM or order(facts["baoxiu"]) > order(our_version()):
        raise BackupNewer(file=source, theirs=facts["baoxiu"], ours=our_version())
    promised = {name: tuple(entry) for name, entry in facts["members"].items()}
    if different := sorted(name for name in promised | seen if promised.get(name) != seen.get(name)):
        raise BackupDamaged(file=source, why=f"{different[0]} differs from the manifest")


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    user, _, rest = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}@{rest}" if user else rest).geturl()


def _with_password(address: str) -> dict[str, str]:
    return {**CLEAN, "PGPASSWORD": unquote(urlsplit(address).password or "")}
