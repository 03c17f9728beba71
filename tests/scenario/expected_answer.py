"""What the gateway must answer, reckoned from Cal.com's own answers without any code of ours.

Rule S2 (docs/protocol.md): an answer is Cal.com's answer to the surrounding whole UTC dates,
restricted to the question: starts not before the asked start, ends at most one second after the
asked end. What Cal.com says is the simulator's to say, which recordings hold to the real one.
Where a question's borders cannot matter, Cal.com's own answer to it must be the same.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc


@dataclass(frozen=True)
class Question:
    """For starts, in either contract's words. `start` and `end` are the texts sent."""

    event_type: int
    start: str
    end: str
    zone: str | None = None
    duration: int | None = None
    form: str | None = None  # `time` or `range`
    old: bool = False

    def ask(self, client):
        names = ("startTime", "endTime", "slotFormat") if self.old else ("start", "end", "format")
        asked = dict(zip(names, (self.start, self.end, self.form)), eventTypeId=self.event_type,
                     timeZone=self.zone, duration=self.duration)
        given = {name: value for name, value in asked.items() if value is not None}
        return client.old_slots(**given) if self.old else client.slots(**given)

    def bounds(self):
        """The instants meant. In the newer contract an end within the first second of a date is
        the last second of that date."""
        start, end = read_instant(self.start), read_instant(self.end)
        midnight = datetime.combine(end.date(), time(), UTC)
        if not self.old and end - midnight < timedelta(seconds=1):
            end = midnight + timedelta(days=1) - timedelta(seconds=1)
        return start, end


@dataclass(frozen=True)
class Slot:
    start: datetime
    end: datetime
    seats: dict  # fields of event types with seats, as they came


def read_instant(text):
    """ISO 8601; without an offset it is UTC."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def expected_body(question, calcom):
    """Asks `calcom` for the surrounding whole dates and makes the answer of them."""
    start, end = question.bounds()
    slots = []
    if start <= end:
        first, last = start.date() - timedelta(1), end.date() + timedelta(1)
        whole = Question(question.event_type, f"{first}T00:00:00Z", f"{last}T23:59:59Z",
                         question.zone, question.duration, "range")
        answer = whole.ask(calcom)
        if answer.status != 200:
            raise AssertionError(f"{whole}: {answer}")
        slots = [Slot(read_instant(slot.pop("start")), read_instant(slot.pop("end")), slot)
                 for date in answer.json()["data"].values() for slot in date]
    latest = end + timedelta(seconds=1)
    slots.sort(key=lambda s: s.start)
    return render(question, [s for s in slots if s.start >= start and s.end <= latest])


def clock_changes_near(question):
    """Is the asker's clock changed within two days of what is asked? Real answers are erratic
    there (calcom-recorded D), and depend on where the question ends."""
    start, end = (t.astimezone(ZoneInfo(question.zone or "UTC")) for t in question.bounds())
    return len({(start - timedelta(2)).utcoffset(), start.utcoffset(), end.utcoffset(),
                (end + timedelta(2)).utcoffset()}) > 1


def may_list_taken(question, event_type):
    """Does Cal.com list starts there that it knows to be booked? Near clock changes
    (calcom-recorded D3), and of a pool with a fixed host, whom it leaves out of account where the
    whole question finds nothing free of theirs (C3): booking such a start answers 500."""
    of_hosts = {host.get("mandatory", False) for host in event_type.get("hosts", [])}
    is_pool = event_type.get("schedulingType") == "roundRobin"
    return clock_changes_near(question) or (is_pool and of_hosts == {True, False})


def slots_in(body):
    return frozenset(re.findall(rb'\{"[^\[\]{}]*\}', body))


def lacks_only_taken(question, expected, answer, calcom, types):
    """Does the answer lack only what Cal.com lists though a booking takes its time? What is known
    to be booked is withheld (S7): of a host the event type cannot do without, with the buffers of
    both event types."""
    wanted, given = slots_in(expected), slots_in(answer.body)
    by_id = {one["id"]: one for one in types}
    asked = by_id[question.event_type]
    if answer.status != 200 or not may_list_taken(question, asked) or given - wanted:
        return False
    busy = [busy_time(booking, by_id[booking["eventTypeId"]], asked)
            for booking in calcom.connection.get("/_sim/world").json()["bookings"]
            if booking["status"] == "accepted"
            and needed_hosts(asked) & people_of(booking, by_id[booking["eventTypeId"]])]
    length = timedelta(minutes=question.duration or asked["lengthInMinutes"])
    starts = [read_instant(next(iter(json.loads(slot).values()))) for slot in wanted - given]
    return all(any(start < end and begin < start + length for begin, end in busy)
               for start in starts)


def needed_hosts(event_type):
    """Without whom nothing of it can start: any of a pool may serve."""
    if "ownerId" in event_type:
        return {event_type["ownerId"]}
    hosts = event_type.get("hosts", [])
    is_whole = event_type.get("schedulingType") == "collective" or len(hosts) == 1
    return {host["userId"] for host in hosts if is_whole or host.get("mandatory")}


def people_of(booking, booked):
    """Whose time it takes for certain."""
    return {booking["organizerId"]} | needed_hosts(booked)


def busy_time(booking, booked, asked):
    """When nothing of the event type asked for can run."""
    def buffer(event_type, side):
        return timedelta(minutes=event_type.get(f"{side}EventBuffer", 0))

    return (read_instant(booking["start"]) - buffer(booked, "before") - buffer(asked, "after"),
            read_instant(booking["end"]) + buffer(booked, "after") + buffer(asked, "before"))


def render(question, slots):
    place = ZoneInfo(question.zone) if question.zone else UTC
    dates = {}
    for slot in slots:
        date = slot.start.astimezone(place).date().isoformat()
        dates.setdefault(date, []).append(
            {**element(question, slot.start, slot.end, place), **slot.seats})
    data = {"slots": dates} if question.old else dates
    return json.dumps({"data": data, "status": "success"}, separators=(",", ":")).encode()


def element(question, start, end, place):
    def text(instant):
        local = instant.astimezone(place).isoformat(timespec="milliseconds")
        is_utc = question.zone in (None, "UTC", "GMT")
        return local.removesuffix("+00:00") + "Z" if is_utc else local

    if question.old:
        if question.form is None:
            return {"time": text(start)}
        return {"startTime": text(start), "endTime": text(end)}
    if question.form == "range":
        return {"start": text(start), "end": text(end)}
    return {"start": text(start)}
