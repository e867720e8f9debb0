#include "api/journey/detail/page_names.h"

#include <utility>

namespace stocktrail::api {

std::string PageNames::in_language(const master::Names& names, const std::string& otherwise) const {
  const std::string_view wanted = tag_of(language_).substr(0, 2);
  for (const auto& [tag, name] : names)
    if (std::string_view(tag).substr(0, 2) == wanted) return name;
  return otherwise;
}

std::string PageNames::party(std::string_view id) {
  const auto [at, is_new] = parties_.try_emplace(std::string(id), id);
  if (is_new)
    if (const auto key = gs1::parse_key(id))
      if (const auto found = master::party(*key, tables_))
        at->second = in_language(found->names, found->name);
  return at->second;
}

std::string PageNames::party_in_full(std::string_view id) {
  const auto key = gs1::parse_key(id);
  const auto found = key ? master::party(*key, tables_) : std::nullopt;
  if (!found) return party(id);
  std::string text = party(id) + " (";
  for (const std::string& role : found->roles)
    text += find_phrase(language_, "role." + role).value_or(role) + ", ";
  const bool is_gln = key->type() == gs1::KeyType::pgln;
  return text.append(is_gln ? id.substr(id.rfind('/') + 1) : id).append(")");
}

const PagePlace& PageNames::place(const std::string& id) {
  const auto [at, is_new] = places_.try_emplace(id);
  const auto key = is_new ? gs1::parse_key(id) : Result<gs1::Key>(fail(ErrorCode::not_found, ""));
  const auto owner = key ? master::place(*key, tables_) : std::nullopt;
  if (owner && owner->place.is_public) {
    const master::Place& known = owner->place;
    at->second = {in_language(known.names, known.name), in_language(known.localities, known.locality),
                  known.country};
  }
  return at->second;
}

PagePlace PageNames::place_of(const query::EventFacts& event) {
  for (const auto& [id, is_plain] : {std::pair(&event.biz_location, event.open.has_plain_biz_location),
                                     std::pair(&event.read_point, event.open.has_plain_read_point)})
    if (!id->empty() && is_plain)
      if (const PagePlace& found = place(*id); !found.name.empty()) return found;
  return {};
}

bool PageNames::is_custodial(std::string_view key_id) {
  const auto [at, is_new] = custodial_.try_emplace(std::string(key_id), false);
  if (is_new) {
    const auto owner = master::key_owner(key_id, tables_);
    at->second = owner && owner->key.custodial;
  }
  return at->second;
}

}  // namespace stocktrail::api
