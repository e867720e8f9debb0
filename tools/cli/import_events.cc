#include "tools/cli/import_events.h"

#include <ctime>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "crypto/json_writer.h"
#include "crypto/sha256.h"
#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"

namespace stocktrail::cli {
namespace {

std::unexpected<Error> refuse(const CsvRow& row, std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what), "line " + std::to_string(row.line));
}

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// "2010-12-01T08:26:00", without the offset: the form of {time}.
Result<std::string> local_time(const CsvRow& row, const Mapping& mapping) {
  const std::string& text = row.fields[mapping.time_column];
  std::tm time{};
  const char* end = ::strptime(text.c_str(), mapping.time_format.c_str(), &time);
  const int year = time.tm_year + 1900;
  if (end == nullptr || *end != '\0' || year < 1900 || year > 9999 || time.tm_mday < 1) {
    return refuse(row, "The time \"" + text + "\" does not have the form " + mapping.time_format + ".");
  }
  std::string local = two_digits(year / 100) + two_digits(year) + "-" + two_digits(time.tm_mon + 1) + "-" +
                      two_digits(time.tm_mday) + "T" + two_digits(time.tm_hour) + ":" +
                      two_digits(time.tm_min) + ":" + two_digits(time.tm_sec);
  if (const auto checked = Timestamp::parse(local + mapping.time_offset); !checked) {
    return refuse(row, checked.error().detail);  // A 31st of February, an offset of +99:00.
  }
  return local;
}

struct Item {
  std::string id;
  Amount amount;
};

/// An event while rows are added to it.
struct Draft {
  const Rule* rule = nullptr;
  std::size_t line = 0;
  std::string id, time;
  std::string frame;  // All fields but the items, as JSON members.
  std::vector<Item> items;
  std::unordered_map<std::string, std::size_t> places;  // Item id -> place in items.
};

void write_word(json::Writer& writer, std::string_view name, std::string_view value) {
  if (!value.empty()) writer.field(name, value);
}

void write_id(json::Writer& writer, std::string_view name, const std::string& id) {
  if (!id.empty()) writer.key(name).begin_object().field("id", id).end_object();
}

void write_typed(json::Writer& writer, std::string_view list, std::string_view id_name, std::string_view type,
                 const std::string& id) {
  if (id.empty()) return;
  writer.key(list).begin_array().begin_object();
  write_word(writer, "type", type);
  writer.field(id_name, id).end_object().end_array();
}

/// The members of the event that all its rows must agree on.
std::string frame_of(const Rule& rule, const CsvRow& row, const std::string& id, const Template::Words& words,
                     const Mapping& mapping) {
  const auto render = [&](const Template& pattern) { return pattern.render(row, words); };
  const std::string time(words.time);
  json::Writer writer;
  writer.begin_object().field("type", "ObjectEvent").field("eventID", id);
  writer.field("eventTime", time + mapping.time_offset).field("eventTimeZoneOffset", mapping.time_offset);
  writer.field("action", rule.action);
  write_word(writer, "bizStep", rule.biz_step);
  write_word(writer, "disposition", rule.disposition);
  write_id(writer, "readPoint", render(rule.read_point));
  write_id(writer, "bizLocation", render(rule.biz_location));
  write_typed(writer, "bizTransactionList", "bizTransaction", rule.transaction_type,
              render(rule.transaction));
  write_typed(writer, "sourceList", "source", rule.source_type, render(rule.source));
  write_typed(writer, "destinationList", "destination", rule.destination_type, render(rule.destination));
  if (!rule.ilmd.empty()) {
    writer.key("ilmd").begin_object();
    for (const auto& [name, pattern] : rule.ilmd) write_word(writer, name, render(pattern));
    writer.end_object();
  }
  writer.end_object();
  return std::move(writer).text();
}

std::string text_of(const Draft& draft, const Mapping& mapping) {
  const bool single = !draft.rule->item_epc.empty();
  json::Writer items;
  items.begin_array();
  for (const Item& item : draft.items) {
    if (single) {
      items.string(item.id);
      continue;
    }
    items.begin_object().field("epcClass", item.id).key("quantity").raw(item.amount.text());
    write_word(items, "uom", mapping.unit);
    items.end_object();
  }
  items.end_array();
  std::string text = draft.frame.substr(0, draft.frame.size() - 1);
  return text + (single ? ",\"epcList\":" : ",\"quantityList\":") + items.text() + "}";
}

Result<Amount> quantity_of(const CsvRow& row, const Mapping& mapping) {
  if (!mapping.has_quantity) return Amount::pieces(1);
  const std::string& text = row.fields[mapping.quantity_column];
  const auto decimal = Decimal::parse(text);
  if (!decimal)
    return refuse(row, "The quantity \"" + text + "\" is not a number: " + decimal.error().detail);
  return Amount(*decimal);
}

