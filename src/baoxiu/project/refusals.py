"""What the command says when it cannot do its work. Each ends the command with its own words and a status above 0."""

from __future__ import annotations

from typing import ClassVar

from baoxiu.core.errors import Refusal


class CannotRun(Refusal):
    """Baoxiu cannot run here."""

    code = "cannot_run"
    zh = "无法在此运行。"
    status: ClassVar[int] = 1

    def say(self, language: str) -> str:
        """The message on one line, however its words are laid out here."""
        return " ".join(super().say(language).split())


class BadSetting(CannotRun):
    """{name} is {value!r}; it must be a whole number from {least} to {most}."""

    code = "bad_setting"
    zh = "{name} 的值是 {value!r}，应为 {least} 到 {most} 之间的整数。"
    status: ClassVar[int] = 2


class PortInUse(CannotRun):
    """Port {port} on {host} is taken by another program. Stop that program, or choose another port: BAOXIU_PORT={other}"""

    code = "port_in_use"
    zh = "{host} 的端口 {port} 已被其他程序占用。请关闭该程序，或换一个端口：BAOXIU_PORT={other}"


class AddressNotHere(CannotRun):
    """Cannot listen on {host}:{port}: {why}. BAOXIU_HOST must be an address of this machine (127.0.0.1, or 0.0.0.0 for all)."""

    code = "address_not_here"
    zh = "无法监听 {host}:{port}：{why}。BAOXIU_HOST 须为本机地址（127.0.0.1；0.0.0.0 表示全部）。"


class AlreadyRunning(CannotRun):
    """Baoxiu already runs on the folder {home} (process {pid}). Use that one, stop it with `kill {pid}`, or give this one a folder of
    its own with BAOXIU_HOME.
    """

    code = "already_running"
    zh = "目录 {home} 上已有一个报修在运行（进程 {pid}）。请直接使用；或用 `kill {pid}` 停止它；或用 BAOXIU_HOME 另指定目录。"


class HomeNotOurs(CannotRun):
    """The folder {home} holds files that are not Baoxiu's. Nothing in it was touched. Give BAOXIU_HOME a new or empty folder."""

    code = "home_not_ours"
    zh = "目录 {home} 中有不属于报修的文件，未作任何改动。请用 BAOXIU_HOME 指定一个新目录或空目录。"


class HomeNotWritable(CannotRun):
    """Cannot write to {home}: {why}. Give BAOXIU_HOME a folder that {user} may write to."""

    code = "home_not_writable"
    zh = "无法写入 {home}：{why}。请用 BAOXIU_HOME 指定用户 {user} 可写的目录。"


class HomeOfAnother(CannotRun):
    """The folder {home} belongs to the user {owner}; you are {user}. Run Baoxiu as {owner}, or give BAOXIU_HOME a folder of your own."""

    code = "home_of_another"
    zh = "目录 {home} 属于用户 {owner}，而您是 {user}。请以 {owner} 身份运行，或用 BAOXIU_HOME 指定自己的目录。"


class HomeOutOfReach(CannotRun):
    """The user {user}, under which the database runs, cannot enter {home}. Give BAOXIU_HOME a folder outside of private folders, such
    as /var/lib/baoxiu.
    """

    code = "home_out_of_reach"
    zh = "运行数据库的用户 {user} 无法进入 {home}。请用 BAOXIU_HOME 指定私人目录以外的位置，例如 /var/lib/baoxiu。"


class HomeNewer(CannotRun):
    """The folder {home} was last used by Baoxiu {theirs}; this is the older {ours}. Nothing was touched. Install Baoxiu {theirs} or
    newer.
    """

    code = "home_newer"
    zh = "目录 {home} 上次由报修 {theirs} 使用，而当前程序是较旧的 {ours}，未作任何改动。请安装 {theirs} 或更新的版本。"


class HomeMissing(CannotRun):
    """There is no Baoxiu folder at {home} yet. `baoxiu run` makes one; BAOXIU_HOME names another place."""

    code = "home_missing"
    zh = "{home} 还没有报修的数据目录。运行 `baoxiu run` 会新建；也可用 BAOXIU_HOME 指定其他位置。"


class DiskFull(CannotRun):
    """The disk holding {home} is full ({free} MB free, {needed} MB needed). Nothing was lost. Free some space, then start again."""

    code = "disk_full"
    zh = "{home} 所在磁盘已满（剩余 {free} MB，至少需要 {needed} MB），数据没有丢失。请清理空间后重新启动。"


class NoSystemUser(CannotRun):
    """PostgreSQL refuses to run as root, and the system user {name} could not be made: {why}. Make it (useradd --system {name}), or
    run Baoxiu as an ordinary user.
    """

    code = "no_system_user"
    zh = "PostgreSQL 不允许以 root 运行，而系统用户 {name} 创建失败：{why}。请手工创建（useradd --system {name}），或以普通用户运行报修。"


