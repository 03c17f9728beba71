"""Ten thousand askers of one cold day, all at once: how many requests reach Cal.com.

The simulated Cal.com takes its 300 to 800 ms for the answer, so that everybody has asked before it
comes; each asker has a connection of its own, and all get the same bytes.
"""

import datetime
import http.client
import json
import resource
import selectors
import socket
import time

ASKERS = 10_000
DEADLINE_SECONDS = 60
FILES = ASKERS + 500  # of client and server each


def ask_all(port, request):
    """Sends `request` over ASKERS connections, then reads every answer: bodies, and seconds."""
    peers = []
    for _ in range(ASKERS):
        peers.append(socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS))
    before = time.perf_counter()
    for peer in peers:
        peer.sendall(request)
    bodies = {}
    waiting = selectors.DefaultSelector()
    for peer in peers:
        peer.setblocking(False)
        waiting.register(peer, selectors.EVENT_READ, bytearray())
    while waiting.get_map():
        for key, _ in waiting.select(DEADLINE_SECONDS):
            key.data.extend(key.fileobj.recv(65536))
            body = whole_body(bytes(key.data))
            if body is not None:
                bodies[body] = bodies.get(body, 0) + 1
                waiting.unregister(key.fileobj)
                key.fileobj.close()
        if time.perf_counter() - before > DEADLINE_SECONDS:
            raise RuntimeError(f"{len(waiting.get_map())} askers still wait")
    return bodies, time.perf_counter() - before


def whole_body(answer):
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return None
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return body if len(body) >= length else None


def let_files_be_opened():
    """False if this machine does not allow so many; to be called before the server starts."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < FILES:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, most))
    return True


def control(calcom_port, method, path, body=None):
    client = http.client.HTTPConnection("127.0.0.1", calcom_port, timeout=DEADLINE_SECONDS)
    client.request(method, path, json.dumps(body) if body else None)
    answer = json.loads(client.getresponse().read())
    client.close()
    return answer


def row(slotgate):
    """Askers, requests to Cal.com, seconds until the last had its answer, the verdict."""
    day = datetime.date.fromisoformat(slotgate.today) + datetime.timedelta(days=40)
    target = f"/v2/slots?eventTypeId=1&start={day}&end={day}"
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "".join(
        f"{header}\r\n" for header in slotgate.request_headers) + "\r\n"
    asked = lambda: control(slotgate.calcom_port, "GET",
                            "/_sim/requests?last=0")["counts"]["GET /v2/slots"]
    control(slotgate.calcom_port, "POST", "/_sim/latency", {"slots": "real"})
    before = asked()
    bodies, seconds = ask_all(slotgate.port, request.encode())
    requests = asked() - before
    control(slotgate.calcom_port, "POST", "/_sim/latency", {"slots": "off"})
    good = requests == 1 and list(bodies.values()) == [ASKERS]
    return (f"{ASKERS:,}", str(requests), f"{seconds:.2f} s", "met" if good else "missed")
