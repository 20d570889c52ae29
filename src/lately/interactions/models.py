"""What happened between us: said, done, promised, bought, complained?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lately.imports.models import Recorded
from lately.profiles.models import Customer


class Direction(models.TextChoices):
    """Seen from us."""

    OUT = "out", "We to them"
    IN = "in", "They to us"


class Kind(models.TextChoices):
    """What it was."""

    MESSAGE = "message", "Message"
    CALL = "call", "Call"
    VISIT = "visit", "Visit"
    INVOICE = "invoice", "Invoice"
    PURCHASE = "purchase", "Purchase"
    REPLY = "reply", "Reply"
    COMPLAINT = "complaint", "Complaint"
    FEEDBACK = "feedback", "Feedback"


class Class(models.TextChoices):
    """What it wanted, by content (DESIGN.md section 2). Blank means unread."""

    GIVE = "give", "Give"
    ASK = "ask", "Ask"
    MIXED = "mixed", "Give with an ask in it"
    DISGUISED = "disguised", "Ask dressed as a give"
    FEEDBACK = "feedback", "Asks what they think"
    SERVICE = "service", "Service"


class Status(models.TextChoices):
    """How far it got. Only `reserved` and `done` count as pressure."""

    RESERVED = "reserved", "Reserved"
    DONE = "done", "Handed over"
    BOUNCED = "bounced", "Bounced"
    WITHHELD = "withheld", "Withheld"


class Deed(Recorded):
    """Work done for a customer. It is told once an interaction with that customer that `tells` it went out."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="deeds", db_index=False)
    what = models.TextField(help_text="in words the customer would use")
    worth_milli = models.PositiveIntegerField(default=1000, help_text="thousandths of a give")
    saved_minor = models.BigIntegerField(null=True, help_text="money it saved or brought them, minor units")
    currency = models.CharField(max_length=3, blank=True)
    by = models.CharField(max_length=200, blank=True)
    answers = models.ForeignKey(
        "Interaction",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acted_on",
        db_index=False,
        help_text="the wish, feedback or complaint it was done for",
    )
    source_key = models.CharField(max_length=200, help_text="says again what was said before: not doubled")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at"], name="deed_of_customer"),
            # The first few of many, without sorting them all.
            models.Index(fields=["-worth_milli", "-happened_at", "id"], name="deed_by_worth"),
            models.Index(
                fields=["-worth_milli", "-happened_at", "id"], condition=Q(answers__isnull=False), name="deed_asked_for"
            ),
            models.Index(fields=["-happened_at", "-id"], name="deed_newest"),
            models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="deed_answers"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key"], condition=Q(voided_at=None), name="deed_once")
        ]

    def __str__(self) -> str:
        return self.what


