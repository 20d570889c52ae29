"""From when is a channel's history known? Before that, silence is unknown and never neglect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from lately.interactions.models import KnownSince
from lately.lib.moments import at_seconds


@dataclass(slots=True)
class Reach:
    """How far back a file goes, channel by channel; `given`, if somebody said so, overrules what is believed."""

    now: dt.datetime
    given: dt.datetime | None = None
    earliest: dict[str, int] = field(default_factory=dict)

    def see(self, channel: str, at: int) -> None:
        """Take note of one interaction, at `at` seconds since 1970 UTC."""
        if at < self.earliest.get(channel, at + 1):
            self.earliest[channel] = at

    @property
    def since(self) -> dict[str, dt.datetime]:
        """From when the history of each channel of the file is known."""
        return {channel: self.given or at_seconds(at) for channel, at in sorted(self.earliest.items())}

    def overrules(self) -> bool:
        """Whether somebody said otherwise than what is believed."""
        believed = KnownSince.objects.filter(channel__in=self.earliest, voided_at=None)
        return self.given is not None and set(believed.values_list("channel", "since")) != set(self.since.items())

    def keep(self, imported: int) -> None:
        """Record it for an import; of several moments the earliest is believed. Call it in a write transaction."""
        standing = KnownSince.objects.filter(channel__in=self.earliest, voided_at=None)
        if self.given is not None:
            standing.update(voided_at=self.now)
        told = set(standing.filter(imported=imported).values_list("channel", "since"))
        KnownSince.objects.bulk_create(
            KnownSince(channel=channel, since=moment, recorded_at=self.now, imported_id=imported)
            for channel, moment in self.since.items()
            if (channel, moment) not in told
        )
