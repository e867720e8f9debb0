#include "ledger/master/supply.h"

#include <algorithm>

#include "ledger/master/detail/layout.h"
#include "ledger/master/detail/supply_rules.h"

namespace stocktrail::master {
namespace {

/// Goes up from each place once, and marks where it is on its way: it meets itself in a circle only.
class Circles {
 public:
  explicit Circles(const std::vector<Place>& places) : places_(places), seen_(places.size()) {}

  const Place* find() {
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (const Place* found = from(i)) return found;
    return nullptr;
  }

 private:
  enum class Seen : std::uint8_t { not_yet, on_the_way, done };
  struct Step {
    std::size_t place, next = 0;  // Which of its suppliers.
  };

  const Place* from(std::size_t first) {
    std::vector<Step> way;  // No recursion: a chain may be as long as a party has places.
    enter(way, first);
    while (!way.empty()) {
      Step& step = way.back();
      const auto& suppliers = places_[step.place].supplied_from;
      if (!suppliers || step.next == suppliers->size()) {
        seen_[step.place] = Seen::done;
        way.pop_back();
        continue;
      }
      const auto supplier = std::ranges::lower_bound(places_, (*suppliers)[step.next++], {}, &Place::id);
      if (supplier == places_.end() || supplier->id != (*suppliers)[step.next - 1])
        continue;  // Another party's.
      const auto at = static_cast<std::size_t>(supplier - places_.begin());
      if (seen_[at] == Seen::on_the_way) return &places_[at];
      enter(way, at);
    }
    return nullptr;
  }
  void enter(std::vector<Step>& way, std::size_t place) {
    if (seen_[place] != Seen::not_yet) return;
    seen_[place] = Seen::on_the_way;
    way.push_back({place});
  }

  const std::vector<Place>& places_;
  std::vector<Seen> seen_;
};

bool is_site(const gs1::Key& key) {
  return key.type() == gs1::KeyType::gln || key.type() == gs1::KeyType::uri;
}

}  // namespace

std::optional<std::vector<gs1::Key>> read_supplied_from(ObjectReader& reader, const gs1::Key& place) {
  if (!reader.find("suppliedFrom", json::Kind::array)) return std::nullopt;
  std::vector<gs1::Key> suppliers;
  reader.each("suppliedFrom", suppliers_per_place_max,
              [&](const json::Value& element, const std::string& path) {
                if (!element.is(json::Kind::string)) return reader.refuse_at(path, "must be a string");
                auto key = gs1::parse_key(element.string());
                if (!key) return reader.refuse_at(path, key.error().detail);
                if (!is_site(*key))
                  return reader.refuse_at(path,
                                          "must be the GLN of a site, or a URI: parts are not supplied "
                                          "apart");
                if (std::ranges::find(suppliers, *key) != suppliers.end())
                  return reader.refuse_at(path, "is given twice");
                suppliers.push_back(*std::move(key));
              });
  if (!suppliers.empty() && !is_site(place))
    reader.refuse("suppliedFrom", "is said of a site: parts are not supplied apart");
  std::ranges::sort(suppliers);
  return suppliers;
}

std::vector<Place> with_suppliers(std::vector<Place> stated, const Party* before) {
  for (Place& place : stated) {
    if (place.supplied_from) {
      if (place.supplied_from->empty()) place.supplied_from.reset();
    } else if (before != nullptr) {
      const auto old = std::ranges::find(before->places, place.id, &Place::id);
      if (old != before->places.end()) place.supplied_from = old->supplied_from;
    }
  }
  return stated;
}

const Place* supplied_from_itself(const std::vector<Place>& places) {
  return Circles(places).find();
}

void each_supplied(const gs1::Key& supplier, const TableReader& tables,
                   const std::function<bool(const gs1::Key& place)>& visit) {
  const std::string prefix = key_of(Family::supplied, supplier.text(), {});
  tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
    const auto place = gs1::parse_key(key.substr(prefix.size()));
    return !place || visit(*place);
  });
}

}  // namespace stocktrail::master
