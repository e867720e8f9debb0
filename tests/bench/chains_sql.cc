// The history of chains as rows for PostgreSQL (postgres/schema.sql). What a program that keeps its own books
// has to know of an event, which goods it moved, comes from the generator: finding it out is not counted
// against PostgreSQL.
#include <fstream>
#include <map>

#include "ledger/epcis/time.h"
#include "tests/bench/chains/tape.h"
#include "tests/bench/chains_bench.h"

namespace stocktrail::chains {
namespace {

constexpr std::size_t transaction_events = 100;

/// The rows of one transaction.
class Rows {
 public:
  explicit Rows(const World& world) : world_(&world) {}

  void add(const Report& report, std::uint64_t id) {
    const Event& event = report.event;
    const std::string number = std::to_string(id), at = format_utc(event.at);
    events_ += number + '\t' + event_id(event) + '\t' + std::to_string(event.by) + '\t' + at + '\t' +
               format_utc(report.told_at) + '\t' + std::string(name_of(event.type)) + '\t' +
               std::string(name_of(event.action)) + '\t' + std::string(event.step) + '\t' +
               std::string(event.disposition) + '\t' + place(event.read_at) + '\t' + place(event.located) +
               '\t' + json_of(event, *world_) + '\n';
    const bool is_made = event.type == Type::transformation;
    std::vector<Thing> named = event.epcs;
    for (const Quantity& one : event.quantities) named.push_back(one.of);
    for (const Thing& thing : named) item(thing, number, at, is_made ? &inputs_ : nullptr);
    if (event.type == Type::aggregation) {
      item(event.parent, number, at, nullptr);
      contain(event, named, number, at);
    }
    for (const Thing& thing : event.made_epcs) {
      item(thing, number, at, &outputs_);
      items_of_lots_ += world_->text(thing) + '\t' + world_->text(event.lot) + '\n';
    }
    for (const Quantity& one : event.made_quantities) item(one.of, number, at, &outputs_);
    // The lot of items that are made is a thing to follow too.
    if (is_made && !event.made_epcs.empty()) item(event.lot, number, at, &outputs_);
    if (report.was_told_before) return;
    for (const Movement& movement : event.movements) {
      post(movement.from, movement.goods, -1, number, at);
      post(movement.to, movement.goods, 1, number, at);
    }
  }

  void write_to(std::ofstream& out) {
    out << "BEGIN;\n";
    copy(out, "events", events_);
    copy(out, "event_items", event_items_);
    copy(out, "items", items_of_lots_);
    copy(out, "inputs", inputs_);
    copy(out, "outputs", outputs_);
    copy(out, "containment (parent, child, since, event)", containment_);
    copy(out, "releases", releases_);
    // Whichever is told first: what went in, or that all came out.
    if (!parents_.empty())
      out << "UPDATE containment c SET until = r.at FROM releases r WHERE c.parent = r.parent AND "
             "c.until = 'infinity' AND c.parent = ANY('{"
          << parents_ << "}');\n";
    copy(out, "postings", postings_);
    // In the order of keys, so that two connections never wait for each other in a circle.
    std::string values;
    for (const auto& [key, amount] : balances_)
      values += (values.empty() ? "(" : ",(") + key + ',' + std::to_string(amount) + ')';
    if (!values.empty())
      out << "INSERT INTO balances VALUES " << values
          << " ON CONFLICT (place, product, lot, kind) DO UPDATE SET amount = balances.amount + "
             "excluded.amount;\n";
    out << "COMMIT;\n";
    *this = Rows(*world_);
  }

 private:
  std::string place(const std::optional<unsigned>& place) const {
    return place ? world_->text(place_thing(*place)) : "\\N";
  }
  /// `edges`: of a transformation, too.
  void item(const Thing& thing, const std::string& event, const std::string& at, std::string* edges) {
    const std::string row = world_->text(thing) + '\t' + at + '\t' + event + '\n';
    event_items_ += row;
    if (edges != nullptr) *edges += row;
  }
  void contain(const Event& event, const std::vector<Thing>& children, const std::string& number,
               const std::string& at) {
    const std::string parent = world_->text(event.parent);
    for (const Thing& child : children) {
      if (event.action == Action::add)
        containment_ += parent + '\t' + world_->text(child) + '\t' + at + '\t' + number + '\n';
    }
    if (event.action == Action::remove) releases_ += parent + '\t' + at + '\n';
    parents_ += (parents_.empty() ? "" : ",") + parent;
  }
  void post(const Account& account, const Quantity& goods, int sign, const std::string& event,
            const std::string& at) {
    const bool has_place =
        account.kind == Account::Kind::on_hand || account.kind == Account::Kind::in_transit;
    const std::string where = has_place ? world_->text(place_thing(account.place)) : "";
    const std::string lot = world_->text(goods.of), product = lot.substr(0, lot.find("/10/"));
    const std::int64_t amount = sign * static_cast<std::int64_t>(goods.amount);
    const std::string kind(name_of(account.kind));
    postings_ += event + '\t' + where + '\t' + product + '\t' + lot + '\t' + kind + '\t' +
                 std::to_string(amount) + '\t' + at + '\n';
    balances_["'" + where + "','" + product + "','" + lot + "','" + kind + "'"] += amount;
  }
  static void copy(std::ofstream& out, std::string_view table, const std::string& rows) {
    if (!rows.empty()) out << "COPY " << table << " FROM STDIN;\n" << rows << "\\.\n";
  }

  const World* world_;
  std::string events_, event_items_, inputs_, outputs_, items_of_lots_, containment_, releases_, postings_;
  std::string parents_;  // Containers that something went into or came out of.
  std::map<std::string, std::int64_t> balances_;
};

void write_samples(const TapedSamples& samples, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << "COPY trace_samples FROM STDIN;\n";
  std::size_t n = 0;
  for (const auto& one : samples.traces) {
    if (one.events >= 15 && one.events <= 19)
      out << ++n << '\t' << one.code << '\t' << one.place << '\t'
          << one.code.substr(0, one.code.find(one.code.find("/10/") == std::string::npos ? "/21/" : "/10/"))
          << '\n';
  }
  out << "\\.\nCOPY closure_samples FROM STDIN;\n";
  n = 0;
  for (const auto& one : samples.closures) out << ++n << '\t' << one.code << '\t' << one.keys << '\n';
  out << "\\.\nANALYZE;\n";
}

}  // namespace

void write_sql(const ChainsOptions& options, const std::filesystem::path& tape,
               const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  Chains chains(options);
  std::array<std::ofstream, 2> files{std::ofstream(folder / "load-0.sql"),
                                     std::ofstream(folder / "load-1.sql")};
  std::array<Rows, 2> rows{Rows(chains.world()), Rows(chains.world())};
  std::array<std::size_t, 2> held{};
  std::uint64_t id = 0;
  while (const auto statement = chains.next()) {
    if (statement->is_repeat) continue;
    for (const Report& report : statement->reports) {
      // What belongs to one run comes in order.
      const std::size_t side = report.run % 2;
      rows[side].add(report, ++id);
      if (++held[side] < transaction_events) continue;
      rows[side].write_to(files[side]);
      held[side] = 0;
    }
  }
  for (std::size_t side = 0; side < 2; ++side) rows[side].write_to(files[side]);
  write_samples(read_samples(tape), folder / "samples.sql");
}

}  // namespace stocktrail::chains
