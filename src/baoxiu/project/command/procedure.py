"""`baoxiu procedure`: list, check, draw, compare and publish packs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from baoxiu.core.procedure.loading import LoadedPack
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command and its verbs."""
    added = command(
        subparsers,
        "procedure",
        run,
        en="List, check, draw, compare and publish packs of procedures.",
        zh="规程包：列出、检查、画图、比较、发布。",
        example="baoxiu procedure list\nbaoxiu procedure check procedures/owner-visit-basic\n"
        "baoxiu procedure draw procedures/owner-visit-basic visit --out visit.svg\n"
        "baoxiu procedure diff old/lenovo new/lenovo\nbaoxiu procedure schema procedure\n"
        "baoxiu procedure publish procedures/owner-visit-basic --organisation yuehe --drafter an --reviewer bo --approver cai\n"
        "baoxiu procedure list --installed",
    )
    added.add_argument("verb", choices=tuple(_VERBS))
    added.add_argument("names", nargs="*", help=words("pack folders, procedures, kinds of schema", "规程包目录、规程名、模式种类"))
    added.add_argument("--out", type=Path, help=words("write here instead of the screen", "写入文件而不是屏幕"))
    added.add_argument("--installed", action="store_true", help=words("list what organisations have installed", "列出各组织已安装的规程包"))
    added.add_argument("--organisation", help=words("the organisation's code", "组织代码"))
    for step, zh in (("drafter", "拟稿人"), ("reviewer", "审核人"), ("approver", "批准人")):
        added.add_argument(f"--{step}", metavar="LOGIN", help=words(f"publish: the {step}", f"发布：{zh}登录名"))
    everywhere = words("publish: in force at this unit (default: everywhere)", "发布：在此单位启用（默认全组织）")
    added.add_argument("--unit", action="append", default=[], metavar="CODE", help=everywhere)
    added.add_argument("--language", choices=("zh", "en"), default=environment.language(), help=words("language of the words", "文字语言"))


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says; status 1 when a pack has faults, 2 when the command is not whole."""
    from baoxiu.core.procedure.faults import PackFaults

    try:
        return _VERBS[arguments.verb](arguments)
    except PackFaults as wrong:
        for line in wrong.lines(arguments.language):
            _print(line)
        return 1


def shipped() -> Path:
    """The packs that come with the product: beside the sources, or inside the installed package."""
    inside = Path(__file__).resolve().parents[2] / "procedures"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[4] / "procedures"


def folders(names: list[str]) -> list[Path]:
    """The pack folders meant: those named, those inside a folder of packs, or all that are shipped."""
    named = [Path(name) if Path(name).is_dir() else shipped() / name for name in names] or [shipped()]
    found = [[one] if (one / "pack.yaml").exists() else sorted(path.parent for path in one.glob("*/pack.yaml")) or [one] for one in named]
    return [folder for some in found for folder in some]


def _list(arguments: argparse.Namespace) -> int:
    """A line a pack, a line a procedure; `--installed`: what organisations have, with its people and dates."""
    if arguments.installed:
        return _list_installed(arguments)
    from baoxiu.core.procedure.loading import read_pack

    for folder in folders(arguments.names):
        pack, _ = read_pack(folder)
        if pack is None:
            say(
                f"{folder.name}: has faults, see `baoxiu procedure check {folder}`",
                f"{folder.name}：有问题，见 `baoxiu procedure check {folder}`",
            )
            continue
        _print(f"{pack.key} {pack.pack.version}  {_in(pack.pack.title, arguments.language)}")
        for name, loaded in pack.procedures.items():
            _print(f"  {name} {pack.version_of(name)}  {_in(loaded.definition.title, arguments.language)}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Every fault of every pack with file and line, then its golden examples; 1 when anything is wrong."""
    from baoxiu.core.procedure.examples import run_examples
    from baoxiu.core.procedure.loading import read_pack

    wrong = 0
    for folder in folders(arguments.names):
        pack, faults = read_pack(folder)
        told = [f"{folder / fault.file}:{fault.line}: {_fault(fault.what, fault.remedy, arguments.language)}" for fault in faults]
        if pack is not None and not faults:
            told += [f"{folder / 'examples'}: {otherwise.say(arguments.language)}" for otherwise in run_examples(pack)]
        for line in told:
            _print(line)
        wrong += len(told)
        if pack is not None and not told:
            _print(_whole(pack, arguments.language))
    return 1 if wrong else 0


