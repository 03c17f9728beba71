"""From the rounds of `./dev bench` to its table: medians, spreads, ratios and goals."""

import json
import os
import platform
import re
import statistics
import subprocess
import time

# (contestant, figure, goal): slotgate's figure divided by the contestant's. docs/benchmarks.md.
AT_LEAST, AT_MOST = "at least", "at most"
GOALS = [
    ("nginx", "requests/s", AT_LEAST, 1.9),
    ("varnish", "requests/s", AT_LEAST, 3.0),
    ("nginx", "CPU/request", AT_MOST, 0.55),
    ("epoll", "CPU/request", AT_MOST, 1.25),
]
FIGURES = {"requests/s": 0, "CPU/request": 1}


def sample_body():
    """An answer of about 4.8 kB in the shape of Cal.com's, for runs without slotgate."""
    hours = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)]
    data = {date: [{"start": f"{date}T{hour}:00.000+02:00"} for hour in hours]
            for date in (f"2031-05-{day:02}" for day in range(5, 12))}
    return json.dumps({"data": data, "status": "success"}, separators=(",", ":")).encode()


def quartiles(values):
    """Lower and upper quartile; of a single value, itself."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def verdict(kind, goal, ratios):
    """A goal is missed only beyond the spread: when even the better quartile fails it."""
    low, high = quartiles(ratios)
    median = statistics.median(ratios)
    if (median >= goal) if kind == AT_LEAST else (median <= goal):
        return "met"
    better = high >= goal if kind == AT_LEAST else low <= goal
    return "within the spread" if better else "missed"


def spread(values, form):
    low, high = quartiles(values)
    return (f"{form(min(values))}-{form(max(values))}", f"{form(low)}-{form(high)}")


def contestant_rows(taken):
    forms = {"requests/s": lambda v: f"{v:,.0f}", "CPU/request": lambda v: f"{v:.2f} us"}
    for figure, index in FIGURES.items():
        for name, runs in taken.items():
            values = [run[index] for run in runs]
            form = forms[figure]
            yield (figure, name, form(statistics.median(values)), *spread(values, form))


def ratio_rows(taken):
    if "slotgate" not in taken:
        return
    for other, figure, kind, goal in GOALS:
        if other in taken:
            index = FIGURES[figure]
            ratios = [ours[index] / theirs[index]
                      for ours, theirs in zip(taken["slotgate"], taken[other])]
            low, high = quartiles(ratios)
            yield (f"{figure}, slotgate / {other}", f"{statistics.median(ratios):.2f}",
                   f"{low:.2f}-{high:.2f}", f"{kind} {goal:g}", verdict(kind, goal, ratios))


def version_of(*command):
    """The first thing like a version in what a program says of itself."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    try:
        said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False, env={**os.environ, "PATH": path})
    except OSError:
        return "absent"
    found = re.search(r"\d+\.\d+[.\d]*", said.stderr + said.stdout)
    return found.group(0) if found else "unknown"


def machine():
    """What figures cannot be compared without, as one line."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    tools = {"g++": ("g++", "-dumpfullversion"), "nginx": ("nginx", "-v"),
             "varnish": ("varnishd", "-V"), "wrk": ("wrk", "-v")}
    parts = [f"{len(models)} x {models[0] if models else platform.machine()}",
             f"Linux {platform.release()}", f"{time.strftime('%Y-%m-%d')}"]
    return ", ".join(parts + [f"{name} {version_of(*how)}" for name, how in tools.items()])


def render(head, rows, markdown):
    rows = [head, *rows]
    if markdown:
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * len(head))
    else:
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                 for row in rows]
    return "\n".join(lines)


def table(taken, body_bytes, connections, options):
    """Everything there is to say of a run, ready to print."""
    rounds = len(next(iter(taken.values())))
    parts = [f"Cached answer of {body_bytes:,} bytes, {connections} connections, "
             f"{rounds} rounds of {options.seconds} s, server and client on a core each.",
             f"Machine: {machine()}.",
             render(("figure", "contestant", "median", "min-max", "quartiles"),
                    list(contestant_rows(taken)), options.markdown)]
    ratios = list(ratio_rows(taken))
    if ratios:
        parts.append(render(("ratio", "median", "quartiles", "goal", "verdict"), ratios,
                            options.markdown))
    return "\n\n".join(parts)
