"""A world of many kinds of event types, and questions about it, drawn from a seed.

Not in it: hours round the clock with a grid other than the hour's own. All their days are one free
range, so Cal.com's answer for a date depends on where the question began and ended, and "the
surrounding whole dates" of S2 are not one answer but several.
"""

from datetime import date, datetime, timedelta, timezone

from expected_answer import Question

WORKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
EVERY_DAY = [*WORKDAYS, "Saturday", "Sunday"]
# Hours with and without breaks, over midnight in UTC, at odd minutes, and overrides; at zones
# whose clocks change on either hemisphere, by an hour or (Lord Howe) by half of one.
SCHEDULES = [
    ("Europe/Berlin", [(WORKDAYS, "08:00", "12:00"), (WORKDAYS, "13:00", "17:30")],
     [("2031-03-18", "10:10", "15:00"), ("2031-03-20", "00:00", "00:00")]),
    ("America/New_York", [(WORKDAYS + ["Sunday"], "09:15", "17:00")], []),
    ("Asia/Kathmandu", [(WORKDAYS + ["Saturday"], "10:00", "18:20")],
     [("2031-10-08", "07:00", "09:30")]),
    ("Pacific/Auckland", [(WORKDAYS + ["Sunday"], "08:30", "16:30")], []),
    ("Australia/Lord_Howe", [(["Sunday", "Monday", "Thursday"], "07:05", "19:00")], []),
    ("UTC", [(WORKDAYS, "06:00", "22:00")], []),
    ("Europe/London", [(EVERY_DAY, "00:00", "23:59")], []),
]
ROUND_THE_CLOCK = len(SCHEDULES)  # its id
ZONES = [None, "UTC", "GMT", "Europe/Berlin", "Europe/London", "America/New_York",
         "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Etc/UTC",
         "America/St_Johns", "Australia/Eucla", "Australia/Lord_Howe", "Australia/Adelaide",
         "Pacific/Chatham", "Pacific/Marquesas", "Pacific/Auckland"]
# Before the changes of March and April, and before those of October and November.
# Some minutes before any grid can change because time goes on (multiples of five minutes).
SPRING, AUTUMN = "2031-03-03T04:41:00Z", "2031-09-29T04:41:00Z"
DAYS_AHEAD = 45
TYPES_EACH = 5


def varied_world(random):
    """One host, as the gateway's key reads the event types of one: any booking concerns all."""
    host = {"id": 1, "username": "host", "email": "host@practice.example", "schedules": []}
    world = {"now": SPRING, "users": [host], "eventTypes": [],
             "apiKeys": [{"key": "cal_varied", "ownerId": 1}]}
    for n, (zone, hours, overrides) in enumerate(SCHEDULES, 1):
        host["schedules"].append({
            "id": n, "timeZone": zone, "isDefault": n == 1,
            "availability": [{"days": days, "startTime": start, "endTime": end}
                             for days, start, end in hours],
            "overrides": [{"date": day, "startTime": start, "endTime": end}
                          for day, start, end in overrides]})
        for k in range(TYPES_EACH):
            world["eventTypes"].append(drawn_event_type(random, n * 10 + k, n))
    return world


def drawn_event_type(random, number, schedule):
    if schedule == ROUND_THE_CLOCK:
        lengths, settings = [10, 15, 20, 30, 60], []
    else:
        lengths = [10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120]
        settings = [("slotInterval", 0.5, [5, 10, 15, 20, 25, 30, 60]),
                    ("offsetStart", 0.15, [5, 10]), ("showOptimizedSlots", 0.15, [True]),
                    ("onlyShowFirstAvailableSlot", 0.15, [True])]
    length = random.choice(lengths)
    settings += [("beforeEventBuffer", 0.4, [5, 10, 15, 30]),
                 ("afterEventBuffer", 0.4, [5, 10, 15, 30]),
                 ("lengthInMinutesOptions", 0.2, [[length, 2 * length]])]
    chosen = {name: random.choice(values) for name, chance, values in settings
              if random.random() < chance}
    return {"id": number, "ownerId": 1, "scheduleId": schedule, "slug": f"type-{number}",
            "lengthInMinutes": length,
            "minimumBookingNotice": random.choice([0, 60, 120, 1440, 2880]), **chosen}


def question(random, event_types, now):
    """A question that begins within DAYS_AHEAD days of `now`, of minutes to weeks."""
    old = random.random() < 0.35
    start = datetime.combine(now.date(), datetime.min.time(), timezone.utc)
    start += timedelta(days=random.randrange(DAYS_AHEAD), minutes=random.randrange(24 * 60),
                       seconds=random.choice([0, 0, 0, 59]))
    span = random.choice([timedelta(minutes=random.randrange(5, 180)),
                          timedelta(hours=random.randrange(1, 30)),
                          timedelta(days=random.randrange(1, 8)),
                          timedelta(days=random.randrange(7, 30))])
    first, last = times(random, start, start + span)
    event_type = random.choice(event_types)
    odd = 30 if event_type // 10 == ROUND_THE_CLOCK else 45
    duration = random.choice([None] * 8 + [0, 15, odd, 60])
    return Question(event_type, first, last, random.choice(ZONES), duration,
                    random.choice([None, "time", "range"]), old)


def times(random, start, end):
    """The two as texts, in one of the ways clients write them."""
    way = random.randrange(6)
    if way <= 1:
        return start.date().isoformat(), end.date().isoformat()
    if way == 2:
        midnight = date(start.year, start.month, start.day)
        return f"{midnight}T00:00:00Z", end.strftime("%Y-%m-%dT23:59:59.999Z")
    if way == 3:
        return start.strftime("%Y-%m-%dT%H:%M:%S"), end.strftime("%Y-%m-%dT%H:%M:%S")
    if way == 4:
        there = timezone(timedelta(minutes=random.choice([-570, -300, 60, 120, 345])))
        return start.astimezone(there).isoformat(), end.astimezone(there).isoformat()
    return start.strftime("%Y-%m-%dT%H:%M:%SZ"), end.strftime("%Y-%m-%dT%H:%M:%S.250Z")
