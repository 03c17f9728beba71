#!/usr/bin/env python3
"""Forty businesses whose calendars one agency keeps: writes agency.json (the world of the simulated
Cal.com) and agency.toml (the gateway in front of it) beside itself.

    examples/agency.py              writes both files; they are kept in the repository
    examples/agency.py secrets DIR  writes the secrets that agency.toml names into DIR
    examples/agency.py check        fails if the files are not what this script writes

Every business has an owner and a colleague, a key each, two event types of the owner's, one that a
team of all its people serves in turn, and webhooks. Ten people work for two businesses each.
"""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECRETS = "data/agency"  # where agency.toml looks for them, from the folder of the program's start
GATEWAY = "http://127.0.0.1:8080"
CALCOM = "http://127.0.0.1:8081"

TRADES = [("physio", "Physiotherapy", 30), ("dental", "Dental care", 30), ("hair", "Hair", 45),
          ("law", "Legal advice", 60), ("yoga", "Yoga coaching", 60), ("vet", "Vet", 20),
          ("optics", "Eye test", 30), ("tax", "Tax advice", 45)]
TOWNS = [("berlin", "Europe/Berlin"), ("vienna", "Europe/Vienna"), ("zurich", "Europe/Zurich"),
         ("london", "Europe/London"), ("boston", "America/New_York")]
NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon"]
WORKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
TRIGGERS = ["BOOKING_CREATED", "BOOKING_REQUESTED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED",
            "BOOKING_REJECTED", "BOOKING_PAID"]


class Business:
    """One account: `number` from 1 to 40."""

    def __init__(self, number):
        self.number = number
        slug, self.title, self.length = TRADES[number % len(TRADES)]
        town, self.zone = TOWNS[number % len(TOWNS)]
        self.tenant = f"t{number:02}"
        self.slug = f"{slug}-{town}"  # 8 and 5 have no common divisor: 40 different ones
        self.shared = 500 + (number + 1) // 4 if number % 4 in (0, 3) else None
        self.people = [number * 10, number * 10 + 1] + ([self.shared] if self.shared else [])

    def secret(self):
        return f"webhook-secret-of-{self.tenant}"

    def token(self):
        """The credential of the gateway's own that this business's voice agent sends."""
        return f"sgk_agency-{self.tenant}-{'voice-agent':->24}"

    def event_types(self):
        first = self.number * 100
        own = {"ownerId": self.people[0], "minimumBookingNotice": 60}
        yield {"id": first + 1, **own, "slug": "short", "title": f"{self.title}, short",
               "lengthInMinutes": self.length}
        yield {"id": first + 2, **own, "slug": "long", "title": f"{self.title}, long",
               "lengthInMinutes": 2 * self.length, "afterEventBuffer": 10}
        yield {"id": first + 3, "teamId": self.number, "schedulingType": "roundRobin",
               "hosts": [{"userId": person} for person in self.people], "slug": "anybody",
               "title": f"{self.title}, whoever is free", "lengthInMinutes": self.length,
               "minimumBookingNotice": 60}

    def webhooks(self):
        for person in self.people:
            yield {"ownerId": person, "subscriberUrl": f"{GATEWAY}/webhooks/calcom/{self.tenant}",
                   "secret": self.secret(), "triggers": TRIGGERS}


BUSINESSES = [Business(number) for number in range(1, 41)]


def key_of(business, person):
    """Who works for two businesses has a key for each: a key belongs to one tenant."""
    return f"cal_agency_{business.tenant}_{person}"


def user(person, zone):
    name = NAMES[(person // 10 + person) % len(NAMES)]
    start, end = ("08:00", "16:30") if person % 2 == 0 else ("09:30", "18:00")
    return {"id": person, "username": f"{name.lower()}-{person}", "name": f"{name} {person}",
            "email": f"{name.lower()}.{person}@agency.example", "timeZone": zone,
            "schedules": [{"id": person, "timeZone": zone, "isDefault": True, "availability": [
                {"days": WORKDAYS, "startTime": start, "endTime": "12:00"},
                {"days": WORKDAYS, "startTime": "13:00", "endTime": end}]}]}


def world():
    zones = {}
    for business in BUSINESSES:
        for person in business.people:
            zones.setdefault(person, business.zone)
    people = sorted(zones)
    return {"now": "2031-05-05T05:30:00Z",
            "users": [user(person, zones[person]) for person in people],
            "apiKeys": [{"key": key_of(one, person), "ownerId": person}
                        for one in BUSINESSES for person in one.people],
            "teams": [{"id": one.number, "slug": one.slug, "name": f"{one.title} {one.slug}",
                       "members": [{"userId": person} for person in one.people]}
                      for one in BUSINESSES],
            "eventTypes": [kind for one in BUSINESSES for kind in one.event_types()],
            "webhooks": [hook for one in BUSINESSES for hook in one.webhooks()]}


def scenario_text():
    """One line for each thing: a file to read, and to compare."""
    lists = []
    for key, value in world().items():
        if isinstance(value, list):
            value = "[\n    " + ",\n    ".join(json.dumps(one) for one in value) + "\n  ]"
        else:
            value = json.dumps(value)
        lists.append(f"  {json.dumps(key)}: {value}")
    return "{\n" + ",\n".join(lists) + "\n}\n"


def tenant_text(one):
    token = hashlib.sha256(one.token().encode()).hexdigest()
    services = "".join(f"""
[[tenants.branches.services]]
id = "{kind["slug"]}"
name = "{kind["title"]}"
event_type_id = {kind["id"]}
""" for kind in one.event_types())
    return f"""
[[tenants]]
name = "{one.tenant}"
base_url = "{CALCOM}"
hosts = ["{one.tenant}.agency.example"]
api_key_file = "{SECRETS}/{one.tenant}.key"
people_keys_file = "{SECRETS}/{one.tenant}.people"
webhook_secret_file = "{SECRETS}/{one.tenant}.webhook"

[[tenants.branches]]
id = "main"
name = "{one.title} {one.slug}"
time_zone = "{one.zone}"
phone_numbers = ["+4930555{one.number:04}"]
{services}
[[tenants.credentials]]
name = "voice-agent"
token_sha256 = "{token}"
grants = ["availability", "bookings.read", "bookings.write"]
branch = "main"
"""


def configuration_text():
    return """# The gateway for forty tenants, before the Cal.com of agency.json; by agency.py.

[server]
listen = "127.0.0.1:8080"

[webhook]
tenant = "t01"  # whose webhooks come without a tenant in their address
""" + "".join(tenant_text(one) for one in BUSINESSES)


def secrets():
    for one in BUSINESSES:
        yield f"{one.tenant}.key", key_of(one, one.people[0])
        yield f"{one.tenant}.people", "\n".join(key_of(one, person) for person in one.people[1:])
        yield f"{one.tenant}.webhook", one.secret()


FILES = {"agency.json": scenario_text, "agency.toml": configuration_text}


def main(arguments):
    if arguments == ["check"]:
        wrong = [name for name, text in FILES.items() if (HERE / name).read_text() != text()]
        if wrong:
            sys.exit(f"{', '.join(wrong)}: not what agency.py writes; run it")
    elif len(arguments) == 2 and arguments[0] == "secrets":
        folder = Path(arguments[1])
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in secrets():
            (folder / name).write_text(text + "\n")
    elif not arguments:
        for name, text in FILES.items():
            (HERE / name).write_text(text())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
