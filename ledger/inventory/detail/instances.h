// ledger/inventory/detail/instances.h: what is known of each serialised item and container: where it is, its
// lot, what it is in, and what is in it. A container keeps a summary per good, with all that is nested in it,
// so that moving a pallet costs its lots and not its pieces: what is inside a container has its place from
// the container.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/inventory/detail/journal.h"

namespace stocktrail::inventory {

/// An account but for the status, which is the goods' own.
struct Where {
  AccountKind kind = AccountKind::on_hand;
  std::string place, from;
  bool operator==(const Where&) const = default;
  bool inside() const { return kind == AccountKind::on_hand || kind == AccountKind::in_transit; }
};
Account account_at(const Where& where, Status status);

/// A serialised item or a container ("a thing"): its record in Table::instances.
struct Instance {
  Where where;  // If it is in a container: where it was put in.
  Status status{};
  std::string lot;
  std::string container;    // Id of it, empty: in none.
  std::uint64_t epoch = 0;  // Of that container, when this was put in.
  EventRef last{};          // The event that changed this last, and when it happened.
  Micros last_time{};
  std::optional<Account> backfill;  // It left this account before any event made it: its making goes here.
};

std::string instance_id(const gs1::Key& key);
/// The event that changed a record last.
EventRef last_event_of(std::string_view record);
std::optional<Instance> load_instance(const std::string& id, const TableReader& tables);

using Lines = std::map<Line, Amount>;

/// The things that one event changes. Keeps in `effects` what is needed to take the changes back.
class Instances {
 public:
  Instances(const Moment& moment, Effects& effects, TableWriter& tables)
      : moment_(moment), effects_(effects), tables_(tables) {}

  /// With its place and container as they are now: a container that was emptied since no longer holds it.
  std::optional<Instance> load(const std::string& id);
  void save(const std::string& id, Instance instance);

  /// The containers around, from the nearest to the outermost.
  std::vector<std::string> around(const Instance& instance);
  /// What is in a container, with all that is nested in it.
  Lines lines(const std::string& id);
  Amount line(const std::string& id, const Line& line);
  void add_to_line(const std::string& id, const Line& line, Amount amount);
  /// Room for `added` in the container and all around it.
  bool has_room(const std::vector<std::string>& containers, const Lines& added);

  /// Puts a thing (`carried`: itself if it is counted, and its contents) into a container. False: it cannot
  /// be in there (see DiscrepancyKind::not_containable) and nothing changed.
  [[nodiscard]] bool put_in(const std::string& id, Instance& instance, const Lines& carried,
                            const std::string& container, const Instance& container_instance);
  /// Takes it out of all containers; its place is then the container's.
  void take_out(Instance& instance, const Lines& carried);
  /// All that is directly inside leaves, without a look at each piece: they find where they are by the epoch.
  void empty(const std::string& id, const Instance& container);
  /// Takes an emptying back. The container must not have changed since.
  void undo_empty(const std::string& id);
  /// Less of each line, in other statuses if need be, as far as there is any.
  void take_from_lines(const std::string& id, const Lines& carried);

  /// Writes the changed lines.
  void close();

 private:
  struct Meta {
    std::uint64_t epoch = 0;
    unsigned height = 0;  // Levels of containers that were ever put in.
    std::size_t lines = 0;
  };
  struct Record {  // As it was before the event, and as it is now.
    std::optional<std::string> before, now;
  };
  Record& record(const std::string& id);
  Meta& meta(const std::string& id);
  void write_meta(const std::string& id, const Meta& now);
  void raise_heights(const std::vector<std::string>& containers, unsigned height);

  Moment moment_;
  Effects& effects_;
  TableWriter& tables_;
  std::map<std::string, Record> records_;
  std::map<std::string, Meta> metas_;
  std::map<std::string, Lines> changed_;  // Container -> lines as they are now.
};

/// Its making was taken back, but not what happened to it since: the next making goes to `account`.
void note_backfill(const std::string& id, const Account& account, TableWriter& tables);
/// That account, of a record.
std::optional<Account> backfill_of(std::string_view record);

/// For readers: where a thing is now, by itself or by what it is in.
Where resolve_where(Instance& instance, const TableReader& tables);
Lines load_lines(const std::string& id, const TableReader& tables);

}  // namespace stocktrail::inventory
