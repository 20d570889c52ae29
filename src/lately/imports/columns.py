"""Which columns may a file of each kind have, and by what other names do they go? Told in docs/files.md."""

from __future__ import annotations

from collections.abc import Mapping

from lately.decisioning.catalogue import fact_kinds

CHANNELS = ("email", "sms", "phone", "voice", "post", "visit", "web", "shop")
SPOKEN_ON = CHANNELS[:6]
PURPOSES = ("sale", "renewal", "favour", "invoice", "news", "thanks", "care", "feedback", "service", "legal")
REJECTED = "rejected_line", "rejected_because", "rejected_todo"
Columns = Mapping[str, tuple[str, ...]]

WHO: Columns = {
    "id": (
        "customer_id",
        "customer_number",
        "customer_no",
        "client_id",
        "contact_id",
        "household_id",
        "key",
        "kundennummer",
        "kundennr",
    ),
    "email": (
        "email_address",
        "e-mail",
        "mail",
        "customer_email",
        "contact_email",
        "email 1 - value",
        "email 1",
        "primary email",
        "e-mail-adresse",
    ),
    "customer": ("client", "contact", "household"),
}
_DATE = ("happened_at", "when", "day", "datetime", "timestamp", "datum")
_REFERENCE = ("ref", "number", "transaction_id")

_CUSTOMERS: Columns = {
    "id": WHO["id"],
    "email": WHO["email"],
    "phone": (
        "phone_number",
        "phone 1 - value",
        "mobile",
        "mobile_phone",
        "telephone",
        "tel",
        "telefon",
        "telefonnummer",
        "handy",
        "mobil",
    ),
    "kind": ("customer_type", "type"),
    "company_name": ("company", "organisation", "organization", "firma"),
    "given_name": ("first_name", "forename", "fname", "givenname", "vorname", "prénom"),
    "family_name": ("last_name", "surname", "lname", "nachname", "familienname", "nom"),
    "full_name": ("name", "contact_name"),
    "address_as": ("preferred_name", "nickname", "rufname"),
    "form_of_address": ("salutation", "anrede"),
    "owner": ("account_owner", "rep", "account_manager"),
    "zone": ("timezone", "time_zone", "tz"),
    "country": ("country_code",),
    "language": ("locale", "lang"),
    "postal_address": ("address", "mailing_address", "anschrift", "adresse"),
    "birth_date": ("date_of_birth", "birthday", "dob", "geburtstag", "geburtsdatum"),
    "child_birth_date": ("children_birth_dates", "child_birthday"),
    "role": ("job_title", "occupation", "profession"),
    "employer": (),
    "employer_sector": ("industry", "sector"),
    "likes": ("interests",),
    "dislikes": (),
    "note": ("notes",),
    "left": ("left_on", "churned_on", "cancelled_on", "gekündigt_am"),
    "as_of": ("stated_on", "updated_at"),
    "do_not_contact": ("objected", "opted_out"),
    "consent_date": (),
    "consent_until": (),
    "consent_proof": (),
}

PURCHASES: Columns = {
    **WHO,
    "date": (
        *_DATE,
        "purchase_date",
        "order_date",
        "invoice_date",
        "purchased_at",
        "created_at",
        "kaufdatum",
        "bestelldatum",
        "rechnungsdatum",
    ),
    "amount": ("total", "price", "value", "sum", "order_total", "betrag", "summe", "umsatz", "preis", "gesamt"),
    "currency": ("währung",),
    "what": ("product", "item", "description", "artikel", "bezeichnung"),
    "kind": ("category", "product_category"),
    "channel": (),
    "reference": (
        *_REFERENCE,
        "order_id",
        "order_number",
        "order_no",
        "invoice_number",
        "basket_id",
        "rechnungsnummer",
        "rechnungsnr",
        "bestellnummer",
    ),
}

INTERACTIONS: Columns = {
    **WHO,
    "date": (*_DATE, "sent_at"),
    "channel": (),
    "direction": (),
    "kind": ("type",),
    "class": (),
    "wanted": (),
    "subject": ("title",),
    "text": ("body", "message"),
    "content": ("content_key",),
    "status": (),
    "asked_for": (),
    "amount": ("total",),
    "currency": (),
    "by": ("user", "rep"),
    "closes": (),
    "tells": (),
    "reference": (*_REFERENCE, "message_id"),
}

DEEDS: Columns = {
    **WHO,
    "date": (*_DATE, "done_on"),
    "what": ("deed", "description"),
    "worth": (),
    "saved": ("amount",),
    "currency": (),
    "by": (),
    "told": ("told_on",),
    "channel": ("told_channel",),
    "answers": (),
    "reference": _REFERENCE,
}


def customer_columns() -> Columns:
    """Return the columns of a table of customers: who, every fact that may be known, and consent."""
    facts = [name for name in fact_kinds() if "." not in name]
    return {**dict.fromkeys([*facts, *consent_columns()], ()), **_CUSTOMERS}


def consent_columns() -> dict[str, tuple[str, str]]:
    """Return every consent column with its channel and purpose; without a purpose it means all of them."""
    found = {f"consent_{channel}": (channel, "") for channel in SPOKEN_ON}
    for channel in SPOKEN_ON:
        found |= {f"consent_{channel}_{purpose}": (channel, purpose) for purpose in PURPOSES}
    return found
