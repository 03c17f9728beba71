"""A world whose answers are easy to foretell: hosts who are free on the hour, every day, in UTC."""

HOURS = range(8, 18)
EVERY_DAY = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def hourly_world(hosts, event_types_each=1, now=None, webhook_url=None, secret=None):
    """Hosts 1 to `hosts`, each with event types and an API key of its own, and webhooks to
    `webhook_url`, in which {} becomes the host's number. Without `now` the time is the machine's.
    """
    world = {"users": [], "eventTypes": [], "apiKeys": [], "webhooks": []}
    if now is not None:
        world["now"] = now
    for n in range(1, hosts + 1):
        hours = {"days": EVERY_DAY, "startTime": "08:00", "endTime": "18:00"}
        world["users"].append({
            "id": n, "username": f"host-{n}", "email": f"host{n}@practice.example",
            "timeZone": "UTC", "schedules": [{"id": n, "timeZone": "UTC", "isDefault": True,
                                              "availability": [hours]}]})
        world["apiKeys"].append({"key": key_of(n), "ownerId": n})
        for k in range(event_types_each):
            world["eventTypes"].append({
                "id": event_type_of(n, k), "ownerId": n, "slug": f"visit-{n}-{k}",
                "lengthInMinutes": 60, "minimumBookingNotice": 0})
        if webhook_url is not None:
            world["webhooks"].append({
                "subscriberUrl": webhook_url.format(n), "secret": secret, "ownerId": n,
                "triggers": ["BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED"]})
    return world


def key_of(host):
    return f"cal_host_{host}"


def event_type_of(host, k=0):
    return host * 100 + k


def start_text(day, hour):
    return f"{day}T{hour:02}:00:00.000Z"


def body_for(days, busy):
    """Cal.com's bytes for whole dates on which everything but `busy`, pairs of day and hour, is
    free."""
    dates = ",".join(
        '"%s":[%s]' % (day, ",".join('{"start":"%s"}' % start_text(day, hour) for hour in HOURS
                                     if (day, hour) not in busy))
        for day in days)
    return ('{"data":{%s},"status":"success"}' % dates).encode()
