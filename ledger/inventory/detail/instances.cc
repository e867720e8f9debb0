#include "ledger/inventory/detail/instances.h"

#include <algorithm>

namespace stocktrail::inventory {

namespace {

// Chains are bounded when they are built; errors declared out of order could still tie a knot, and a walk
// must end.
constexpr std::size_t chain_steps_max = 2 * InventoryLimits::containment_depth_max;

std::string meta_key(const std::string& id) {
  return "M" + id;
}
std::string lines_prefix(const std::string& id) {
  return "L" + id;
}
std::string line_key(const std::string& id, const Line& line) {
  std::string key = lines_prefix(id);
  append_good(key, line.good);
  key.push_back(static_cast<char>(line.status));
  return key;
}
std::string release_key(const std::string& id, std::uint64_t epoch) {
  std::string key = "R" + id;
  append_varint(key, epoch);
  return key;
}

std::string pack_where(const Where& where) {
  std::string out;
  append_account(out, account_at(where, {}));
  return out;
}

Where read_where(Unpacker& bytes) {
  Account account = read_account(bytes);
  return {account.kind, std::move(account.place), std::move(account.from)};
}

std::string pack_instance(const Instance& instance) {
  std::string out;
  append_account(out, account_at(instance.where, {}));
  out.push_back(static_cast<char>(instance.status));
  append_short(out, instance.lot);
  append_text(out, instance.container);
  append_varint(out, instance.epoch);
  append_varint(out, static_cast<std::uint64_t>(instance.last));
  append_signed(out, to_i64(instance.last_time));
  if (instance.backfill) append_account(out, *instance.backfill);
  return out;
}

Instance unpack_instance(std::string_view record) {
  Unpacker bytes(record);
  Instance instance;
  instance.where = read_where(bytes);
  instance.status = static_cast<Status>(bytes.byte());
  instance.lot = read_short(bytes);
  instance.container = bytes.text();
  instance.epoch = static_cast<std::uint64_t>(bytes.varint());
  instance.last = EventRef{static_cast<std::uint64_t>(bytes.varint())};
  instance.last_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  if (!bytes.done()) instance.backfill = read_account(bytes);
  bytes.check_end();
  return instance;
}

std::uint64_t epoch_of(const std::string& container, const TableReader& tables) {
  const std::optional<std::string> value = tables.get(Table::contents, meta_key(container));
  return value ? static_cast<std::uint64_t>(Unpacker(*value).varint()) : 0;
}

Line parse_line(std::string_view bytes_of_line) {
  Unpacker bytes(bytes_of_line);
  Line line{read_good(bytes), {}};
  line.status = static_cast<Status>(bytes.byte());
  bytes.check_end();
  return line;
}

}  // namespace

Account account_at(const Where& where, Status status) {
  return {where.kind, where.inside() ? status : Status{}, where.place, where.from};
}

std::string instance_id(const gs1::Key& key) {
  return std::string(hashed_key(key.text()));
}

EventRef last_event_of(std::string_view record) {
  return unpack_instance(record).last;
}

std::optional<Instance> load_instance(const std::string& id, const TableReader& tables) {
  const std::optional<std::string> value = tables.get(Table::instances, id);
  if (!value) return std::nullopt;
  return unpack_instance(*value);
}

void note_backfill(const std::string& id, const Account& backfill, TableWriter& tables) {
  std::optional<Instance> instance = load_instance(id, tables);
  ST_CHECK(instance.has_value());
  instance->backfill = backfill;
  tables.put(Table::instances, id, pack_instance(*instance));
}

std::optional<Account> backfill_of(std::string_view record) {
  return unpack_instance(record).backfill;
}

Where resolve_where(Instance& instance, const TableReader& tables) {
  Instance* at = &instance;
  Instance outer;
  for (std::size_t step = 0; step < chain_steps_max && !at->container.empty(); ++step) {
    if (epoch_of(at->container, tables) != at->epoch) {
      const std::optional<std::string> released =
          tables.get(Table::contents, release_key(at->container, at->epoch));
      if (released) {
        Unpacker bytes(*released);
        at->where = read_where(bytes);
      }
      at->container.clear();
      break;
    }
    std::optional<Instance> next = load_instance(at->container, tables);
    if (!next) {  // The event that made the container known is void.
      at->container.clear();
      break;
    }
    outer = std::move(*next);
    at = &outer;
  }
  instance.where = at->where;
  return instance.where;
}

Lines load_lines(const std::string& id, const TableReader& tables) {
  Lines found;
  const std::string prefix = lines_prefix(id);
  tables.scan(Table::contents, prefix, {}, [&](std::string_view key, std::string_view value) {
    found[parse_line(key.substr(prefix.size()))] = Unpacker(value).amount();
    return true;
  });
  return found;
}

Instances::Record& Instances::record(const std::string& id) {
  const auto [at, is_new] = records_.try_emplace(id);
  if (is_new) at->second.now = at->second.before = tables_.get(Table::instances, id);
  return at->second;
}

std::optional<Instance> Instances::load(const std::string& id) {
  const std::optional<std::string>& now = record(id).now;
  if (!now) return std::nullopt;
  Instance instance = unpack_instance(*now);
  if (!instance.container.empty()) resolve_where(instance, tables_);
  return instance;
}

void Instances::save(const std::string& id, Instance instance) {
  instance.last = moment_.event;
  instance.last_time = std::max(instance.last_time, moment_.event_time);
  Record& saved = record(id);
  effects_.instances_before.emplace(id, saved.before);
  saved.now = pack_instance(instance);
  tables_.put(Table::instances, id, *saved.now);
}

std::vector<std::string> Instances::around(const Instance& instance) {
  std::vector<std::string> chain;
  std::string next = instance.container;
  while (!next.empty() && chain.size() < chain_steps_max) {
    chain.push_back(next);
    const std::optional<Instance> container = load(next);
    next = container ? container->container : std::string();
  }
  return chain;
}

Instances::Meta& Instances::meta(const std::string& id) {
  const auto [at, is_new] = metas_.try_emplace(id);
  if (is_new) {
    if (const std::optional<std::string> value = tables_.get(Table::contents, meta_key(id))) {
      Unpacker bytes(*value);
      at->second.epoch = static_cast<std::uint64_t>(bytes.varint());
      at->second.height = static_cast<unsigned>(bytes.varint());
      at->second.lines = static_cast<std::size_t>(bytes.varint());
    }
  }
  return at->second;
}

Lines Instances::lines(const std::string& id) {
  Lines all = load_lines(id, tables_);
  if (const auto changed = changed_.find(id); changed != changed_.end()) {
    for (const auto& [line, amount] : changed->second) all[line] = amount;
  }
  std::erase_if(all, [](const auto& line) { return line.second.is_zero(); });
  return all;
}

Amount Instances::line(const std::string& id, const Line& line) {
  const auto changed = changed_.find(id);
  if (changed != changed_.end()) {
    if (const auto found = changed->second.find(line); found != changed->second.end()) return found->second;
  }
  const std::optional<std::string> value = tables_.get(Table::contents, line_key(id, line));
  return value ? Unpacker(*value).amount() : Amount{};
}

void Instances::add_to_line(const std::string& id, const Line& line, Amount amount) {
  if (amount.is_zero()) return;
  const Amount before = this->line(id, line);
  const Amount after = before + amount;
  changed_[id][line] = after;
  effects_.lines[id][line] += amount;
  if (before.is_zero()) ++meta(id).lines;
  if (after.is_zero()) --meta(id).lines;
}

bool Instances::has_room(const std::vector<std::string>& containers, const Lines& added) {
  return std::ranges::all_of(containers, [&](const std::string& id) {
    return meta(id).lines + added.size() <= InventoryLimits::content_lines_max;
  });
}

bool Instances::put_in(const std::string& id, Instance& instance, const Lines& carried,
                       const std::string& container, const Instance& container_instance) {
  std::vector<std::string> containers = around(container_instance);
  containers.insert(containers.begin(), container);
  const unsigned height = meta(id).height;
  const bool in_itself = std::ranges::find(containers, id) != containers.end();
  const bool too_deep = containers.size() + height > InventoryLimits::containment_depth_max;
  if (in_itself || too_deep || !has_room(containers, carried)) return false;
  for (const std::string& holder : containers) {
    for (const auto& [line, amount] : carried) add_to_line(holder, line, amount);
  }
  raise_heights(containers, height);
  instance.container = container;
  instance.epoch = meta(container).epoch;
  instance.where = container_instance.where;
  return true;
}

void Instances::raise_heights(const std::vector<std::string>& containers, unsigned height) {
  for (const std::string& id : containers) meta(id).height = std::max(meta(id).height, ++height);
}

/// Pieces of one good are alike: if the status of some inside was changed as a whole, another line gives the
/// amount.
void Instances::take_from_lines(const std::string& id, const Lines& carried) {
  for (const auto& [wanted, amount] : carried) {
    Amount left = amount;
    Line from = wanted;
    const auto take = [&](Status status) {
      from.status = status;
      const Amount there = line(id, from);
      if (left.is_zero() || there <= Amount{}) return;
      const Amount taken = std::min(left, there);
      add_to_line(id, from, -taken);
      left -= taken;
    };
    take(wanted.status);
    for (const Status status : statuses) take(status);
  }
}

void Instances::take_out(Instance& instance, const Lines& carried) {
  for (const std::string& id : around(instance)) take_from_lines(id, carried);
  resolve_where(instance, tables_);
  instance.container.clear();
  instance.epoch = 0;
}

void Instances::empty(const std::string& id, const Instance& container) {
  const Lines inside = lines(id);
  for (const std::string& holder : around(container)) take_from_lines(holder, inside);
  for (const auto& [line, amount] : inside) add_to_line(id, line, -amount);
  tables_.put(Table::contents, release_key(id, meta(id).epoch), pack_where(container.where));
  ++meta(id).epoch;
  write_meta(id, meta(id));  // At once: pieces that this event names are looked up by it.
  effects_.emptied.push_back(id);
}

void Instances::undo_empty(const std::string& id) {
  Meta& now = meta(id);
  ST_CHECK(now.epoch > 0);
  --now.epoch;
  tables_.erase(Table::contents, release_key(id, now.epoch));
  write_meta(id, now);
}

void Instances::write_meta(const std::string& id, const Meta& now) {
  std::string value;
  append_varint(value, now.epoch);
  append_varint(value, now.height);
  append_varint(value, now.lines);
  const bool is_plain = now.epoch == 0 && now.height == 0 && now.lines == 0;
  const std::optional<std::string> before = tables_.get(Table::contents, meta_key(id));
  if (before == value || (is_plain && !before)) return;
  tables_.put(Table::contents, meta_key(id), value);
}

void Instances::close() {
  for (const auto& [id, changed] : changed_) {
    for (const auto& [line, amount] : changed) {
      const std::string key = line_key(id, line);
      if (amount.is_zero()) {
        tables_.erase(Table::contents, key);
      } else {
        std::string value;
        append_amount(value, amount);
        tables_.put(Table::contents, key, value);
      }
    }
  }
  for (const auto& [id, now] : metas_) write_meta(id, now);
  for (auto& [id, lines] : effects_.lines) {
    std::erase_if(lines, [](const auto& line) { return line.second.is_zero(); });
  }
  std::erase_if(effects_.lines, [](const auto& lines) { return lines.second.empty(); });
  changed_.clear();
  metas_.clear();
}

}  // namespace stocktrail::inventory
