"""A world of every kind of event type, and questions about it, drawn from a seed."""

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
# Hours within the UTC date whatever the season, so that the borders of whole dates cut nothing.
DAYTIME_HOURS = [
    ("Europe/Berlin", [(EVERY_DAY, "08:00", "17:00")]),
    ("Europe/London", [(WORKDAYS, "09:00", "13:00"), (WORKDAYS, "14:00", "18:30")]),
    ("UTC", [(EVERY_DAY, "07:30", "16:00")]),
    ("Europe/Helsinki", [(WORKDAYS + ["Saturday"], "10:00", "19:00")]),
]
FIRST_DAYTIME_HOST = 2  # ids of users; the first user has all the schedules above
UTC_HOST = 4  # whose clock never changes
FIRST_DAYTIME_TYPE = 200
ZONES = [None, "UTC", "GMT", "Europe/Berlin", "Europe/London", "America/New_York",
         "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Etc/UTC",
         "America/St_Johns", "Australia/Eucla", "Australia/Lord_Howe", "Australia/Adelaide",
         "Pacific/Chatham", "Pacific/Marquesas", "Pacific/Auckland"]
# Before the changes of March and April, and before those of October and November.
# Some minutes before any grid can change because time goes on (multiples of five minutes).
SPRING, AUTUMN = "2031-03-03T04:41:00Z", "2031-09-29T04:41:00Z"
DAYS_AHEAD = 45
TYPES_EACH = 5
TEAM = 1
# Users and the days they are out of office.
AWAY = [(3, "2031-03-12", "2031-03-13"), (4, "2031-10-14", "2031-10-14")]


def varied_world(random):
    """Whoever is booked, all event types of the account are asked anew."""
    world = {"now": SPRING, "users": [varied_host()], "eventTypes": [],
             "apiKeys": [{"key": "cal_varied_1", "ownerId": 1}]}
    for hours in range(1, len(SCHEDULES) + 1):
        for k in range(TYPES_EACH):
            one = drawn_event_type(random, hours * 10 + k)
            world["eventTypes"].append({**one, "ownerId": 1, "scheduleId": hours})
    for n, (zone, hours) in enumerate(DAYTIME_HOURS):
        number = FIRST_DAYTIME_HOST + n
        world["users"].append({
            "id": number, "username": f"host-{number}", "email": f"{number}@practice.example",
            "timeZone": zone, "schedules": [schedule(100 + n, zone, hours, [], True)]})
        world["apiKeys"].append({"key": f"cal_varied_{number}", "ownerId": number})
    world["teams"] = [{"id": TEAM, "slug": "salon",
                       "members": [{"userId": user["id"]} for user in world["users"]]}]
    world["outOfOffice"] = [{"userId": user, "start": start, "end": end}
                            for user, start, end in AWAY]
    world["eventTypes"] += daytime_types(random)
    return world


def varied_host():
    return {"id": 1, "username": "host", "email": "host@practice.example",
            "schedules": [schedule(n, zone, hours, overrides, n == 1)
                          for n, (zone, hours, overrides) in enumerate(SCHEDULES, 1)]}


def schedule(number, zone, hours, overrides, is_default):
    return {"id": number, "timeZone": zone, "isDefault": is_default,
            "availability": [{"days": days, "startTime": start, "endTime": end}
                             for days, start, end in hours],
            "overrides": [{"date": day, "startTime": start, "endTime": end}
                          for day, start, end in overrides]}


def drawn_event_type(random, number):
    length = random.choice([10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120])
    settings = [("slotInterval", 0.5, [5, 10, 15, 20, 25, 30, 60]),
                ("offsetStart", 0.15, [5, 10]), ("showOptimizedSlots", 0.15, [True]),
                ("onlyShowFirstAvailableSlot", 0.15, [True]),
                ("beforeEventBuffer", 0.4, [5, 10, 15, 30]),
                ("afterEventBuffer", 0.4, [5, 10, 15, 30]),
                ("lengthInMinutesOptions", 0.2, [[length, 2 * length]])]
    chosen = {name: random.choice(values) for name, chance, values in settings
              if random.random() < chance}
    return {"id": number, "slug": f"type-{number}", "lengthInMinutes": length,
            "minimumBookingNotice": random.choice([0, 60, 120, 1440, 2880]), **chosen}