class Promise(Recorded):
    """What we said we would do by `due_at`, or (`refrains`) would not do until then."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises", db_index=False)
    what = models.TextField(help_text="as it was said")
    due_at = models.DateTimeField()
    refrains = models.CharField(
        max_length=10, blank=True, help_text="blank: to do; else the class or 'all' that we keep silent with"
    )
    by = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "due_at"], name="promise_of_customer"),
            models.Index(fields=["due_at", "id"], name="promise_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key"], condition=Q(voided_at=None), name="promise_once")
        ]

    def __str__(self) -> str:
        return self.what


class Interaction(Recorded):
    """One row of the ledger. Corrections void a row and add another; moments are whole seconds."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="interactions", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction)
    channel = models.CharField(max_length=20, help_text="email, sms, phone, voice, post, visit, web, shop")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    status = models.CharField(max_length=10, choices=Status, default=Status.DONE)
    asked_for = models.BooleanField(default=False, help_text="a reply the customer asked for: no pressure")
    declared = models.CharField(max_length=10, choices=Class, blank=True)
    found = models.CharField(max_length=10, choices=Class, blank=True)
    overruled_by = models.CharField(max_length=200, blank=True, help_text="who made the declared class stand")
    wanted = models.CharField(max_length=10, blank=True, help_text="renewal, invoice, sale or favour, if an ask")
    content = models.CharField(max_length=80, blank=True, help_text="key of the content said")
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    amount_minor = models.BigIntegerField(null=True, help_text="of a purchase or invoice, minor units")
    currency = models.CharField(max_length=3, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    tells = models.ForeignKey(
        Deed, null=True, blank=True, on_delete=models.PROTECT, related_name="tellings", db_index=False
    )
    keeps = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="keepings", db_index=False
    )
    closes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closings",
        db_index=False,
        help_text="the complaint settled, or the feedback answered by what was done",
    )
    source_key = models.CharField(max_length=200, help_text="says again what was said before: not doubled")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at"], name="ledger_of_customer"),
            # covers what a pass reads, so that texts stay on disk
            models.Index(
                fields=[
                    "direction",
                    "customer",
                    "kind",
                    "content",
                    "status",
                    "happened_at",
                    "recorded_at",
                    "voided_at",
                ],
                name="ledger_by_direction",
            ),
            # Few rows of a large ledger have these; an index of those few is found by the database without counting.
            models.Index(fields=["tells"], condition=Q(tells__isnull=False), name="ledger_tells"),
            models.Index(fields=["keeps"], condition=Q(keeps__isnull=False), name="ledger_keeps"),
            models.Index(fields=["closes"], condition=Q(closes__isnull=False), name="ledger_closes"),
            models.Index(fields=["direction", "happened_at", "by"], condition=Q(by__isnull=False), name="ledger_by_us"),
            models.Index(
                fields=["direction", "happened_at"],
                condition=Q(tells__isnull=False) | Q(closes__isnull=False),
                name="ledger_told_or_settled",
            ),
            models.Index(fields=["direction", "happened_at"], condition=Q(status=Status.RESERVED), name="ledger_ahead"),
            models.Index(
                fields=["kind", "happened_at", "id", "status", "recorded_at", "voided_at"],
                condition=Q(direction=Direction.IN) & ~Q(kind=Kind.PURCHASE),
                name="ledger_heard",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key"], condition=Q(voided_at=None), name="ledger_once")
        ]

    @property
    def classed(self) -> str:
        """The class that counts: found wins unless a named person overruled; blank is unread."""
        if self.overruled_by:
            return self.declared
        return self.found or self.declared


class KnownSince(models.Model):
    """From when a channel's history is known; before it silence is unknown, never neglect."""

    channel = models.CharField(max_length=20)
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = models.ForeignKey("imports.Import", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class TakenBack(models.Model):
    """Something was taken back: a row of the ledger, a merge, a fact, a word on what they allow.

    Nothing is read from it but that there is a newer one, so that what remembers an answer forgets it (mark.py).
    """

    at = models.BigIntegerField(help_text="seconds since 1970 UTC")


class CustomerState(models.Model):
    """The kept state of one customer; a cache of the ledger (DESIGN.md 4.10)."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="state")
    recent = models.BinaryField(default=b"", help_text="packed contacts of the longest window; interactions/state.py")
    last_contact = models.BigIntegerField(null=True, help_text="seconds since 1970 UTC; out, handed over")
    last_give = models.BigIntegerField(null=True)
    last_ask = models.BigIntegerField(null=True)
    last_deed = models.BigIntegerField(null=True)
    last_spoken = models.BigIntegerField(null=True, help_text="by one of us; interactions/answering.py")
    epoch_day = models.IntegerField(default=0, help_text="day against which the sums below are kept")
    given = models.BigIntegerField(default=0, help_text="fixed point; decisioning/balance.py")
    asked = models.BigIntegerField(default=0, help_text="fixed point; decisioning/balance.py")
    basis = models.BigIntegerField(default=0, help_text="of the numbers it was weighed with; others make it stale")
    kept_at = models.BigIntegerField(default=0, help_text="moment of the last change; not to be read for one before")
    version = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            # lists stand in this order; whoever never heard from us is found without it
            models.Index(
                fields=["last_contact", "customer"],
                condition=Q(last_contact__isnull=False),
                name="state_by_last_contact",
            )
        ]
