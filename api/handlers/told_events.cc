#include "api/handlers/told_events.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/books/advice.h"
#include "ledger/engine/fold_input.h"
#include "ledger/master/master.h"
#include "ledger/state/event_index.h"

namespace stocktrail::api {
namespace {

/// What the events of a statement name, and nobody registered, as far as the issuer may know: a hidden place
/// of others is told as one that nobody has. Most of the events name the same again.
class Unregistered {
 public:
  Unregistered(const gs1::Key& issuer, const TableReader& tables) : issuer_(issuer), tables_(tables) {}

  std::vector<std::string> hints_on(const epcis::Event& event) {
    std::vector<std::string> hints;
    const std::vector<std::string> sites = books::sites_of(event);
    for (const std::string& site : sites)
      if (!is_known(site))
        hints.push_back(
            site +
            " is neither a public place nor one of yours: if its number is wrong, the goods are in "
            "nobody's books.");
    if (sites.empty()) return hints;
    for (const epcis::What* what : {&event.objects, &event.outputs}) {
      for (const gs1::Key& epc : what->epcs) look_at(epc, hints);
      for (const epcis::QuantityElement& element : what->quantities) look_at(element.epc_class, hints);
    }
    return hints;
  }

 private:
  std::optional<master::PlaceOwner> place(const std::string& text) const {
    const auto key = gs1::parse_key(text);
    return key ? master::place_or_whole(*key, tables_) : std::nullopt;
  }
  /// It is a public place, or one at which the issuer may report.
  bool is_known(const std::string& site) {
    const auto [known, is_new] = known_.try_emplace(site, false);
    if (is_new) {
      const auto at = place(site);
      known->second =
          at && (at->place.is_public || master::may_report_at(issuer_, *gs1::parse_key(site), tables_));
    }
    return known->second;
  }
  /// A GTIN-13 and a GLN look the same.
  void look_at(const gs1::Key& thing, std::vector<std::string>& hints) {
    const std::string gtin(thing.ai("01"));
    if (!gtin.starts_with('0')) return;
    const auto [known, is_new] = places_.try_emplace(gtin, false);
    if (!is_new && !known->second) return;
    if (is_new) {
      const auto at = place("https://id.gs1.org/414/" + gtin.substr(1));
      const auto product = gs1::parse_key("https://id.gs1.org/01/" + gtin);
      known->second = at && (at->place.is_public || at->party == issuer_) && product &&
                      !master::product(*product, tables_);
    }
    const std::string hint = gtin.substr(1) + " is the GLN of a place, and no registered product.";
    if (known->second && std::ranges::find(hints, hint) == hints.end()) hints.push_back(hint);
  }

  const gs1::Key& issuer_;
  const TableReader& tables_;
  std::map<std::string, bool> known_, places_;  // Sites; GTINs that are taken for places.
};

std::string hint_on(const epcis::Event& event, Unregistered& unregistered) {
  std::string hint(books::advice_on(event));
  for (const std::string& one : unregistered.hints_on(event)) hint += (hint.empty() ? "" : " ") + one;
  return hint;
}

void write_place(json::Writer& w, EventRef ref) {
  w.begin_object().key("statement").number(statement_of(ref));
  w.key("event").number(std::uint64_t{position_of(ref)}).end_object();
}

}  // namespace

Result<std::vector<ToldEvent>> told_events(const View& view, LeafIndex index) {
  // Nothing is folded of a kind that this program does not know.
  if (!view.tables().get(Table::inputs, packed_ref(event_ref(to_u64(index), 0))))
    return std::vector<ToldEvent>();
  const auto inputs = read_inputs(index, 1, view.tables());
  if (!inputs) return std::unexpected(inputs.error());
  const FoldInput& input = inputs->front();
  const IssuerTag issuer = issuer_tag(input.issuer.text());
  Unregistered unregistered(input.issuer, view.tables());
  std::vector<ToldEvent> events;
  for (const epcis::Event& event : input.events) {
    const EventRef ref = event_ref(to_u64(index), static_cast<unsigned>(events.size()));
    Told told = told_of(event, issuer, ref, view.tables());
    std::string hint = told.counts() ? hint_on(event, unregistered) : std::string();
    events.push_back({event.id, std::move(told), std::move(hint)});
  }
  return events;
}

void write_events(json::Writer& w, const std::vector<ToldEvent>& events) {
  w.begin_array();
  for (const auto& [id, told, hint] : events) {
    w.begin_object().field("eventID", id);
    if (told.is_repeat() && told.earlier) {
      w.key("repeats");
      write_place(w, *told.earlier);
    } else if (told.kind == Told::Kind::declaration) {
      w.key("declaresError").begin_array();
      for (const EventRef mistaken : told.taken_back) write_place(w, mistaken);
      w.end_array();
      if (told.taken_back.empty()) w.field("note", "nothing with this id is recorded yet");
    } else if (told.taken_back_by) {
      w.key("declaredError");
      write_place(w, *told.taken_back_by);
    }
    if (!hint.empty()) w.field("hint", hint);
    w.end_object();
  }
  w.end_array();
}

std::size_t count_repeats(const std::vector<ToldEvent>& events) {
  return static_cast<std::size_t>(
      std::ranges::count_if(events, [](const ToldEvent& event) { return event.told.is_repeat(); }));
}

}  // namespace stocktrail::api
