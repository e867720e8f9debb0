#include "tools/cli/import_events.h"

#include <map>
#include <unordered_map>
#include <utility>

#include "crypto/sha256.h"
#include "tools/cli/faults.h"
#include "tools/cli/import_row.h"

namespace stocktrail::cli {
namespace {

/// An event while rows are added to it.
struct Draft {
  std::size_t line = 0;
  EventFrame frame;
  std::string agreed;  // That all its rows agree on.
  std::vector<EventGoods> goods;
  std::unordered_map<std::string, std::size_t> places;  // Of goods, by unit and id.
};

/// Rows with the same text in all columns.
struct Equal {
  std::size_t line = 0;  // Of the first.
  std::size_t rows = 0;  // So far.
};

/// Collects rows into events.
class Importer {
 public:
  Importer(const CsvTable& table, const Mapping& mapping, const ImportContext& context)
      : table_(table), mapping_(mapping), context_(context) {}

  void add(const CsvRow& given) {
    const CsvRow row = filled(given);
    ImportRow reader(table_, mapping_, row, faults_);
    const std::size_t faults_before = faults_.size();
    const auto quantity = reader.quantity();
    const Rule* rule = reader.rule_for(quantity);
    if (rule == nullptr) return;
    if (rule->skips) {
      ++events_.rows_skipped;
      return;
    }
    Equal& equal = equal_rows_.try_emplace(digest_of(given), Equal{given.line}).first->second;
    EventFrame frame = reader.frame(*rule, context_, ++equal.rows);
    const auto goods = reader.goods(*rule, quantity);
    const std::string note = reader.difference(*rule, quantity);
    if (faults_.size() > faults_before) return;
    if (!note.empty()) events_.notes.push_back({row.line, note});
    if (goods && is_count(rule->biz_step)) events_.counted.push_back({frame, *goods, row.line});
    if (Draft* const draft = draft_for(reader, std::move(frame), goods, row.line); draft != nullptr && goods)
      if (put(reader, *draft, *goods) == Put::added && equal.rows > 1) tell_added(equal, row.line);
    ++events_.rows;
  }

  Result<ImportedEvents> finish() {
    if (!faults_.empty()) return std::unexpected(with_all(faults_));
    if (rows_added_ > 0)
      events_.notes.push_back(
          {first_added_.first, "the same as line " + std::to_string(first_added_.second) +
                                   " in all columns: its quantity is added to that" +
                                   (rows_added_ == 1 ? std::string()
                                                     : ", as of " + std::to_string(rows_added_) +
                                                           " rows from here on that stand twice") +
                                   ". If it was meant once, take it out"});
    for (const Draft& draft : drafts_) {
      events_.texts.push_back(event_text(draft.frame, draft.goods));
      events_.ids.push_back(draft.frame.id);
      events_.lines.push_back(draft.line);
    }
    return std::move(events_);
  }

 private:
  /// A digest of all its fields, so that equal rows can be counted without keeping them.
  static Digest digest_of(const CsvRow& row) {
    Sha256 hash;
    for (const std::string& field : row.fields) hash.update(std::to_string(field.size()) + ":").update(field);
    return hash.finish();
  }

  /// With what it takes from the row that leads it.
  CsvRow filled(const CsvRow& given) {
    if (mapping_.fill_down.empty()) return given;
    CsvRow row = given;
    if (!row.fields[mapping_.fill_down.front()].empty()) {
      leader_ = row;
    } else if (!leader_.fields.empty()) {
      for (const std::size_t column : mapping_.fill_down)
        if (row.fields[column].empty()) row.fields[column] = leader_.fields[column];
    }
    return row;
  }

  Draft* draft_for(ImportRow& reader, EventFrame frame, const std::optional<EventGoods>& goods,
                   std::size_t line) {
    if (frame.id.empty()) {  // What is in one box belongs together; else each good has an event of its own.
      std::string content = frame_text(frame);
      if (frame.box.empty() && goods) content += goods->unit + " " + goods->id;
      frame.id = made_event_id(context_.issuer, content);
    }
    std::string agreed = frame_text(frame);
    const auto [found, is_new] = by_id_.emplace(frame.id, drafts_.size());
    if (is_new) {
      drafts_.push_back({line, std::move(frame), std::move(agreed), {}, {}});
    } else if (drafts_[found->second].agreed != agreed) {
      reader.fault(std::nullopt, "The event id " + frame.id + " is that of line " +
                                     std::to_string(drafts_[found->second].line) +
                                     ", but time, step or place differ. Put {time} or {rule} or a further "
                                     "column into the id.");
      return nullptr;
    }
    return &drafts_[found->second];
  }

  enum class Put : unsigned char { listed, added, refused };
  static Put put(ImportRow& reader, Draft& draft, const EventGoods& goods) {
    const auto [found, is_new] = draft.places.emplace(goods.unit + " " + goods.id, draft.goods.size());
    if (is_new) {
      draft.goods.push_back(goods);
      return Put::listed;
    }
    if (goods.amount) {
      auto& sum = draft.goods[found->second].amount;
      sum = sum.value_or(Amount()) + *goods.amount;
      return Put::added;
    }
    reader.fault(std::nullopt, "The item " + goods.id + " is twice in one event.");
    return Put::refused;
  }

  /// Rows that stand twice in an export look just so.
  void tell_added(const Equal& equal, std::size_t line) {
    if (rows_added_++ == 0) first_added_ = {line, equal.line};
  }

  const CsvTable& table_;
  const Mapping& mapping_;
  const ImportContext& context_;
  ImportedEvents events_;
  std::vector<Error> faults_;
  std::vector<Draft> drafts_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::map<Digest, Equal> equal_rows_;                    // By their fields.
  std::size_t rows_added_ = 0;                            // Of those, to an earlier one;
  std::pair<std::size_t, std::size_t> first_added_ = {};  // the line of the first, and that of the earlier.
  CsvRow leader_;                                         // The last row that others are filled from.
};

}  // namespace

Result<ImportedEvents> make_events(const CsvTable& table, const Mapping& mapping,
                                   const ImportContext& context, const RowsDone& progress) {
  Importer importer(table, mapping, context);
  std::uint64_t done = 0;
  for (const CsvRow& row : table.rows()) {
    progress(done++, table.rows().size());
    importer.add(row);
  }
  return importer.finish();
}

void add_count(ImportedEvents& events, const std::string& issuer, EventFrame frame, const EventGoods& goods,
               std::size_t line) {
  frame.id.clear();
  frame.id = made_event_id(issuer, frame_text(frame) + goods.unit + " " + goods.id);
  events.texts.push_back(event_text(frame, {&goods, 1}));
  events.ids.push_back(frame.id);
  events.lines.push_back(line);
}

}  // namespace stocktrail::cli
