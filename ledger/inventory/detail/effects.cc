#include "ledger/inventory/detail/effects.h"

namespace stocktrail::inventory {

namespace {

constexpr std::size_t effects_bytes_usual = 256;

void append_posting(std::string& out, const Posting& posting) {
  append_account(out, posting.account);
  append_good(out, posting.good);
  append_amount(out, posting.amount);
}

Posting read_posting(Unpacker& bytes) {
  Posting posting;
  posting.account = read_account(bytes);
  posting.good = read_good(bytes);
  posting.amount = bytes.amount();
  return posting;
}

void append_instances(std::string& out, const Effects& effects) {
  append_varint(out, effects.instances_before.size());
  for (const auto& [id, before] : effects.instances_before) {
    append_text(out, id);
    out.push_back(before ? 1 : 0);
    if (before) append_text(out, *before);
  }
}

void append_lines(std::string& out, const Effects& effects) {
  append_varint(out, effects.lines.size());
  for (const auto& [id, lines] : effects.lines) {
    append_text(out, id);
    append_varint(out, lines.size());
    for (const auto& [line, amount] : lines) {
      append_good(out, line.good);
      out.push_back(static_cast<char>(line.status));
      append_amount(out, amount);
    }
  }
}

void append_texts(std::string& out, const std::vector<std::string>& texts) {
  append_varint(out, texts.size());
  for (const std::string& text : texts) append_text(out, text);
}

std::vector<std::string> read_texts(Unpacker& bytes) {
  std::vector<std::string> texts;
  for (auto left = bytes.count(); left > 0; --left) texts.emplace_back(bytes.text());
  return texts;
}

}  // namespace

void store_effects(const Effects& effects, EventRef ref, TableWriter& tables) {
  std::string out;
  out.reserve(effects_bytes_usual);
  append_signed(out, to_i64(effects.event_time));
  out.push_back(effects.reversed ? 1 : 0);
  append_varint(out, effects.postings.size());
  for (const Posting& posting : effects.postings) append_posting(out, posting);
  append_instances(out, effects);
  append_lines(out, effects);
  append_texts(out, effects.emptied);
  append_texts(out, effects.discrepancies);
  append_varint(out, effects.settlements.size());
  for (const auto& [key, posting] : effects.settlements) {
    append_text(out, key);
    append_posting(out, posting);
  }
  tables.put(Table::effects, packed_ref(ref), out);
}

std::optional<Effects> load_effects(EventRef ref, const TableReader& tables) {
  const std::optional<std::string> value = tables.get(Table::effects, packed_ref(ref));
  if (!value) return std::nullopt;
  Unpacker bytes(*value);
  Effects effects;
  effects.event_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  effects.reversed = bytes.byte() != 0;
  for (auto left = bytes.count(); left > 0; --left) effects.postings.push_back(read_posting(bytes));
  for (auto left = bytes.count(); left > 0; --left) {
    std::string id(bytes.text());
    std::optional<std::string> before;
    if (bytes.byte() != 0) before = bytes.text();
    effects.instances_before.emplace(std::move(id), std::move(before));
  }
  for (auto containers = bytes.count(); containers > 0; --containers) {
    std::map<Line, Amount>& lines = effects.lines[std::string(bytes.text())];
    for (auto left = bytes.count(); left > 0; --left) {
      Line line{read_good(bytes), {}};
      line.status = static_cast<Status>(bytes.byte());
      lines[std::move(line)] = bytes.amount();
    }
  }
  effects.emptied = read_texts(bytes);
  effects.discrepancies = read_texts(bytes);
  for (auto left = bytes.count(); left > 0; --left) {
    std::string key(bytes.text());
    effects.settlements.emplace_back(std::move(key), read_posting(bytes));
  }
  bytes.check_end();
  return effects;
}

}  // namespace stocktrail::inventory
