"""One cached answer over HTTP: slotgate against nginx, Varnish and a bare epoll responder.

`./dev bench [ROUNDS] [--markdown] [--seconds S] [--only NAME,NAME]`. Without `--only` the engine
alone, invalidation beside Redis and ten thousand askers of a cold day follow.

Every contestant sends the same body from memory to `wrk -t1 -c64`: servers on core 0, wrk on core
1, one after the other, round after round. Compared are medians of requests/s and of CPU time per
request of the server's processes. docs/benchmarks.md tells how to read the table.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import cold_askers
import contestants
import figures
import invalidation

SERVER_CORE, CLIENT_CORE = 0, 1
CONNECTIONS = 64
WARM_UP_SECONDS = 1
ALL = ["slotgate", "nginx", "varnish", "epoll"]


def run_wrk(server, seconds):
    """Requests per second and requests in all; an answer other than 200 ends the run."""
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{CONNECTIONS}",
               f"-d{seconds}s"]
    for header in server.request_headers:
        command += ["-H", header]
    done = subprocess.run(command + [server.url], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    rate = requests = None
    for line in done.stdout.splitlines():
        if line.startswith("Requests/sec:"):
            rate = float(line.split()[1])
        elif " requests in " in line:
            requests = int(line.split()[0])
        elif "Non-2xx" in line or "Socket errors" in line:
            sys.exit(f"bench: {server.name}: {line.strip()}")
    if not rate or not requests:
        sys.exit(f"bench: wrk said nothing of {server.name}:\n{done.stdout}{done.stderr}")
    return rate, requests


def measure(server, seconds):
    before = server.cpu_seconds()
    rate, requests = run_wrk(server, seconds)
    return rate, (server.cpu_seconds() - before) / requests * 1e6


def run_rounds(servers, rounds, seconds):
    """Figures by contestant, a (requests/s, microseconds of CPU per request) for each round."""
    taken = {server.name: [] for server in servers}
    for server in servers:
        run_wrk(server, WARM_UP_SECONDS)
    for number in range(rounds):
        for server in servers:
            taken[server.name].append(measure(server, seconds))
        rates = ", ".join(f"{name} {runs[-1][0] / 1000:.1f} k/s" for name, runs in taken.items())
        print(f"round {number + 1} of {rounds}: {rates}", file=sys.stderr, flush=True)
    return taken


def body_for(slotgate, folder):
    """The file every contestant answers with: slotgate's own answer, or one like it without it."""
    file = folder / "body.json"
    file.write_bytes(slotgate.body() if slotgate else figures.sample_body())
    return file


def start_all(names, options, folder):
    """Starts the contestants in the order of `names`; one that fails ends the run."""
    slotgate = None
    if "slotgate" in names:
        slotgate = contestants.Slotgate(options.build, folder, SERVER_CORE, CLIENT_CORE)
    body = body_for(slotgate, folder)
    origin = contestants.Responder("origin", options.build, body, CLIENT_CORE)
    started = []
    target = slotgate.target if slotgate else "/v2/slots"
    for name in names:
        if name == "slotgate":
            server = slotgate
        elif name == "nginx":
            server = contestants.Nginx(folder, origin, SERVER_CORE)
        elif name == "varnish":
            server = contestants.Varnish(folder, origin, SERVER_CORE)
        else:
            server = contestants.Responder("epoll", options.build, body, SERVER_CORE)
        server.aim(target, slotgate.request_headers if slotgate else [])
        started.append(server)
        if server.fetch() != body.read_bytes():
            sys.exit(f"bench: {server.name} answers another body than the rest")
    return started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--only", default=",".join(ALL))
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    if not {SERVER_CORE, CLIENT_CORE} <= os.sched_getaffinity(0):
        sys.exit("bench: two cores are needed, one for the server and one for wrk")

    names = options.only.split(",")
    may_ask_cold = cold_askers.let_files_be_opened()
    # A kill ends the run by the same way out as an error: servers stopped, files gone.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended"))
    with tempfile.TemporaryDirectory(prefix="slotgate-bench-") as name:
        try:
            servers = start_all(names, options, Path(name))
            size = len(servers[0].fetch())
            taken = run_rounds(servers, options.rounds, options.seconds)
            print(figures.table(taken, size, CONNECTIONS, options))
            if names == ALL:
                print_more(servers[0] if may_ask_cold else None, options, Path(name))
        finally:
            contestants.stop_all()
    return 0


def print_more(slotgate, options, folder):
    """What is not compared in rounds; `slotgate` is none if too few files may be opened."""
    if slotgate:
        head = ("askers of a cold day", "requests to Cal.com", "all answered", "goal: one request")
        print("\n" + figures.render(head, [cold_askers.row(slotgate)], options.markdown))
    else:
        print(f"\nAskers of a cold day: not asked, {cold_askers.FILES} open files are needed.")
    head = ("days cached", "slotgate, p50", "Redis, KEYS and DEL", "times", "goal: 20 us")
    print("\n" + figures.render(head, invalidation.rows(options.build, folder, SERVER_CORE),
                                options.markdown))
    engine = [str(options.build / "bench_engine")] + ["--markdown"] * options.markdown
    print(flush=True)
    subprocess.run(engine, stdin=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit(main())
