"""Writes configuration files, with their secrets beside them, and starts gateways on them."""

from harness import Client, Program, wait_until_ready

SECRET = "webhook-secret-of-the-tests"
KEY = "cal_key-of-the-tests"


def tenant(name="practice", base_url="http://127.0.0.1:1", hosts=(), key=KEY, secret=SECRET,
           people_keys=None, branches=(), credentials=(), quota_per_minute=1_000_000,
           company=None, past_lifetime=None):
    """`branches` and `credentials` are dicts of the file's own keys; a credential's `token` goes
    into a file beside it. Most tests ask a Cal.com that limits nobody; a quota of None is what the
    program assumes."""
    return {"name": name, "base_url": base_url, "hosts": list(hosts), "key": key, "secret": secret,
            "people": people_keys, "branches": list(branches), "credentials": list(credentials),
            "quota": quota_per_minute, "company": company, "past_lifetime": past_lifetime}


def write_configuration(folder, tenants, **sections):
    """The path of a file with these tenants and `server={"threads": 1}` and the like."""
    lines = []
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{key} = {toml(value)}" for key, value in values.items()), ""]
    for one in tenants:
        lines += ["[[tenants]]", f'name = "{one["name"]}"', f'base_url = "{one["base_url"]}"']
        if one["hosts"]:
            lines.append(f"hosts = {toml(one['hosts'])}")
        for what, setting in (("quota", "quota_per_minute"), ("company", "company"),
                              ("past_lifetime", "past_lifetime_s")):
            if one[what] is not None:
                lines.append(f"{setting} = {one[what]}")
        for what, setting in (("key", "api_key_file"), ("people", "people_keys_file"),
                              ("secret", "webhook_secret_file")):
            if one[what] is not None:
                file = folder / f"{one['name']}.{what}"
                file.write_text(one[what] + "\n")
                lines.append(f'{setting} = "{file}"')
        lines += [*tables_in(folder, one), ""]
    path = folder / "slotgate.toml"
    path.write_text("\n".join(lines))
    return path


def tables_in(folder, one):
    """What stands inside a tenant."""
    for branch in one["branches"]:
        yield from table("tenants.branches", {k: v for k, v in branch.items() if k != "services"})
        for service in branch.get("services", ()):
            yield from table("tenants.branches.services", service)
    for given in one["credentials"]:
        credential = dict(given)
        if token := credential.pop("token", None):
            file = folder / f"{one['name']}.{credential['name']}.token"
            file.write_text(token + "\n")
            credential["token_file"] = str(file)
        yield from table("tenants.credentials", credential)


def table(name, values):
    return [f"[[{name}]]", *(f"{key} = {toml(value)}" for key, value in values.items())]


def toml(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


class Gateway:
    """`slotgate serve --config` for these tenants, settling for one second only."""

    def __init__(self, folder, tenants, port=0, env=None, **sections):
        sections.setdefault("cache", {"settle_window_s": 1})
        path = write_configuration(folder, tenants, **sections)
        self.program = Program("serve", "--config", path, "--listen", f"127.0.0.1:{port}",
                               addresses=1, env=env)
        self.port = self.program.ports[0]
        self.client = Client(self.port)

    def wait_until_ready(self):
        wait_until_ready(self.client)
        return self

    def stop(self):
        self.client.close()
        return self.program.stop()
