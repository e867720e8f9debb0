"""Chains in one line an event, as a test tells them: "MK 2T08:00 shipping @MK >A L1=60". Who tells, day of January 2022 and time
(with an offset if it is not UTC), then in any order
  @A r@A b@A    place (r: readPoint only, b: bizLocation only); A.shelf is a part of A     >A >A(party)  destination     <MK  source
  L1=60 =60     lot, quantity (? is not told, 5KGM has a unit)    F/F1=3  of product F    #d1  despatch advice    po:1  order
  s:1 s:1/L1 s:F.1    an item (and the lot that ilmd tells; of product F)    box:P1  a pallet (SSCC)  box:C1  a cage (GRAI)
  in:P1 out:P1 see:P1 an aggregation to, from or at a pallet of what else is told    makes  what stands before it becomes what stands after it
  set:recalled unset:recalled    exp:10  expires on day 10    id:7  an id of its own    noid  none
business step, disposition, ADD, OBSERVE or DELETE; "void" in front of the line declares that event an error."""

import datetime
import re
import uuid

from worlds import GS1

STEPS = set("""accepting arriving assembling collecting commissioning consigning cycle_counting decommissioning departing destroying disassembling dispensing
    holding inspecting installing loading other packing picking receiving removing repackaging reserving retail_selling sampling shipping stock_taking stocking storing
    transporting unloading unpacking void_shipping""".split())
AGGREGATIONS = {"in": "ADD", "out": "DELETE", "see": "OBSERVE"}


def check_digit(digits):
    return digits + str(-sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))) % 10)


class Tale:
    """The identifiers of one world, by the names that its lines use, under one company prefix."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.numbers = {}
        self.names, self.products = {}, {}

    def number(self, name, digits):
        return f"{self.numbers.setdefault(name, len(self.numbers)):0{digits}}"

    def gln(self, name):
        return check_digit(self.prefix + self.number(name, 5))

    def party(self, name):
        key = f"{GS1}/417/{self.gln(name)}"
        self.names[key] = f"{name}(party)"
        return key

    def place(self, name):
        if name.endswith("(party)"):
            return self.party(name.removesuffix("(party)"))
        site, _, part = name.partition(".")
        key = f"{GS1}/414/{self.gln(site)}" + (f"/254/{part}" if part else "")
        self.names[key] = name
        return key

    def product(self, name):
        key = f"{GS1}/01/0{check_digit(self.prefix + self.number('product ' + name, 5))}"
        self.products[key] = name
        return key

    def box(self, name):
        return f"{GS1}/8003/0{check_digit(self.prefix + '00000')}{name}" if name[0] == "C" else f"{GS1}/00/{check_digit('0' + self.prefix + self.number('box ' + name, 9))}"

    def item(self, name):
        product, _, serial = name.rpartition(".")
        return f"{self.product(product or 'P')}/21/{serial}"

    def quantity(self, token):
        goods, _, number = token.partition("=")
        product, _, lot = goods.rpartition("/")
        amount, unit = re.fullmatch(r"([\d.]+|\?)([A-Z0-9]*)", number).groups()
        element = {"epcClass": self.product(product or "P") + (f"/10/{lot}" if lot else "")}
        if amount != "?":
            element["quantity"] = float(amount) if "." in amount else int(amount)
        return {**element, "uom": unit} if unit else element

    def told(self, line):
        """Who tells, and the event."""
        words = line.split()
        is_void = words[0] == "void"
        who, moment, *tokens = words[is_void:]
        day, clock, offset = re.fullmatch(r"(\d+)T(\d\d:\d\d(?::\d\d)?)([+-]\d\d:\d\d)?", moment).groups()
        date = datetime.date(2022, 1, 1) + datetime.timedelta(days=int(day) - 1)
        clock += ":00" * (clock.count(":") == 1)
        event = {"type": "ObjectEvent", "eventTime": f"{date}T{clock}{offset or 'Z'}", "eventTimeZoneOffset": offset or "+00:00", "action": "OBSERVE",
                 "eventID": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, self.prefix + ' '.join(words[is_void:]))}"}
        goods = {"before": ([], []), "after": ([], [])}
        side = "before"
        for token in tokens:
            side = "after" if token == "makes" else side
            self.add(event, *goods[side], token)
        self.add_goods(event, goods)
        if is_void:
            event["errorDeclaration"] = {"declarationTime": f"{date + datetime.timedelta(days=1)}T00:00:00Z", "reason": "did_not_occur"}
        return who, event

    def add_goods(self, event, goods):
        names = {"ObjectEvent": ("epcList", "quantityList"), "AggregationEvent": ("childEPCs", "childQuantityList"),
                 "TransformationEvent": ("inputEPCList", "inputQuantityList")}[event["type"]]
        for name, elements in zip((*names, "outputEPCList", "outputQuantityList"), (*goods["before"], *goods["after"]), strict=True):
            if elements:
                event[name] = elements

    def add(self, event, epcs, quantities, token):
        kind, _, name = token.partition(":")
        if found := re.fullmatch(r"([rb]?)@(.+)", token):
            for where in {"r": ["readPoint"], "b": ["bizLocation"]}.get(found[1], ["readPoint", "bizLocation"]):
                event[where] = {"id": self.place(found[2])}
        elif token[0] in "<>":
            end = "source" if token[0] == "<" else "destination"
            event.setdefault(f"{end}List", []).append({"type": "owning_party" if token.endswith("(party)") else "location", end: self.place(token[1:])})
        elif token[0] == "#" or kind == "po":
            event.setdefault("bizTransactionList", []).append({"type": "po" if kind == "po" else "desadv", "bizTransaction": f"urn:x:{self.prefix}:{token}"})
        elif "=" in token:
            quantities.append(self.quantity(token))
        elif kind == "s":
            item, _, lot = name.partition("/")
            epcs.append(self.item(item))
            if lot:
                event.setdefault("ilmd", {})["cbvmda:lotNumber"] = lot
        elif kind == "box":
            epcs.append(self.box(name))
        elif kind in AGGREGATIONS:
            event.update(type="AggregationEvent", action=AGGREGATIONS[kind], parentID=self.box(name))
        elif kind in ("set", "unset"):
            event.setdefault("persistentDisposition", {}).setdefault(kind, []).append(name)
        elif kind == "exp":
            event.setdefault("ilmd", {})["cbvmda:itemExpirationDate"] = f"{datetime.date(2022, 1, 1) + datetime.timedelta(days=int(name) - 1)}"
        elif kind == "id":
            event["eventID"] = f"urn:x:{self.prefix}:{name}"
        else:
            self.add_word(event, token)

    def add_word(self, event, token):
        if token == "noid":
            del event["eventID"]
        elif token == "makes":
            event["type"] = "TransformationEvent"
            del event["action"]
        elif token in ("ADD", "OBSERVE", "DELETE"):
            event["action"] = token
        elif token in STEPS:
            event["bizStep"] = token
            if token == "commissioning":
                event["action"] = "ADD"
        else:
            event["disposition"] = token
