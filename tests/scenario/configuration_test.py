"""`slotgate config` and what a wrong configuration gets: file, line, key, and exit code 2."""

import os
import subprocess
import unittest

from configuration import KEY, SECRET, tenant, write_configuration
from harness import BINARY, DEADLINE, ScenarioTest


def slotgate(*arguments, **env):
    """Runs it to its end, without any SLOTGATE_ variable but those of `env`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SLOTGATE_")}
    return subprocess.run([BINARY, *map(str, arguments)], env={**clean, **env}, text=True,
                          capture_output=True, timeout=DEADLINE, stdin=subprocess.DEVNULL)


class ConfigurationTest(ScenarioTest):
    def setUp(self):
        self.here = self.folder()

    def write(self, tenants=None, **sections):
        return write_configuration(self.here, [tenant()] if tenants is None else tenants,
                                   **sections)

    def refuse(self, path, *words, **env):
        """Neither `config` nor `serve` takes it, and both say why, in the same words."""
        for command in (("config", "--config", path), ("serve", "--config", path)):
            ended = slotgate(*command, **env)
            self.assertEqual(ended.returncode, 2, ended)
            self.assertEqual(ended.stdout, "")
            for word in words:
                self.assertIn(word, ended.stderr)

    def test_a_valid_file(self):
        """A file without mistakes is called valid."""
        ended = slotgate("config", "--config", self.write())
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertIn("valid, 1 tenant(s)", ended.stdout)

    def test_print(self):
        """T5: every setting in force is printed, secrets are not."""
        path = self.write([tenant(base_url="https://cal.example/v2/", hosts=["a.example"])],
                          cache={"lifetime_s": 120})
        ended = slotgate("config", "--config", path, "--print")
        self.assertEqual(ended.returncode, 0, ended)
        for line in ("lifetime_s = 120", "lifetime_empty_s = 60", "settle_window_s = 3",
                     "days_max = 1000000", 'listen = "127.0.0.1:8080"', "threads = 0",
                     'level = "info"', 'name = "practice"', 'base_url = "https://cal.example"',
                     'hosts = ["a.example"]', 'api_key = "(set)"', 'webhook_secret = "(set)"'):
            self.assertIn(line, ended.stdout.splitlines())
        self.assertNotIn(KEY, ended.stdout + ended.stderr)
        self.assertNotIn(SECRET, ended.stdout + ended.stderr)

    def test_the_environment_overrides(self):
        """Every key has a variable that wins over the file."""
        path = self.write([tenant("north-side")], cache={"lifetime_s": 120})
        ended = slotgate("config", "--config", path, "--print", SLOTGATE_CACHE_LIFETIME_S="45",
                         SLOTGATE_SERVER_LISTEN="0.0.0.0:99", SLOTGATE_LOG_LEVEL="warning",
                         SLOTGATE_TENANT_NORTH_SIDE_BASE_URL="http://cal.local",
                         SLOTGATE_TENANT_NORTH_SIDE_HOSTS="a.example,b.example")
        for line in ("lifetime_s = 45", 'listen = "0.0.0.0:99"', 'level = "warning"',
                     'base_url = "http://cal.local"', 'hosts = ["a.example", "b.example"]'):
            self.assertIn(line, ended.stdout.splitlines())

    def test_a_wrong_variable(self):
        """A variable that cannot be read is named."""
        self.refuse(self.write(), "SLOTGATE_CACHE_LIFETIME_S", "whole seconds",
                    SLOTGATE_CACHE_LIFETIME_S="soon")

    def test_mistakes_name_file_line_and_key(self):
        """A mistake is told with file, line and key, and nothing starts."""
        for section, key, value in (("cache", "lifetime_s", 0), ("cache", "lifetime_s", "long"),
                                    ("server", "listen", "somewhere"), ("server", "threads", -1),
                                    ("log", "level", "loud"), ("cache", "lifespan", 300),
                                    ("cash", "lifetime_s", 300)):
            with self.subTest(section=section, key=key, value=value):
                path = self.write(**{section: {key: value}})
                self.refuse(path, f"{path}:2: {section}.{key}: ")

    def test_a_mistake_in_a_tenant(self):
        """T5: unknown keys and secrets that stand in the file itself are refused, not shown."""
        path = self.write([tenant(key=None)])
        for line, words in (('colour = "red"', "colour: "), ('base_url = "cal.com"', "base_url: "),
                            ('api_key = "cal_in_plain_sight"', "api_key: secrets do not stand"),
                            ('api_key_file = "/nowhere/at.all"', "api_key_file: ")):
            with self.subTest(line):
                wrong = self.here / "wrong.toml"
                good = [other for other in path.read_text().splitlines()
                        if not other.startswith(line.split(" ")[0])]
                wrong.write_text("\n".join([*good, line]) + "\n")
                self.refuse(wrong, f"{wrong}:{len(good) + 1}: {words}")
                ended = slotgate("config", "--config", wrong)
                self.assertNotIn("cal_in_plain_sight", ended.stderr)

    def test_not_toml(self):
        """What is not TOML is refused with its line."""
        path = self.here / "broken.toml"
        path.write_text('[server]\nlisten = "127.0.0.1:80\n')
        self.refuse(path, f"{path}:2: ")

    def test_no_webhook_secret(self):
        """W1: a tenant without a webhook secret does not start."""
        path = self.write([tenant(secret=None)])
        self.refuse(path, str(path), "practice", "webhook_secret_file",
                    "SLOTGATE_TENANT_PRACTICE_WEBHOOK_SECRET")
        self.refuse(self.write([tenant(secret="")]), "webhook_secret_file: the file must hold")


    def test_a_secret_from_the_environment(self):
        """W1, T5: a secret may come from the environment instead of a file."""
        path = self.write([tenant(secret=None)])
        ended = slotgate("config", "--config", path, "--print",
                         SLOTGATE_TENANT_PRACTICE_WEBHOOK_SECRET="from-the-environment")
        self.assertEqual(ended.returncode, 0, ended)
        self.assertIn('webhook_secret = "(set)"', ended.stdout)
        self.assertNotIn("from-the-environment", ended.stdout)

    def test_several_tenants(self):
        """T2: with several tenants it must be clear whose a request and a webhook are."""
        two = [tenant("south", hosts=["s.example"], key="cal_south"),
               tenant("north", hosts=["n.example"], key="cal_north")]
        self.refuse(self.write(two), "webhook.tenant")
        self.refuse(self.write(two, webhook={"tenant": "east"}), "webhook.tenant", "'east'")
        ended = slotgate("config", "--config", self.write(two, webhook={"tenant": "north"}))
        self.assertEqual(ended.returncode, 0, ended)
        same_host = [two[0], {**two[1], "hosts": ["s.example"]}]
        self.refuse(self.write(same_host, webhook={"tenant": "north"}), "'s.example'")
        same_name = [two[0], {**two[1], "name": "south"}]
        self.refuse(self.write(same_name, webhook={"tenant": "south"}), "'south'")
        same_key = [two[0], {**two[1], "key": "cal_south"}]
        self.refuse(self.write(same_key, webhook={"tenant": "north"}), "API key of tenant 'north'")
        nobody = [two[0], tenant("north", key=None)]
        self.refuse(self.write(nobody, webhook={"tenant": "south"}), "'north'", "hosts")
        self.refuse(self.write([]), "[[tenants]]")

    def test_branches_and_credentials(self):
        """T2: branches, services and credentials are checked, and printed without tokens."""
        branch = {"id": "bonn", "time_zone": "Europe/Berlin",
                  "services": [{"id": "checkup", "event_type_id": 1}]}
        agent = {"name": "agent", "token": "sgk_0123456789abcdefghij", "branch": "bonn",
                 "grants": ["availability"]}
        one = tenant(branches=[branch], credentials=[agent])
        ended = slotgate("config", "--config", self.write([one]), "--print")
        self.assertEqual(ended.returncode, 0, ended)
        for line in ("[[tenants.branches.services]]", "event_type_id = 1", 'branch = "bonn"',
                     'grants = ["availability"]', 'token = "(set)"'):
            self.assertIn(line, ended.stdout.splitlines())
        self.assertNotIn("sgk_", ended.stdout + ended.stderr)
        self.refuse(self.write([{**one, "branches": [{**branch, "time_zone": "Mars/Olympus"}]}]),
                    "slotgate.toml:", "branch 'bonn'", "'Mars/Olympus'")
        self.refuse(self.write([{**one, "credentials": [{**agent, "grants": ["all"]}]}]),
                    "slotgate.toml:", "grants: must be some of")

    def test_the_command_line(self):
        """A wrong command line ends with 2 as well, a file that is not there with 1."""
        for arguments in ((), ("fly",), ("config", "--wrong"), ("serve", "--liste", "x"),
                          ("serve", "--listen", "nowhere"),
                          ("serve", "--config", "a", "--scenario", "b")):
            with self.subTest(arguments):
                ended = slotgate(*arguments)
                self.assertEqual(ended.returncode, 2, ended)
                self.assertNotEqual(ended.stderr, "")
        ended = slotgate("config", "--config", self.here / "absent.toml")
        self.assertEqual(ended.returncode, 1, ended)
        self.assertIn("absent.toml", ended.stderr)

    def test_without_a_file(self):
        """Without a file the defaults and the environment are printed."""
        ended = slotgate("config", "--print")
        self.assertEqual(ended.returncode, 0, ended)
        self.assertIn('listen = "127.0.0.1:8080"', ended.stdout)

    def test_a_wrong_scenario(self):
        """A scenario's mistake is told with file and place."""
        path = self.here / "world.json"
        path.write_text('{"users": [{"id": 1, "username": "a", "email": "a@b.example", '
                        '"timeZone": "Mars/Olympus"}]}')
        for command in (("serve", "--sim-listen", "127.0.0.1:0"), ("calcom-sim",)):
            ended = slotgate(*command, "--listen", "127.0.0.1:0", "--scenario", path)
            self.assertEqual(ended.returncode, 2, ended)
            self.assertIn("world.json", ended.stderr)
            self.assertIn("users[0].timeZone", ended.stderr)


if __name__ == "__main__":
    unittest.main()
