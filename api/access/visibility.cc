#include "api/access/visibility.h"

#include <algorithm>

#include "ledger/inventory/sellable.h"
#include "ledger/master/place_history.h"

namespace stocktrail::api {
namespace {

bool is_place_of(const gs1::Key& place, std::string_view party, const TableReader& tables) {
  const auto found = master::place_or_whole(place, tables);
  return found && found->party.text() == party;
}

/// What others report at a place is its party's to read.
bool reads_at(const gs1::Key& place, EventRef event, std::string_view party, const TableReader& tables) {
  return master::reads_place(party, place, statement_of(event), tables);
}

/// One step up and down: where it happened, from whom and to whom.
bool names_party(const StatedEvent& stated, std::string_view party, const TableReader& tables) {
  if (party.empty()) return false;
  const epcis::Event& event = stated.event;
  const auto reads = [&](const gs1::Key& place) { return reads_at(place, stated.ref, party, tables); };
  const auto is_own = [&](const epcis::SourceDest& s) { return s.value.text() == party || reads(s.value); };
  return (event.read_point && reads(*event.read_point)) ||
         (event.biz_location && reads(*event.biz_location)) || std::ranges::any_of(event.sources, is_own) ||
         std::ranges::any_of(event.destinations, is_own);
}

bool speaks_for_party(const Principal& principal) {
  return principal.role == Role::party || principal.role == Role::operator_;
}

}  // namespace

Codes codes_of(const gs1::Key& code) {
  Codes codes{code.text()};
  if (const auto lot = code.lot_key()) codes.insert(lot->text());
  if (const auto product = code.product_key()) codes.insert(product->text());
  return codes;
}

bool shows_all_of(const Principal& principal, std::string_view issuer) {
  return principal.role == Role::auditor || (speaks_for_party(principal) && principal.party == issuer);
}

StatedEvent stated_event(const Statement& statement, EventRef ref, const epcis::Event& event) {
  const std::size_t position = position_of(ref);
  return {.ref = ref,
          .issuer = statement.issuer(),
          .event = event,
          .text = statement.events()[position],
          .cuts = EventCuts::of(statement, position)};
}

bool names_reader(const Principal& principal, const query::EventFacts& facts, const TableReader& tables) {
  if (!speaks_for_party(principal) || principal.party.empty()) return false;
  const auto is_own_place = [&](const std::string& place) {
    const auto key = place.empty() ? Result<gs1::Key>(fail(ErrorCode::not_found, "")) : gs1::parse_key(place);
    return key && reads_at(*key, facts.ref, principal.party, tables);
  };
  return is_own_place(facts.read_point) || is_own_place(facts.biz_location) ||
         std::ranges::any_of(facts.partners, [&](const std::string& partner) {
           return partner == principal.party || is_own_place(partner);
         });
}

EventSight sight_of(const Principal& principal, const StatedEvent& stated, const Codes& codes,
                    const TableReader& tables) {
  const bool whole = shows_all_of(principal, stated.issuer) ||
                     (speaks_for_party(principal) && names_party(stated, principal.party, tables));
  return whole ? EventSight::whole() : public_sight(stated, codes, tables);
}

bool shows_statement(const Principal& principal, const Statement& statement) {
  ST_CHECK(statement.kind() != "events");
  if (shows_all_of(principal, statement.issuer())) return true;
  const json::Value body = statement.body();
  const auto is_false = [](const std::optional<json::Value>& v) {
    return v && v->is(json::Kind::boolean) && !v->boolean();
  };
  const auto is_true = [](const std::optional<json::Value>& v) {
    return v && v->is(json::Kind::boolean) && v->boolean();
  };
  if (statement.kind() == "policy") return false;
  if (statement.kind() == "certificate") return !is_false(body.find("public"));
  if (statement.kind() == "party") {
    if (body.find("contact")) return false;
    const auto places = body.find("places");
    if (!places || !places->is(json::Kind::array)) return true;
    for (const json::Value place : places->elements()) {
      if (!is_true(place.find("public")) || place.find("suppliedFrom")) return false;
    }
    return true;
  }
  return statement.kind() == "key" || statement.kind() == "product" || statement.kind() == "recall";
}

bool shows_place(const Principal& principal, const gs1::Key& owner, const master::Place& place) {
  return place.is_public || principal.role == Role::auditor || principal.party == owner.text();
}

bool names_hidden_place(const master::Certificate& certificate, const TableReader& tables) {
  return std::ranges::any_of(certificate.subjects, [&](const gs1::Key& subject) {
    const bool is_place = subject.type() == gs1::KeyType::gln || subject.type() == gs1::KeyType::sgln;
    const auto found = master::place(subject, tables);  // Of a URI only this tells that it is a place.
    return found ? !found->place.is_public : is_place;
  });
}

bool shows_certificate(const Principal& principal, const master::Certificate& certificate) {
  return certificate.is_public || shows_all_of(principal, certificate.stated_by);
}

EventRef reads_from(const Principal& principal, std::string_view place, const TableReader& tables) {
  const auto key = principal.role == Role::auditor ? fail(ErrorCode::not_found, "") : gs1::parse_key(place);
  const auto found = key ? master::place_or_whole(*key, tables) : std::nullopt;
  return found && found->party.text() == principal.party ? event_ref(found->reads_from, 0) : EventRef{};
}

bool reads_book(const Principal& principal, const std::string& place, const inventory::Good& good,
                const TableReader& tables) {
  const std::uint64_t begin = statement_of(reads_from(principal, place, tables));
  return begin == 0 || good.product.empty() ||
         inventory::known_since(books::place_of(place).site, good, tables) >= begin;
}

bool shows_account(const Principal& principal, const inventory::Account& account, const TableReader& tables) {
  if (principal.role == Role::auditor) return true;
  if (principal.role == Role::anyone || principal.party.empty()) return false;
  const auto is_own = [&](const std::string& text) {
    if (text.empty()) return false;
    if (text == principal.party) return true;
    const auto key = gs1::parse_key(text);
    return key && is_place_of(*key, principal.party, tables);
  };
  return is_own(account.place) || is_own(account.from);
}

}  // namespace stocktrail::api
