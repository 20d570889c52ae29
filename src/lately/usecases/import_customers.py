"""Take what we know of our customers into the book, from a table."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from lately.consent.models import State
from lately.consent.services import Word, record_words
from lately.decisioning.catalogue import Value, fact_kind, fact_kinds, typed
from lately.imports.columns import SPOKEN_ON, consent_columns, customer_columns
from lately.imports.reading import NO, YES, Form, Sheet, flag, identifier, one_of, phone_number, plain, several
from lately.imports.services import Manner, Tally, Write, Written
from lately.interactions.intake import LedgerIntake
from lately.lib.moments import at_seconds, zone_named
from lately.lib.refusal import Refusal
from lately.lib.tables import Row
from lately.lib.values import address
from lately.profiles.models import Kind
from lately.profiles.services import Person, Statement, describe, find_or_make, set_facts
from lately.usecases.take_table import Colleagues, take_table