def daytime_types(random):
    """One or two of each kind, personal and of the team, on hours within the UTC date."""
    host = lambda: FIRST_DAYTIME_HOST + random.randrange(len(DAYTIME_HOURS))
    window = lambda kind, count, rolling: {
        "bookingWindow": {"type": kind, "value": count, "rolling": rolling}}
    limits = [{"bookingLimitsCount": {"day": 2}}, {"bookingLimitsCount": {"day": 3, "week": 5}},
              {"bookingLimitsCount": {"month": 8}}, {"bookingLimitsDuration": {"day": 90}},
              {"bookingLimitsDuration": {"week": 300}}]
    kinds = [
        {}, {}, {}, *limits, *({"ownerId": UTC_HOST, **limit} for limit in limits),
        window("calendarDays", 10, False), window("calendarDays", 7, True),
        window("businessDays", 12, False), window("businessDays", 5, True),
        {"bookingWindow": {"type": "range", "value": ["2031-03-10", "2031-10-20"]}},
        {"seats": {"seatsPerTimeSlot": 3, "showAttendeeInfo": True, "showAvailabilityCount": True}},
        {"seats": {"seatsPerTimeSlot": 1, "showAttendeeInfo": False,
                   "showAvailabilityCount": True}},
        {"confirmationPolicy": {"type": "always", "blockUnconfirmedBookingsInBooker": True}},
        {"confirmationPolicy": {"type": "always", "blockUnconfirmedBookingsInBooker": False}},
    ]
    out = [{"ownerId": host(), **kind} for kind in kinds]
    hosts = lambda numbers, fixed=(): [{"userId": n, "mandatory": n in fixed} for n in numbers]
    out += [
        {"teamId": TEAM, "schedulingType": "collective", "hosts": hosts([2, 3])},
        {"teamId": TEAM, "schedulingType": "collective", "hosts": hosts([2, 4, 5])},
        {"teamId": TEAM, "schedulingType": "roundRobin", "hosts": hosts([2, 3, 4, 5])},
        {"teamId": TEAM, "schedulingType": "roundRobin", "hosts": hosts([3, 5])},
        *({"teamId": TEAM, "schedulingType": "roundRobin",
           "hosts": hosts([fixed, *others], fixed=[fixed])}
          for fixed, others in [(2, [3, 5]), (3, [2, 4]), (5, [2, 3])]),
    ]
    for n, kind in enumerate(out):
        drawn = drawn_event_type(random, FIRST_DAYTIME_TYPE + n)
        drawn.pop("onlyShowFirstAvailableSlot", None)
        kind.update({**drawn, **kind})
    return out


def hosts_of(event_type):
    return {event_type.get("ownerId"), *(host["userId"] for host in event_type.get("hosts", []))}


def is_seated(event_type):
    return "seats" in event_type


def borders_matter(event_type):
    """Does what Cal.com says of a date depend on which other dates are asked for?"""
    limited = ({"bookingLimitsCount", "bookingLimitsDuration"} & event_type.keys()
               and event_type["ownerId"] != UTC_HOST)
    window = event_type.get("bookingWindow", {})
    rolls = window.get("rolling", False) and window["type"] == "businessDays"
    fixed = (event_type.get("schedulingType") == "roundRobin"
             and any(host["mandatory"] for host in event_type["hosts"]))
    return limited or rolls or fixed or runs_round_the_clock(event_type)


def runs_round_the_clock(event_type):
    return event_type["id"] // 10 == ROUND_THE_CLOCK


def question(random, event_types, now):
    """A question that begins within DAYS_AHEAD days of `now`, of minutes to weeks."""
    asked = random.choice(event_types if random.random() < 0.5 else
                          [one for one in event_types if borders_matter(one)])
    # The older contract has other words for seats, which Cal.com itself is asked for.
    old = random.random() < 0.35 and not is_seated(asked)
    start = datetime.combine(now.date(), datetime.min.time(), timezone.utc)
    start += timedelta(days=random.randrange(DAYS_AHEAD), minutes=random.randrange(24 * 60),
                       seconds=random.choice([0, 0, 0, 59]))
    span = random.choice([timedelta(minutes=random.randrange(5, 180)),
                          timedelta(hours=random.randrange(1, 30)),
                          timedelta(days=random.randrange(1, 8)),
                          timedelta(days=random.randrange(7, 30))])
    first, last = times(random, start, start + span)
    duration = random.choice([None] * 8 + [0, 15, 45, 60])
    return Question(asked["id"], first, last, random.choice(ZONES), duration,
                    random.choice([None, "time", "range"]), old)


def whole_dates_question(random, event_types, now):
    """One whose borders cannot matter: whole dates, of hours that lie within them. Cal.com's own
    answer to it is the answer, byte for byte."""
    asked = random.choice([one for one in event_types
                           if one["id"] >= FIRST_DAYTIME_TYPE and not borders_matter(one)])
    first = now.date() + timedelta(days=random.randrange(DAYS_AHEAD))
    last = first + timedelta(days=random.choice([0, 0, 1, 2, 6, 13, 30]))
    bounds = random.choice([(f"{first}", f"{last}"),
                            (f"{first}T00:00:00Z", f"{last}T23:59:59Z"),
                            (f"{first}T00:00:00.000Z", f"{last}T23:59:59.999Z")])
    # Cal.com's older contract lists the days of who is away, and booking refuses them (recorded
    # C8): there the gateway says what the newer one says.
    old = (random.random() < 0.4 and "T23" in bounds[1] and not is_seated(asked)
           and not hosts_of(asked) & {user for user, *_ in AWAY})
    duration = random.choice([None] * 6 + [30, 60])
    # Where a window rolls, Cal.com cuts nothing off but other local dates than those asked.
    rolls = asked.get("bookingWindow", {}).get("rolling", False)
    zone = random.choice(["UTC", "GMT"] if rolls else ZONES)
    return Question(asked["id"], *bounds, zone, duration,
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