bool has_sign(const Amount& amount, Sign sign) {
  switch (sign) {
    case Sign::any:
      return true;
    case Sign::negative:
      return amount.is_negative();
    case Sign::zero:
      return amount.is_zero();
    case Sign::positive:
      return !amount.is_negative() && !amount.is_zero();
  }
  return false;
}

const Rule* rule_for(const CsvRow& row, const Amount& amount, const Mapping& mapping) {
  for (const Rule& rule : mapping.rules) {
    if (has_sign(amount, rule.sign) && row.fields[rule.column].starts_with(rule.prefix)) return &rule;
  }
  return nullptr;
}

/// Collects rows into events.
class Importer {
 public:
  Importer(const CsvTable& table, const Mapping& mapping) : table_(table), mapping_(mapping) {}

  Result<void> add(const CsvRow& row) {
    const auto amount = quantity_of(row, mapping_);
    if (!amount) return std::unexpected(amount.error());
    const Rule* rule = rule_for(row, *amount, mapping_);
    if (rule == nullptr) return refuse(row, "No rule of the mapping fits this row.");
    if (rule->skips) {
      ++events_.rows_skipped;
      return {};
    }
    const Amount moved = rule->quantity == Quantity::negated ? -*amount : *amount;
    if (moved.is_negative() || moved.is_zero()) {
      return refuse(row,
                    "Rule \"" + rule->name + "\" gives the quantity " + moved.text() +
                        "; an event needs more than 0. Add a rule for such rows, or one with skip = true.");
    }
    if (const auto column = rule->event_id.empty_column(row)) {
      return refuse(
          row, "The column \"" + table_.header()[*column] +
                   "\" is empty, and the id needs it: events that have nothing to do with each other would "
                   "become one.");
    }
    const std::size_t repeat = ++repeats_[digest_of(row)];
    auto draft = draft_for(*rule, row, repeat);
    if (!draft) return std::unexpected(draft.error());
    const Template& pattern = rule->item_epc.empty() ? rule->item_class : rule->item_epc;
    const std::string item =
        pattern.render(row, {.rule = rule->name, .time = (*draft)->time, .repeat = repeat});
    const auto [found, is_new] = (*draft)->places.emplace(item, (*draft)->items.size());
    if (is_new) {
      (*draft)->items.push_back({item, moved});
    } else if (rule->item_epc.empty()) {
      (*draft)->items[found->second].amount += moved;
    } else {
      return refuse(row, "The item " + item + " is twice in one event.");
    }
    ++events_.rows;
    return {};
  }

  ImportedEvents finish() {
    for (const Draft& draft : drafts_) {
      events_.texts.push_back(text_of(draft, mapping_));
      events_.ids.push_back(draft.id);
      events_.lines.push_back(draft.line);
    }
    return std::move(events_);
  }

 private:
  /// Of all its fields, so that equal rows can be counted without keeping them.
  static Digest digest_of(const CsvRow& row) {
    Sha256 hash;
    for (const std::string& field : row.fields) hash.update(std::to_string(field.size()) + ":").update(field);
    return hash.finish();
  }

  Result<Draft*> draft_for(const Rule& rule, const CsvRow& row, std::size_t repeat) {
    auto time = local_time(row, mapping_);
    if (!time) return std::unexpected(time.error());
    const Template::Words words{.rule = rule.name, .time = *time, .repeat = repeat};
    std::string id = rule.event_id.render(row, words);
    std::string frame = frame_of(rule, row, id, words, mapping_);
    const auto [found, is_new] = by_id_.emplace(id, drafts_.size());
    if (is_new) {
      drafts_.push_back({&rule, row.line, std::move(id), std::move(*time), std::move(frame), {}, {}});
    } else if (drafts_[found->second].frame != frame) {
      return refuse(
          row, "The event id " + id + " is that of line " + std::to_string(drafts_[found->second].line) +
                   ", but time, step or place differ. Put {time} or {rule} or a further column into the id.");
    }
    return &drafts_[found->second];
  }

  const CsvTable& table_;
  const Mapping& mapping_;
  ImportedEvents events_;
  std::vector<Draft> drafts_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::map<Digest, std::size_t> repeats_;  // How many rows with these fields there were so far.
};

}  // namespace

Result<ImportedEvents> make_events(const CsvTable& table, const Mapping& mapping, const RowsDone& progress) {
  Importer importer(table, mapping);
  std::uint64_t done = 0;
  for (const CsvRow& row : table.rows()) {
    progress(done++, table.rows().size());
    if (auto added = importer.add(row); !added) return std::unexpected(added.error());
  }
  return importer.finish();
}

}  // namespace stocktrail::cli
