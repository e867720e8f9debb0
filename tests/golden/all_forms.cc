#include "tests/golden/all_forms.h"

namespace stocktrail::test {
namespace {

class AllForms {
 public:
  explicit AllForms(LedgerWorld& world) : world_(world) {}

  std::string write() {
    write_full_events();
    write_parties();
    write_goods();
    write_policies();
    write_recalls();
    write_settlements();
    write_orders();
    write_reservations();
    write_a_long_history();
    write_a_full_tile();
    return fault_;
  }

 private:
  void say(const Supplier& by, std::string kind, std::string body) {
    tell(state_as(world_, by, ++number_, std::move(kind), body), body);
  }
  void operator_says(std::string kind, std::string body) { tell(world_.state(std::move(kind), body), body); }
  void tell(const Result<Receipt>& receipt, std::string_view what) {
    if (!receipt && fault_.empty()) fault_ = receipt.error().detail + " " + std::string(what);
  }

  /// Each member that is kept of an event, and each action.
  void write_full_events() {
    const std::string opened = event_of(
        R"("type":"AggregationEvent","eventTime":"2026-07-22T10:00:00.5Z","recordTime":"2026-07-22T10:00:01Z",)"
        R"("eventID":"urn:example:opened:1","action":"DELETE","bizStep":"unpacking","disposition":"in_progress",)"
        R"("persistentDisposition":{"set":["damaged"],"unset":["completeness_verified"]},"parentID":")" +
        pallet(2) + R"(","childEPCs":[")" + item(2, "2") + R"("],"childQuantityList":[{"epcClass":")" +
        lot(3, "X") + R"(","quantity":0.25,"uom":"KGM"},{"epcClass":")" + lot(1, "L1") +
        R"("}],"bizTransactionList":[{"bizTransaction":"urn:example:t:1"},{"type":"po","bizTransaction":"urn:example:t:2"}],)"
        R"("sourceList":[{"type":"possessing_party","source":")" +
        maker_.id.text() + R"("}],"destinationList":[{"type":"owning_party","destination":")" +
        shop_.id.text() + R"("}],"certificationInfo":["https://example.org/certificate"],)" +
        R"("sensorElementList":[{"sensorReport":[{"type":"Temperature","minValue":2.5,"maxValue":8,"uom":"CEL"}]}],)" +
        at(maker_));
    const std::string made = event_of(
        R"("type":"ObjectEvent","eventTime":"2026-07-22T06:40:00Z","action":"ADD","bizStep":"commissioning",)"
        R"("quantityList":[{"epcClass":")" +
        lot(2, "M2") +
        R"(","quantity":5}],"ilmd":{"cbvmda:lotNumber":"M2","cbvmda:itemExpirationDate":"2027-07-22",)"
        R"("cbvmda:bestBeforeDate":"2027-06-22","cbvmda:productionDate":"2026-07-21",)"
        R"("cbvmda:countryOfOrigin":"BE"},)" +
        at(maker_));
    const std::string mixed = event_of(
        R"("type":"TransformationEvent","eventTime":"2026-07-22T10:10:00Z","transformationID":"urn:example:mix:1",)"
        R"("inputEPCList":[")" +
        item(2, "2") + R"("],"outputEPCList":[")" + item(4, "1") + R"("],)" + at(maker_));
    const std::string taken_back = event_of(
        R"("type":"ObjectEvent","eventTime":"2026-07-22T10:20:00Z","action":"OBSERVE","eventID":"urn:example:seen:1",)"
        R"("errorDeclaration":{"declarationTime":"2026-07-22T11:00:00Z","reason":"incorrect_data",)"
        R"("correctiveEventIDs":["urn:example:opened:1"]},"epcList":[")" +
        item(2, "1") + R"("],)" + at(maker_));
    tell(world_.post(sign_events(maker_, ++number_, {opened, made, mixed, taken_back})), "full events");
  }

  void write_parties() {
    say(maker_, "party",
        R"({"id":")" + maker_.id.text() + R"(","name":"Maker","names":{"de":"Macher"},"places":[{"id":")" +
            maker_.place +
            R"(","name":"Plant","names":{"de":"Werk"},"address":{"street":"Road 1",)"
            R"("locality":"Ghent","localities":{"nl":"Gent"},"region":"VOV","postalCode":"9000","country":"BE"},)"
            R"("geo":{"latitude":51.05,"longitude":3.72},"public":true},{"id":")" +
            place(11) + R"(","name":"Store","geo":{"latitude":50.85,"longitude":-4.35},"suppliedFrom":[")" +
            maker_.place +
            R"("]}],"contact":{"name":"Desk","phone":"+32 9 1","email":"qa@maker.example","url":"https://maker.example/"}})");
    const std::string second = base64url_encode(make_supplier(12).key.public_key().bytes());
    say(maker_, "key",
        R"({"party":")" + maker_.id.text() + R"(","add":[{"kty":"OKP","crv":"Ed25519","x":")" + second +
            R"(","validFrom":"2026-07-23T00:00:00Z","validUntil":"2027-07-23T00:00:00Z"}],"revoke":[{"kid":")" +
            thumbprint(make_supplier(11).key.public_key()) +
            R"(","at":"2026-08-23T00:00:00Z","reason":"A laptop was lost."}]})");
    operator_says("key", R"({"party":")" + maker_.id.text() + R"(","revoke":[{"kid":")" +
                             thumbprint(make_supplier(11).key.public_key()) +
                             R"(","at":"2026-08-01T00:00:00Z"}]})");
  }

  void write_goods() {
    const std::string file = R"({"sha256":")" + hex_encode(sha256("file")) +
                             R"(","mediaType":"image/png","bytes":4,"name":"file.png"})";
    say(maker_, "product",
        R"({"id":")" + gtin(2) +
            R"(","name":"Cheese","names":{"de":"Käse"},"brand":"Larch","brands":{"de":"Lärche"},)"
            R"("shelfLifeDays":90,"packaging":[{"id":")" +
            gtin(20) + R"(","contains":12,"name":"Case"}],"image":)" + file +
            R"(,"facts":[{"label":"Fat","labels":{"de":"Fett"},"value":"3 %","values":{"de":"3 %"}}]})");
    operator_says("product", R"({"id":")" + gtin(3) + R"(","name":"Milk","unit":"KGM","owner":")" +
                                 maker_.id.text() + R"("})");
    for (const std::string status : {"active", "suspended", "revoked"}) {
      say(maker_, "certificate",
          R"({"id":"c-)" + status +
              R"(","kind":"test","title":"Test","titles":{"de":"Prüfung"},"issuer":"Office","issuers":{"de":"Amt"},)"
              R"("number":"7","standard":"ISO 22000","subjects":[")" +
              lot(2, "M1") + R"(",")" + maker_.place +
              R"("],"validFrom":"2026-01-01","validUntil":"2026-12-31","status":")" + status +
              R"(","file":)" + file + R"(,"public":)" + (status == "active" ? "true}" : "false}"));
    }
  }

  void write_policies() {
    operator_says("policy", R"({"id":"report","type":"reporting","party":")" + shop_.id.text() +
                                R"(","places_of":")" + maker_.id.text() + R"("})");
    operator_says("policy",
                  R"({"id":"read","type":"grant","party":")" + shop_.id.text() + R"(","role":"auditor"})");
    operator_says("policy",
                  R"({"id":"held","type":"custodial","party":")" + maker_.id.text() + R"(","revoked":true})");
  }

  void write_recalls() {
    const std::string first =
        R"({"id":"r2","issuer":")" + maker_.id.text() + R"(","goods":[{"product":")" + gtin(2) +
        R"(","lots":["M1","M2"],"serials":["1"]},{"product":")" + gtin(3) +
        R"("}],"reason":"Glass","reasons":{"de":"Glas"},"hazard":"Cuts","hazards":{"de":"Schnitte"},)"
        R"("advice":"Do not eat","advices":{"de":"Nicht essen"},"contact":{"name":"Desk","phone":"+32 2 555 01 00",)"
        R"("email":"desk@example.org","url":"https://example.org/"},"links":[{"url":"https://example.org/r2",)"
        R"("title":"Notice","titles":{"de":"Hinweis"}}],"from":"2026-07-22T10:00:00Z")";
    say(maker_, "recall", first + "}");
    say(maker_, "recall", first + R"(,"withdrawn":true})");
  }

  void write_settlements() {
    const std::string start =
        R"({"id":"AAAAAAAAAAAAAAAAAAAAAA","place":")" + shop_.place + R"(","note":"Seen.","action":)";
    say(shop_, "settlement", start + R"("assign","to":"Ann"})");
    say(shop_, "settlement", start + R"("acknowledge"})");
    say(shop_, "settlement", start + R"("settle","quantity":"1.5"})");
    say(shop_, "settlement", start + R"("reopen"})");
  }

  void write_orders() {
    say(shop_, "order",
        R"({"id":"p2","document":"urn:example:po:2","place":")" + shop_.place + R"(","supplier":")" +
            maker_.id.text() + R"(","from":")" + maker_.place +
            R"(","due":"2026-08-01","note":"Ramp 2","lines":[{"product":")" + gtin(20) +
            R"(","quantity":2,"due":"2026-08-02"},{"product":")" + gtin(3) +
            R"(","quantity":1.25,"unit":"KGM"}]})");
    say(shop_, "order", R"({"id":"p2","closed":true})");
  }

  static std::string line(unsigned product, std::string_view more) {
    return R"({"product":")" + gtin(product) + R"(","quantity":1,"places":[")" + make_supplier(1).place +
           R"("])" + std::string(more) + "}";
  }
  void write_reservations() {
    const auto reserve = [&](std::string_view id, std::string_view more) {
      say(maker_, "reservation",
          R"({"action":"reserve","id":")" + std::string(id) + R"(","lines":[)" +
              line(1, R"(,"lot":"L1","lastsUntil":"2026-08-01")") + "," + line(2, "") +
              R"(],"fill":"partly")" + std::string(more) + "}");
    };
    const auto change = [&](const std::string& action, std::string_view id, std::string_view more) {
      say(maker_, "reservation",
          R"({"action":")" + action + R"(","id":")" + std::string(id) + "\"" + std::string(more) + "}");
    };
    const std::string plant = R"({"place":")" + maker_.place + "\"";
    reserve("near", R"(,"sourcing":"nearest","near":)" + plant +
                        R"(},"channel":"web","document":"urn:example:so:1")");
    reserve("point", R"(,"sourcing":"nearest","near":{"latitude":51,"longitude":-3.5})");
    reserve("far", R"(,"sourcing":"nearest","distances":[)" + plant + R"(,"distance":12.5}])");
    reserve("cheap", R"(,"sourcing":"cheapest","costs":[)" + plant +
                         R"(,"parcel":4.5,"unit":0.25,"risk":{"stock":3,"price":2}}])");
    reserve("few", R"(,"sourcing":"fewest_places","holdSeconds":60)");
    change("commit", "near", R"(,"request":"c1","lines":[{"line":0,"quantity":1}])");
    change("fulfil", "near", R"(,"request":"f1","lines":[{"line":0,"quantity":1}])");
    change("release", "point", "");
    change("extend", "far", R"(,"holdSeconds":7200)");
    say(maker_, "reservation",
        R"({"action":"withdraw","party":")" + maker_.id.text() + R"(","id":"cheap","places":[")" +
            maker_.place + R"("],"reason":"Damaged."})");
    say(shop_, "reservation",
        R"({"action":"expect","document":"urn:example:desadv:1","due":"2026-07-24T08:00:00Z"})");
    say(maker_, "reservation", R"({"action":"keep","channel":"shop","lines":[)" + line(1, "") + "]}");
  }

  /// So many rows touch one cell that its page closes, and one comes late.
  void write_a_long_history() {
    const auto sold = [&](unsigned second) {
      const std::string time =
          "2026-07-22T09:00:" + std::string(second < 10 ? "0" : "") + std::to_string(second);
      return event_of(R"("type":"ObjectEvent","eventTime":")" + time +
                      R"(Z","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",)"
                      R"("quantityList":[{"epcClass":")" +
                      lot(1, "L1") + R"(","quantity":1}],)" + at(maker_));
    };
    std::vector<std::string> events;
    for (unsigned second = 1; second <= 35; ++second) events.push_back(sold(second));
    tell(world_.post(sign_events(maker_, ++number_, events)), "sales");
    tell(world_.post(sign_events(maker_, ++number_, {sold(0)})), "a late sale");
  }

  void write_a_full_tile() {
    while (to_u64(world_.ledger->view()->checkpoint().size) <= 256)
      operator_says("product", R"({"id":")" + gtin(9) + R"(","name":"Salt"})");
  }

  LedgerWorld& world_;
  const Supplier maker_ = make_supplier(1), shop_ = make_supplier(2);
  std::uint64_t number_ = 100;
  std::string fault_;
};

}  // namespace

std::string write_all_forms(LedgerWorld& world) {
  return AllForms(world).write();
}

}  // namespace stocktrail::test