class NoPostgres(CannotRun):
    """No PostgreSQL {least} or newer was found: {tried}. Install the package postgresql, or point DATABASE_URL to a server."""

    code = "no_postgres"
    zh = "找不到 PostgreSQL {least} 或更新版本：{tried}。请安装 postgresql，或用 DATABASE_URL 指向一台数据库服务器。"


class OtherPostgres(CannotRun):
    """The data in {home} were made by PostgreSQL {theirs}; only {ours} is here. Nothing was touched. Install PostgreSQL {theirs}, or
    restore a backup into a new folder.
    """

    code = "other_postgres"
    zh = "{home} 中的数据由 PostgreSQL {theirs} 建立，而本机只有 {ours}，未作任何改动。请安装 PostgreSQL {theirs}，或将备份恢复到新目录。"


class PostgresWillNotStart(CannotRun):
    """PostgreSQL does not start: {why}. Nothing was lost. Its log is in {log}."""

    code = "postgres_will_not_start"
    zh = "PostgreSQL 无法启动：{why}。数据没有丢失。日志见 {log}。"


class DatabaseOutOfReach(CannotRun):
    """The database of DATABASE_URL ({where}) cannot be reached: {why}. Check the address, the password and that the server runs."""

    code = "database_out_of_reach"
    zh = "无法连接 DATABASE_URL 指向的数据库（{where}）：{why}。请检查地址、密码以及服务器是否在运行。"


class DatabaseTooOld(CannotRun):
    """The database of DATABASE_URL ({where}) is PostgreSQL {theirs}; {least} or newer is needed."""

    code = "database_too_old"
    zh = "DATABASE_URL 指向的数据库（{where}）是 PostgreSQL {theirs}，需要 {least} 或更新版本。"


class DatabaseNotUnicode(CannotRun):
    """The database of DATABASE_URL ({where}) keeps text as {encoding}; make one with the encoding UTF8."""

    code = "database_not_unicode"
    zh = "DATABASE_URL 指向的数据库（{where}）编码为 {encoding}，请新建 UTF8 编码的数据库。"


class DatabaseNewer(CannotRun):
    """The database was last used by Baoxiu {theirs}; this is the older {ours}. Nothing was touched. Install Baoxiu {theirs} or newer."""

    code = "database_newer"
    zh = "数据库上次由报修 {theirs} 使用，而当前程序是较旧的 {ours}，未作任何改动。请安装 {theirs} 或更新的版本。"


class ChildWillNotStart(CannotRun):
    """{name} stopped again and again while starting (status {status}); what it said stands above."""

    code = "child_will_not_start"
    zh = "{name} 启动时反复退出（状态 {status}），原因见上面的输出。"


class PreparationFailed(CannotRun):
    """The database could not be prepared (status {status}); what went wrong stands above. Nothing was lost."""

    code = "preparation_failed"
    zh = "数据库准备失败（状态 {status}），原因见上面的输出。数据没有丢失。"


class BackupFailed(CannotRun):
    """{what} failed: {why}"""

    code = "backup_failed"
    zh = "{what} 失败：{why}"


class BackupDamaged(CannotRun):
    """The backup {file} is not whole: {why}. Nothing was restored. Use another copy."""

    code = "backup_damaged"
    zh = "备份 {file} 不完整：{why}。没有恢复任何内容，请换用另一份备份。"


class BackupNewer(CannotRun):
    """The backup {file} was made by Baoxiu {theirs}; this is the older {ours}. Nothing was restored. Install Baoxiu {theirs} or newer."""

    code = "backup_newer"
    zh = "备份 {file} 由报修 {theirs} 生成，而当前程序是较旧的 {ours}。没有恢复任何内容，请安装 {theirs} 或更新的版本。"


class NotEmpty(CannotRun):
    """{where} is not empty. A restore goes into a new place only, so that nothing is overwritten: give BAOXIU_HOME a new folder (or
    DATABASE_URL an empty database).
    """

    code = "not_empty"
    zh = "{where} 不是空的。为避免覆盖数据，只能恢复到新位置：请用 BAOXIU_HOME 指定新目录（或让 DATABASE_URL 指向空数据库）。"


class HalfRestored(CannotRun):
    """A restore into {home} was interrupted, so its data are not whole. Remove that folder and restore the backup again."""

    code = "half_restored"
    zh = "恢复到 {home} 的过程曾被中断，数据不完整。请删除该目录，然后重新恢复备份。"


class FileInTheWay(CannotRun):
    """The file {file} is there already. Choose another name, so that no older backup is lost."""

    code = "file_in_the_way"
    zh = "文件 {file} 已存在。请换一个文件名，以免覆盖旧备份。"


class NoSuchFile(CannotRun):
    """The file {file} cannot be read: {why}."""

    code = "no_such_file"
    zh = "无法读取文件 {file}：{why}。"
