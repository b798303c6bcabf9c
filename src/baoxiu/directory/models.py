"""Organisations as a tree, people with posts, customers with contacts, sites, assets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Unit(models.Model):
    """A node of an organisation: headquarters, region, station, point, crew, desk; the root is the organisation."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    organisation = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the root of this tree
    path = models.CharField(max_length=200, blank=True)  # '/1/4/9/': ids from the root, so "below" is a prefix
    level = models.CharField(max_length=40)  # a level of the organisation's packs
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    calendar = models.JSONField(default=dict, blank=True)  # spec of core.calendars; {} = as the parent
    settings = models.JSONField(default=dict, blank=True)  # part_lead_time, overrides of packs, contacts, …
    phone = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)
    changed = models.PositiveIntegerField(default=1)  # grows with every change, so that copies in memory know

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation", "code", name="unit_code_once")]
        indexes: ClassVar = [models.Index(fields=["path"], name="unit_below", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.title


class People(BaseUserManager["Person"]):
    """Making people who can log in."""

    def create_user(self, login: str, password: str | None = None, **facts: Any) -> Person:
        """A person with a hashed password (none: cannot log in by password)."""
        person = self.model(login=login, **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who works here and logs in."""

    organisation = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="people")
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=40, blank=True)  # 工号
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    chat = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)  # of the installation
    on_shift = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)  # what he has was given him by somebody else

    objects = People()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role a person holds at a unit, over that unit and all below it. One person may hold several."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=60, db_index=True)
    rank = models.PositiveSmallIntegerField(default=0)
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("person", "unit", "role", name="post_once")]


class Skill(models.Model):
    """A skill or licence of a person; past `valid_until_on` it does not count."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    code = models.CharField(max_length=60)
    licence = models.CharField(max_length=80, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("person", "code", name="skill_once")]


class Absence(models.Model):
    """A person is away, from one instant to another (open: until somebody says). Taken back it ends; it is never deleted."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=20)  # leave, sick, training, other
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("since_at")), name="away_runs_forward")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "since_at"], name="absence_of_person")]


class Area(models.Model):
    """An administrative area, shared by all organisations: its code is a beginning of the codes of all areas in it.

    Two digits a province, four a city, six a district, nine a street. Never deleted: one that a newer edition no longer has is
    out of use, and what was dispatched by it can still be explained.
    """

    code = models.CharField(max_length=9, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    title = models.CharField(max_length=80)  # its own name: 南山区
    whole = models.CharField(max_length=200)  # with all it lies in: 广东省深圳市南山区
    edition = models.CharField(max_length=20)  # of the list it came from: 2023-06-30
    active = models.BooleanField(default=True)
    search = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # pieces of names, pinyin and code

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["search"], name="area_search")]

    def __str__(self) -> str:
        return self.whole


class Site(models.Model):
    """A place: community, building, unit, room; or any address."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=20)  # community, building, entrance, room, place
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=160)  # whole: '3 栋 2 单元 1201'
    address = models.CharField(max_length=240, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # none: that of what it lies in
    area_class = models.CharField(max_length=20, blank=True)  # urban, rural, remote
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="sites")  # who serves it
    search = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # pieces of title and address, see searching

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation", "code", name="site_code_once")]
        indexes: ClassVar = [GinIndex(fields=["search"], name="site_search")]


class Customer(models.Model):
    """Somebody things are repaired for: owner, resident, company, department."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, default="resident")  # owner, resident, tenant, company, department
    vip = models.CharField(max_length=40, blank=True)
    arrears = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    warning = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="customers")
    search = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # pieces of name, pinyin initials and numbers

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["search"], name="customer_search")]


class Contact(models.Model):
    """One way to reach a customer. `number` is E.164 for telephones."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # mobile, landline, mail, chat
    number = models.CharField(max_length=120)
    first = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("customer", "number", name="contact_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "number"], name="contact_number")]


class Asset(models.Model):
    """A thing that is repaired: machine, lift, air conditioner."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    owner = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=60, blank=True)
    installed_on = models.DateField(null=True, blank=True)
    warranty_until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("organisation", "code", name="asset_code_once")]


class ApiToken(models.Model):
    """A personal token for programs; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)  # 'read', 'report', 'run', 'packs'
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class SystemOutage(models.Model):
    """A recorded failure of the system itself: only inside it a job may be entered afterwards (LCD-41)."""

    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=240)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")), name="outage_runs_forward")
        ]
