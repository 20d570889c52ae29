"""How long do People and a customer's page take, asked for the first time after an import? Prints JSON.

People is asked for a key: keys, whole addresses and whole numbers are found at once, names once the search caught up.
"""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.test import Client  # noqa: E402 - Django must be set up first

from lately.accounts.models import User  # noqa: E402 - the same
from lately.lib.clock import now  # noqa: E402 - the same
from lately.profiles.models import Identifier  # noqa: E402 - the same
from lately.usecases.make_sign_in_link import make_sign_in_link  # noqa: E402 - the same


def main() -> int:
    """Ask for both as the owner; 1 if one of them does not show the customer."""
    User.objects.create(email="olga@example.org", name="Olga", role="owner", recorded_at=now())
    client = Client(headers={"host": "localhost"})
    client.get(f"/sign-in/{make_sign_in_link(email='olga@example.org', at=now())}")
    key = Identifier.objects.filter(kind="key").order_by("-customer_id").values_list("value", flat=True)[0]
    began = time.perf_counter()
    people, person = client.get(f"/people/?q={key}", follow=True), client.get(f"/people/{key}")
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds}))
    return 0 if key.encode() in people.content and person.status_code == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
