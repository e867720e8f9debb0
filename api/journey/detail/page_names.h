// api/journey/detail/page_names.h: what parties and places are called on a page, in its language. Private to
// api/journey.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "api/page/catalogue.h"
#include "api/page/model.h"
#include "ledger/master/master.h"
#include "ledger/query/event_facts.h"

namespace stocktrail::api {

/// Each is asked for once. One thread; the tables outlive it.
class PageNames {
 public:
  PageNames(const TableReader& tables, Language language) : tables_(tables), language_(language) {}

  /// The text in the reader's language, else the one that its owner put first.
  std::string in_language(const master::Names& names, const std::string& otherwise) const;
  /// The id of a party that is not registered.
  std::string party(std::string_view id);
  /// Where its word weighs on a verdict: with its roles and its number, because a name says what it likes.
  std::string party_in_full(std::string_view id);
  /// Empty if it is not public.
  const PagePlace& place(const std::string& id);
  /// Where it happened, as far as that is public and can be shown.
  PagePlace place_of(const query::EventFacts& event);
  /// The server holds this key for its party.
  bool is_custodial(std::string_view key_id);

 private:
  const TableReader& tables_;
  const Language language_;
  std::map<std::string, std::string> parties_;  // By identifier, as are places.
  std::map<std::string, PagePlace> places_;
  std::map<std::string, bool> custodial_;  // By key id.
};

}  // namespace stocktrail::api
