"""The servers that `./dev bench` compares. Each listens on a free port of loopback, keeps its files
in the folder it is given, runs on one core, and can tell the CPU time its processes have used."""

import datetime
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 10
STOP_SECONDS = 5
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

running = []  # every process started here, in order


def stop_all():
    """Ends what was started, last first; used on every way out."""
    for process in reversed(running):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in reversed(running):
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    running.clear()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name):
    """Debian puts servers in /usr/sbin, which is not on everybody's path."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    return found or sys.exit(f"bench: {name} is not installed")


def family_of(pid):
    """The process and all its descendants."""
    children = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    family, ahead = [], [pid]
    while ahead:
        family.append(ahead.pop())
        ahead += children.get(family[-1], [])
    return family


class Contestant:
    """A server under test. `url` and `request_headers` are what wrk sends."""

    def __init__(self, name, port, command, core, log=None, settings=None):
        self.name, self.port, self.log = name, port, log
        self.target, self.request_headers = "/", []
        with open(log or os.devnull, "ab") as output:
            self.process = subprocess.Popen(["taskset", "-c", str(core), *map(str, command)],
                                            stdin=subprocess.DEVNULL, stderr=output,
                                            env={**os.environ, **(settings or {})},
                                            stdout=output if port else subprocess.PIPE)
        running.append(self.process)
        if port is None:
            # It chooses a port itself and prints it in its first line.
            self.greeting = self.process.stdout.readline().decode()
            found = re.search(r"\b(\d{4,5})\b", self.greeting)
            self.port = int(found.group(1)) if found else self.fail("did not start")
        self.await_port()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.target}"

    def aim(self, target, request_headers):
        self.target, self.request_headers = target, list(request_headers)

    def fail(self, what):
        text = Path(self.log).read_text(errors="replace") if self.log else ""
        sys.exit(f"bench: {self.name} {what}\n{text[-2000:]}")

    def await_port(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.fail(f"ended at once, status {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.fail(f"does not listen after {START_SECONDS} s")

    def fetch(self, target=None):
        """The body of one answer, which must be a 200."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        headers = dict(header.split(": ", 1) for header in self.request_headers)
        client.request("GET", target or self.target, headers=headers)
        answer = client.getresponse()
        body = answer.read()
        client.close()
        if answer.status != 200:
            self.fail(f"answered {answer.status}: {body[:300]!r}")
        return body

    def cpu_seconds(self):
        """User and system time of the server's processes so far."""
        ticks = 0
        for pid in family_of(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS_PER_SECOND


class Responder(Contestant):
    """bench/epoll_responder.cpp: the floor, and the origin of the caches."""

    def __init__(self, name, build, body, core):
        super().__init__(name, None, [build / "epoll_responder", body,
                                      "Content-Type: application/json; charset=utf-8",
                                      "Cache-Control: public, max-age=86400"], core)


class Nginx(Contestant):
    """nginx with proxy_cache and one worker; the file's descriptor is kept open."""

    CONFIG = """
        {user}
        worker_processes 1;
        daemon off;
        pid {folder}/pid;
        error_log {folder}/error.log;
        events {{ worker_connections 1024; }}
        http {{
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000000;
            open_file_cache max=1000 inactive=10m;
            client_body_temp_path {folder}/client;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            proxy_cache_path {folder}/cache keys_zone=slots:10m use_temp_path=off inactive=1d;
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass http://127.0.0.1:{origin};
                    proxy_cache slots;
                    proxy_cache_valid 200 1d;
                    add_header X-Cache-Status $upstream_cache_status;
                }}
            }}
        }}
    """

    def __init__(self, folder, origin, core):
        folder = folder / "nginx"
        folder.mkdir()
        port = free_port()
        # A worker started by root would be `nobody`, who may not read the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(self.CONFIG.format(
            user=user, folder=folder, port=port, origin=origin.port))
        super().__init__("nginx", port, [program("nginx"), "-c", folder / "nginx.conf",
                                         "-p", folder, "-e", folder / "error.log"],
                         core, folder / "output.log")


class Varnish(Contestant):
    """Varnish with malloc storage; requests with a credential are looked up like any other."""

    VCL = """
        vcl 4.1;
        backend origin {{ .host = "127.0.0.1"; .port = "{origin}"; }}
        sub vcl_recv {{ return (hash); }}
        sub vcl_backend_response {{ set beresp.ttl = 1d; return (deliver); }}
    """

    def __init__(self, folder, origin, core):
        folder = folder / "varnish"
        folder.mkdir()
        port = free_port()
        (folder / "default.vcl").write_text(self.VCL.format(origin=origin.port))
        super().__init__("varnish", port, [
            program("varnishd"), "-F", "-j", "none", "-n", folder / "work",
            "-a", f"127.0.0.1:{port}", "-T", "none", "-f", folder / "default.vcl",
            "-s", "malloc,64m", "-p", "thread_pools=1"], core, folder / "output.log")


class Slotgate(Contestant):
    """`slotgate serve` with one thread; the simulated Cal.com behind it is asked once only."""

    BYTES_WANTED = 4800
    DAYS_MAX = 21
    CONFIG = """
        [server]
        listen = "127.0.0.1:0"
        threads = 1
        [cache]
        lifetime_s = 86400
        [[tenants]]
        name = "bench"
        base_url = "http://127.0.0.1:{calcom}"
    """

    def __init__(self, build, folder, core, other_core):
        folder = folder / "slotgate"
        folder.mkdir()
        calcom = Contestant("calcom-sim", None, [
            build / "slotgate", "calcom-sim", "--listen", "127.0.0.1:0", "--no-latency",
            "--slots-cache-ms", "0", "--no-rate-limits"],
            other_core, folder / "calcom.log")
        self.calcom_port = calcom.port
        self.today = re.search(r"clock at (\d{4}-\d\d-\d\d)", calcom.greeting).group(1)
        (folder / "slotgate.toml").write_text(self.CONFIG.format(calcom=calcom.port))
        super().__init__("slotgate", None, [
            build / "slotgate", "serve", "--config", folder / "slotgate.toml"],
            core, folder / "slotgate.log",
            {"SLOTGATE_TENANT_BENCH_API_KEY": "cal_sandbox_practice",
             "SLOTGATE_TENANT_BENCH_WEBHOOK_SECRET": "of-the-bench"})
        self.request_headers = ["cal-api-version: 2024-09-04"]
        self.target = self.find_target()

    def find_target(self):
        """The question whose answer is nearest to the size wanted."""
        start = datetime.date.fromisoformat(self.today) + datetime.timedelta(days=1)
        ends = [start + datetime.timedelta(days=n) for n in range(self.DAYS_MAX)]
        targets = [f"/v2/slots?eventTypeId=1&start={start}&end={end}&timeZone=Europe/Berlin"
                   for end in ends]
        return min(targets, key=lambda t: abs(len(self.fetch(t)) - self.BYTES_WANTED))

    def body(self):
        return self.fetch()
