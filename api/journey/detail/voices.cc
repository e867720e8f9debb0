#include "api/journey/detail/voices.h"

#include "api/journey/public_journey.h"
#include "api/journey/stated_recalls.h"
#include "ledger/inventory/lots.h"

namespace stocktrail::api {

bool makes(const trace::Touch& touch, const query::EventFacts& event) {
  if (touch.ahead || touch.declared_error || touch.declares_error) return false;
  if (touch.role == trace::Role::output) return true;
  const bool is_new = event.type == epcis::EventType::object && event.action == epcis::Action::add;
  return is_new && (!event.biz_step || event.biz_step->is("commissioning") ||
                    event.biz_step->is("creating_class_instance"));
}

const std::string& Voices::owner_of(const gs1::Key& key) {
  const auto [at, is_new] = owners_.try_emplace(key);
  const auto product_key = is_new ? key.product_key() : std::nullopt;
  const auto product = product_key ? master::product(*product_key, reader_.tables()) : std::nullopt;
  if (product) at->second = product->owner;
  return at->second;
}

/// The first event in the log that made `key`, or an item of this lot, and was found among as many as may be
/// read.
std::optional<trace::Touch> Voices::first_making(const gs1::Key& key, trace::Naming naming) {
  bool may_read = true;
  const auto is_making = [&](const trace::Touch& touch) {
    may_read = may_read && reader_.events_read() <= 2 * JourneyLimits().journey_opened_max;
    const FactsPtr facts = may_read ? reader_.facts(touch.event) : nullptr;
    return facts != nullptr && makes(touch, *facts);
  };
  const trace::FirstMaking first =
      trace::first_making(key, naming, JourneyLimits().journey_read_max, reader_.tables(), is_making);
  if (!first.complete || !may_read) complete_ = false;
  return first.touch;
}

/// The issuer of the first event in the log that made `key`: event times are what issuers say they are.
const std::optional<IssuerTag>& Voices::maker_of(const gs1::Key& key) {
  const auto [at, is_new] = makers_.try_emplace(key);
  std::optional<IssuerTag>& maker = at->second;
  if (!is_new) return maker;
  const auto itself = first_making(key, trace::Naming::itself);
  const auto of_item = key.type() == gs1::KeyType::lgtin ? first_making(key, trace::Naming::item_of_lot)
                                                         : std::optional<trace::Touch>();
  if (itself && !(of_item && of_item->event < itself->event)) maker = itself->issuer;
  if (of_item && !maker) maker = of_item->issuer;
  return maker;
}

bool Voices::is_authority(const IssuerTag& issuer, EventRef event) {
  const auto known = authorities_.find(issuer);
  if (known != authorities_.end()) return known->second;
  const FactsPtr facts = reader_.facts(event);
  if (facts == nullptr) {  // Erased: it cannot be told who stated it.
    complete_ = false;
    return false;
  }
  const auto id = gs1::parse_key(facts->source.issuer);
  const auto party = id ? master::party(*id, reader_.tables()) : std::nullopt;
  const bool is_one = party && (party->has_role("authority") || party->has_role("operator"));
  return authorities_.emplace(issuer, is_one).first->second;
}

trace::Voice Voices::voice_of(const gs1::Key& of, const IssuerTag& issuer, EventRef event) {
  const std::string& owner = owner_of(of);
  if (!owner.empty() && issuer_tag(owner) == issuer) return trace::Voice::owner;
  if (is_authority(issuer, event)) return trace::Voice::authority;
  return speaks_for(of, owner, issuer) ? trace::Voice::maker : trace::Voice::none;
}

/// For what has no lot, and so no card in the books, only the first maker speaks.
bool Voices::speaks_for(const gs1::Key& of, const std::string& owner, const IssuerTag& issuer) {
  const auto lot = of.type() == gs1::KeyType::lgtin ? of : trace::lot_of(of, reader_.tables());
  if (!lot) return owner.empty() && maker_of(of) == issuer;
  const auto [known, is_new] = speakers_.try_emplace(*lot);
  if (const auto product = lot->product_key(); is_new && product)
    for (const std::string& party : inventory::speakers(counted_product(*product, reader_.tables()).text(),
                                                        std::string(lot->lot()), reader_.tables()))
      known->second.insert(issuer_tag(party));
  return known->second.contains(issuer);
}

}  // namespace stocktrail::api
