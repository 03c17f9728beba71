"""Invalidating three dates of one event type, with more and more cached: slotgate's engine beside
a real Redis that is cleared as the gateway before this one cleared it, by KEYS and DEL.

Redis holds an entry for each cached day, under keys of the predecessor's shape; the values are
short, as KEYS looks at names only. It runs on one core, with its whole answer read.
"""

import socket
import statistics
import subprocess
import time

import contestants

DAYS = [1_000, 10_000, 100_000, 1_000_000]
DATES_PER_TYPE = 100
REPEATED = 7
GOAL_US = 20
FILL_BATCH = 10_000


class Redis:
    """One connection, in RESP 2."""

    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")

    def send(self, *words):
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            text = word if isinstance(word, bytes) else str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(text), text))
        self.stream.write(b"".join(parts))

    def receive(self):
        line = self.stream.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b"*":
            return [self.receive() for _ in range(int(rest))]
        if kind == b"$":
            return self.stream.read(int(rest) + 2)[:-2]
        return rest

    def ask(self, *words):
        self.send(*words)
        self.stream.flush()
        return self.receive()


def key_of(day):
    return f"cal_slots_15_{day // DATES_PER_TYPE}_{day % DATES_PER_TYPE}"


def fill(redis, first, last):
    for begin in range(first, last, FILL_BATCH):
        words = [word for day in range(begin, min(last, begin + FILL_BATCH))
                 for word in (key_of(day), "x")]
        redis.ask("MSET", *words)


def clear_one_type(redis, event_type):
    """Microseconds that KEYS and DEL take; fills again what they took."""
    before = time.perf_counter()
    keys = redis.ask("KEYS", f"cal_slots_*_{event_type}_*")
    redis.ask("DEL", *keys)
    took = (time.perf_counter() - before) * 1e6
    if len(keys) != DATES_PER_TYPE:
        raise RuntimeError(f"KEYS found {len(keys)} keys, not {DATES_PER_TYPE}")
    fill(redis, event_type * DATES_PER_TYPE, (event_type + 1) * DATES_PER_TYPE)
    return took


def start_redis(folder, core):
    port = contestants.free_port()
    command = [contestants.program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--save",
               "", "--appendonly", "no", "--dir", folder]
    return Redis(contestants.Contestant("redis", port, command, core).port)


def engine_us(build, days, core):
    done = subprocess.run(["taskset", "-c", str(core), build / "bench_engine", "--invalidate",
                           str(days)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1000


def rows(build, folder, core):
    """A row for each size: days cached, slotgate, Redis, how many times as long, the verdict."""
    redis = start_redis(folder, core)
    filled = 0
    for days in DAYS:
        fill(redis, filled, days)
        filled = days
        types = days // DATES_PER_TYPE
        theirs = statistics.median(clear_one_type(redis, turn * types // REPEATED)
                                   for turn in range(REPEATED))
        ours = engine_us(build, days, core)
        yield (f"{days:,}", f"{ours:.2f} us", f"{theirs:,.0f} us", f"{theirs / ours:,.0f}",
               "met" if ours <= GOAL_US else "missed")
