#include "tests/support/told.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "crypto/result.h"
#include "ledger/gs1/key.h"

namespace stocktrail::test {
namespace {

using books::AccountKind;
using books::Fact;

std::string site_of(std::string_view name) {
  return std::string(name.substr(0, name.find('.')));
}

gs1::Key key(const std::string& text) {
  auto parsed = gs1::parse_key(text);
  if (!parsed) check_failed(parsed.error().detail.c_str(), text.c_str(), 0);
  return *parsed;
}

epcis::Word word(epcis::Vocabulary vocabulary, std::string_view text) {
  auto parsed = epcis::parse_word(vocabulary, text);
  if (!parsed) check_failed(parsed.error().detail.c_str(), "told", 0);
  return *parsed;
}

bool is_word(epcis::Vocabulary vocabulary, std::string_view text) {
  return std::ranges::binary_search(epcis::standard_words(vocabulary), text);
}

}  // namespace

Tellers::Tellers(std::string world) : world_(std::move(world)) {}

std::string Tellers::digits(std::string_view name, std::size_t count) const {
  constexpr std::size_t short_prime = 999'999'937, long_prime = 99'999'999'999'973;
  std::size_t hash = 7;
  for (const char c : world_ + std::string(name))
    hash = (hash * 131 + static_cast<unsigned char>(c)) % (count < 18 ? short_prime : long_prime);
  std::string text = "952" + std::to_string(hash);
  text.resize(count - 1, '0');
  return text + *gs1::check_digit(text);
}

std::string Tellers::place(std::string_view name) {
  std::string made;
  if (name.ends_with("(party)")) {
    made = "https://id.gs1.org/417/" + digits(name.substr(0, name.size() - 7), 13);
  } else {
    made = "https://id.gs1.org/414/" + digits(site_of(name), 13);
    const std::string site = made;
    names_.emplace(site, site_of(name));
    if (const auto dot = name.find('.'); dot != std::string_view::npos)
      made.append("/254/").append(name.substr(dot + 1));
    directory_.party_of_site.emplace(site, "https://id.gs1.org/417/" + digits(site_of(name), 13));
  }
  names_[made] = name;
  return made;
}

std::string Tellers::product(std::string_view name) {
  std::string made = "https://id.gs1.org/01/0" + digits("product " + std::string(name), 13);
  names_[made] = name;
  return made;
}

void Tellers::owns(const std::string& party, const std::string& site) {
  directory_.party_of_site[place(site)] = place(party + "(party)");
}

void Tellers::level(const std::string& name, const std::string& of, std::int64_t pieces) {
  directory_.levels[product(name)] = {product(of), pieces};
}

Micros Tellers::at(std::string_view text) {
  const std::size_t t = text.find('T');
  std::int64_t day = 0, hours = 0, minutes = 0;
  std::from_chars(text.data(), text.data() + t, day);
  std::from_chars(text.data() + t + 1, text.data() + t + 3, hours);
  std::from_chars(text.data() + t + 4, text.data() + t + 6, minutes);
  constexpr std::int64_t january = 1'767'225'600;  // 2026-01-01T00:00:00Z
  return Micros{(january + (day - 1) * 86'400 + hours * 3'600 + minutes * 60) * 1'000'000};
}

void Tellers::add_quantity(const std::string& text, epcis::What& what) {
  const std::size_t equals = text.find('=');
  std::string lot = text.substr(0, equals), of = "P", number = text.substr(equals + 1), unit;
  if (const auto slash = lot.find('/'); slash != std::string::npos) {
    of = lot.substr(0, slash);
    lot = lot.substr(slash + 1);
  }
  while (!number.empty() && number.back() >= 'A') {
    unit.insert(unit.begin(), number.back());
    number.pop_back();
  }
  epcis::QuantityElement element{key(product(of) + (lot.empty() ? "" : "/10/" + lot)), {}, unit};
  if (number != "?") element.quantity = *Decimal::parse(number);
  what.quantities.push_back(element);
}

/// "box:P1", "in:P1", "out:P1", "s:1/L1"; false if the token is none of them.
bool Tellers::add_thing(const std::string& token, epcis::Event& event) {
  const std::size_t colon = token.find(':');
  const std::string kind = token.substr(0, colon);
  if (colon == std::string::npos) return false;
  std::string name = token.substr(colon + 1);
  if (kind == "s") {
    if (const auto slash = name.find('/'); slash != std::string::npos) {
      event.ilmd.lot = name.substr(slash + 1);
      name.resize(slash);
    }
    const bool is_made = event.type == epcis::EventType::transformation;
    (is_made ? event.outputs : event.objects).epcs.push_back(key(product("P") + "/21/" + name));
    return true;
  }
  if (kind != "box" && kind != "in" && kind != "out") return false;
  const gs1::Key box = key(name[0] == 'K'   ? product("K") + "/21/" + name.substr(1)
                           : name[0] == 'C' ? "https://id.gs1.org/8003/0" + digits("grai", 13) + name
                                            : "https://id.gs1.org/00/" + digits(name, 18));
  names_[box.text()] = name;
  if (kind == "box") {
    const bool is_made = event.type == epcis::EventType::transformation;
    (is_made ? event.outputs : event.objects).epcs.push_back(box);
  } else {
    event.type = epcis::EventType::aggregation;
    event.action = kind == "in" ? epcis::Action::add : epcis::Action::remove;
    event.parent = box;
  }
  return true;
}

/// "@A", ">A", "<A", "#d1"; false if the token is none of them.
bool Tellers::add_place(const std::string& token, epcis::Event& event) {
  const std::string rest = token.substr(1);
  if (token[0] == '@') {
    event.read_point = event.biz_location = key(place(rest));
  } else if (token[0] == '>' || token[0] == '<') {
    const std::string type = token.ends_with("(party)") ? "owning_party" : "location";
    epcis::SourceDest end{word(epcis::Vocabulary::source_dest_type, type), key(place(rest))};
    (token[0] == '>' ? event.destinations : event.sources).push_back(end);
  } else if (token[0] == '#') {
    event.biz_transactions.push_back(
        {word(epcis::Vocabulary::biz_transaction_type, "desadv"), "urn:x:" + rest});
  } else {
    return false;
  }
  return true;
}

void Tellers::add_word(const std::string& token, epcis::Event& event) {
  const auto after = [&](std::string_view start) { return token.substr(start.size()); };
  if (token.starts_with("unset:")) {
    event.persistent_disposition.unset.push_back(word(epcis::Vocabulary::disposition, after("unset:")));
  } else if (token.starts_with("exp:")) {
    event.ilmd.expires_at = Timestamp{at(after("exp:") + "T00:00"), {}};
  } else if (token.starts_with("id:")) {
    event.id = after("id:");
    event.id_is_given = true;
  } else if (token == "DELETE") {
    event.action = epcis::Action::remove;
  } else if (token == "makes") {
    event.type = epcis::EventType::transformation;
    event.action = epcis::Action::none;
  } else if (is_word(epcis::Vocabulary::biz_step, token)) {
    event.biz_step = word(epcis::Vocabulary::biz_step, token);
    if (token == "commissioning") event.action = epcis::Action::add;
  } else {
    event.disposition = word(epcis::Vocabulary::disposition, token);
  }
}

Tellers::Told Tellers::told(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string issuer, time, token;
  Told told;
  epcis::Event& event = told.event;
  event.action = epcis::Action::observe;
  words >> issuer;
  if (issuer == "void") {
    event.error_declaration.emplace();
    words >> issuer;
  }
  words >> time;
  event.event_time.at = at(time);
  event.time_zone_offset = "+00:00";
  while (words >> token) {
    if (add_place(token, event) || add_thing(token, event)) continue;
    if (token.contains('=')) {
      add_quantity(token, event.type == epcis::EventType::transformation ? event.outputs : event.objects);
    } else {
      add_word(token, event);
    }
  }
  told.text = line;
  if (const auto id = told.text.find(" id:"); id != std::string::npos) told.text.resize(id);
  if (!event.id_is_given) event.id = told.text;
  if (event.error_declaration) told.text.erase(0, 5);
  told.issuer = place(issuer + "(party)");
  return told;
}

Fact Tellers::fact(std::string_view line) {
  const Told one = told(line);
  return books::fact_of(one.event, one.issuer, one.text, directory_);
}

std::vector<Fact> Tellers::facts(const std::vector<std::string>& lines) {
  std::vector<Fact> facts;
  for (const std::string& line : lines) facts.push_back(fact(line));
  return facts;
}

std::string Tellers::short_name(const std::string& key) const {
  const auto found = names_.find(key);
  return found == names_.end() ? key : found->second;
}

std::string amount_text(const books::Good& good, Amount amount) {
  const books::Measure told = books::shown(good, amount);
  return told.amount.text() + told.unit;
}

std::string Tellers::text(const std::vector<books::Position>& positions) const {
  std::vector<std::string> parts;
  for (const books::Position& one : positions) {
    const bool on_the_way = one.account.kind == AccountKind::in_transit;
    std::string part = on_the_way ? "way:" : "";
    part.append(name_of(one.account.status)).append("@").append(short_name(one.account.place));
    if (on_the_way) part.append("<-").append(short_name(one.account.from));
    part.append(" ");
    if (const std::string product = short_name(one.good.product); product != "P")
      part.append(product).append("/");
    part.append(one.lot).append("=").append(amount_text(one.good, one.amount));
    parts.push_back(part);
  }
  return joined(std::move(parts));
}

std::string Tellers::text(const std::vector<books::Discrepancy>& discrepancies) const {
  std::vector<std::string> parts;
  for (const books::Discrepancy& one : discrepancies) {
    std::string part(name_of(one.kind));
    part.append("@").append(short_name(one.place));
    if (!one.lot.empty() || !one.amount.is_zero())
      part.append(" ").append(one.lot).append("=").append(amount_text(one.good, one.amount));
    parts.push_back(part);
  }
  return joined(std::move(parts));
}

std::string now(Tellers& tellers, const std::vector<std::string>& lines) {
  const auto facts = tellers.facts(lines);
  const books::Books books(facts, tellers.directory());
  if (const auto wrong = books.unbalanced(); !wrong.empty()) return "unbalanced " + wrong.front().second;
  return tellers.text(books.positions(Tellers::at("900T00:00"), Tellers::at("3T00:00")));
}

std::string joined(std::vector<std::string> parts) {
  std::ranges::sort(parts);
  std::string all;
  for (const std::string& part : parts) all.append(all.empty() ? "" : "; ").append(part);
  return all;
}

void expect_books(const std::vector<BookCase>& cases) {
  for (const BookCase& one : cases) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    tellers.owns("CO", "S1");
    const auto facts = tellers.facts(one.told);
    const books::Books books(facts, tellers.directory());
    EXPECT_EQ(tellers.text(books.positions(Tellers::at("900T00:00"), Tellers::at("30T00:00"))), one.right);
    EXPECT_EQ(tellers.text(books.discrepancies(Tellers::at("900T00:00"))), one.shown);
    EXPECT_TRUE(books.unbalanced().empty());
  }
}

}  // namespace stocktrail::test