def _fault(what: object, remedy: object, language: str) -> str:
    return " ".join(_in(said, language) for said in (what, remedy)).strip()


def _whole(pack: LoadedPack, language: str) -> str:
    counts = (len(pack.procedures), len(pack.clauses), len(pack.examples))
    if language == "zh":
        return f"{pack.key} {pack.pack.version}：没有问题（规程 {counts[0]} 个，条款 {counts[1]} 条，示例文件 {counts[2]} 个）。"
    return f"{pack.key} {pack.pack.version}: nothing wrong ({counts[0]} procedures, {counts[1]} clauses, {counts[2]} files of examples)."


def _draw(arguments: argparse.Namespace) -> int:
    """The diagram of one procedure: `draw FOLDER [PROCEDURE]`."""
    from baoxiu.core.procedure.drawing import draw
    from baoxiu.core.procedure.loading import load_pack

    if not arguments.names:
        return _misused("draw FOLDER [PROCEDURE]")
    pack = load_pack(folders(arguments.names[:1])[0])
    name = arguments.names[1] if len(arguments.names) > 1 else next(iter(pack.procedures))
    if name not in pack.procedures:
        known = ", ".join(pack.procedures)
        say(f"{pack.key} has no procedure {name}; it has: {known}", f"{pack.key} 没有规程 {name}，现有：{known}")
        return 2
    _put(draw(pack.procedures[name], language=arguments.language), arguments.out)
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    """Two versions told apart: `diff OLD NEW`, by clause."""
    from baoxiu.core.procedure.comparing import by_clause, changes, names_of, tell, unsaid
    from baoxiu.core.procedure.loading import load_pack

    if len(arguments.names) != 2:
        return _misused("diff OLD NEW")
    old, new = (load_pack(folders([name])[0]) for name in arguments.names)
    names = names_of(old, new)
    lines: list[str] = []
    for clause, found in by_clause(changes(old, new)).items():
        lines.append(clause or words("without a clause", "未引用条款"))
        for change in found:
            where = f"{change.procedure}: " if change.procedure else ""
            lines.append(f"  {where}{tell(change, arguments.language, names)}")
    lines += [one.say(arguments.language) for one in unsaid(old, new)]
    _put("\n".join(lines or [words("No difference.", "没有差别。")]) + "\n", arguments.out)
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    """The JSON Schema of a kind of file, for editors: `schema [procedure|pack|clauses|example|knowledge]`."""
    from baoxiu.core.procedure.schema import FILES, schema

    wanted = arguments.names[0] if arguments.names else "procedure"
    if wanted not in FILES:
        return _misused(f"schema {'|'.join(FILES)}")
    _put(json.dumps(schema(wanted), ensure_ascii=False, indent=1) + "\n", arguments.out)
    return 0


def _list_installed(arguments: argparse.Namespace) -> int:
    with database.opened(environment.read()):
        from baoxiu.project import publishing

        publishing.tell_installed(arguments.organisation)
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    """As far as the people named allow: `publish FOLDER --organisation CODE [--drafter …] [--reviewer …] [--approver …]`."""
    if len(arguments.names) != 1 or not arguments.organisation:
        return _misused("publish FOLDER --organisation CODE --drafter LOGIN [--reviewer LOGIN] [--approver LOGIN] [--unit CODE]")
    with database.opened(environment.read()):
        from baoxiu.journal import clock
        from baoxiu.project import publishing

        logins = {step: getattr(arguments, step) for step in ("drafter", "reviewer", "approver")}
        folder = folders(arguments.names)[0]
        publishing.tell(publishing.publish(folder, arguments.organisation, logins, arguments.unit, clock.now()))
    return 0


def _misused(usage: str) -> int:
    say(f"Write: baoxiu procedure {usage}", f"用法：baoxiu procedure {usage}")
    return 2


def _in(said: object, language: str) -> str:
    texts: dict[str, str] = dict(said) if isinstance(said, dict) else {}
    return texts.get(language) or next(iter(texts.values()), "")


def _put(text: str, out: Path | None) -> None:
    if out is None:
        _print(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")


def _print(line: str) -> None:
    say(line, line)


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list, "check": _check, "draw": _draw, "diff": _diff, "publish": _publish, "schema": _schema,
}  # fmt: skip
