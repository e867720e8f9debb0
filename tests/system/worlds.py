"""Worlds of parties over HTTP: admitted with their places, each with a token with which it captures events."""

import itertools

from clients import Client, PartyTest, document, quote

GS1 = "https://id.gs1.org"


def prefixes():
    """Company prefixes of GS1's demonstration range with the check digits of 9520000: the digits after it may stay."""
    for digits in range(1, 10_000):
        a, b, c, d = (digits // 1000, digits // 100 % 10, digits // 10 % 10, digits % 10)
        if (3 * a + b + 3 * c + d) % 10 == 0:
            yield f"952{digits:04}"


class World:
    """Parties on one server, which may have other worlds, too, with identifiers of their own."""

    policies = itertools.count(1)

    def __init__(self, server, operator_token):
        self.server = server
        self.operator = Client(server.address, operator_token)
        self.clients = {}

    def told(self, answer, status):
        if answer.status != status:
            raise AssertionError(f"{answer.status} and not {status}: {answer.body.decode()}")
        return answer

    def policy(self, kind, **members):
        self.told(self.operator.post("/policies", {"id": f"{kind}-{next(World.policies)}", "type": kind, **members}), 201)

    def token(self, party, role):
        return self.told(self.operator.post("/tokens", {"role": role, "party": party, "label": role}), 201).json()["token"]

    def state(self, party, name, places, role="manufacturer"):
        """Admits it, or states its places anew; `places` are public, by key with their names."""
        claim = {"id": party, "name": name, "roles": [role], "places": [{"id": place, "name": text, "public": True} for place, text in places.items()]}
        self.told(self.operator.post("/parties", claim), 201)

    def admit(self, party, name, places):
        self.state(party, name, places)
        self.policy("custodial", party=party)
        self.clients[party] = Client(self.server.address, self.token(party, "party"))

    def capture(self, party, *events, created="2022-01-02T12:00:00Z"):
        """One document; gives the answer, whatever it is."""
        return self.clients[party].post("/epcis/capture", {**document(*events), "creationDate": created}, "application/ld+json")


def pages(reader, path, name):
    """All rows of a list in pages."""
    rows, cursor = [], ""
    while True:
        answer = reader.get(path + cursor)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body.decode()}"
        page = answer.json()
        rows += page[name]
        if "next" not in page:
            return rows
        cursor = "&cursor=" + quote(page["next"])


def goods_text(row, products):
    """"L1=60"; of several products "F/L1=60", and with a unit "L1=0.5KGM"."""
    product = f"{products.get(row['product'], row['product'])}/" if len(products) > 1 else ""
    return f"{product}{row.get('lot', '')}={row['quantity'].normalize():f}{row.get('unit', '')}"


def positions_text(rows, names, products):
    """"sellable@A L1=60; way:sellable@A<-MK L1=40", sorted, of what is on hand or on its way; `names` of places, and of
    `products` if they are several."""
    parts = []
    for row in rows:
        if row["account"] not in ("on_hand", "in_transit"):
            continue
        place, source = (names.get(row.get(end, ""), row.get(end, "")) for end in ("place", "from"))
        where = f"way:{row['status']}@{place}<-{source}" if row["account"] == "in_transit" else f"{row['status']}@{place}"
        parts.append(f"{where} {goods_text(row, products)}")
    return "; ".join(sorted(parts))


def discrepancies_text(rows, names, products):
    """"not_received@A L1=40", sorted."""
    return "; ".join(sorted(f"{row['kind']}@{names.get(row.get('place', ''), row.get('place', ''))}" + (f" {goods_text(row, products)}" if "quantity" in row else "")
                            for row in rows))


class WorldsTest(PartyTest):
    """A server for many worlds, with an auditor who sees all of them."""

    def start_worlds(self):
        self.server = self.start()
        self.operator_token = (self.server.data / "operator.token").read_text().strip()
        self.operator_id = next(party["id"] for party in pages(Client(self.server.address), "/parties?limit=1000", "parties") if "operator" in party["roles"])
        auditor = f"{GS1}/417/9521321000001"
        self.admit(self.server, auditor, "auditor", role="auditor")
        self.auditor_token = self.token(self.server, auditor, "auditor")

    def state_product(self, claim):
        """By the operator, whose key the server holds."""
        path = self.write(f"{claim['id'][-14:]}.json", claim)
        self.run_cli("product", "add", "--from", path, "--party", self.operator_id, "--key", self.server.data / "keys" / "operator.key", server=self.server)

    def stop_and_audit(self):
        """All is replayed, and every table compared."""
        self.assertEqual(self.server.stop(), 0)
        self.run_cli("audit", self.server.data)
