// ledger/inventory/detail/timeline.h: one cell on its way through a record: what it is before each row that
// is applied, forwards, and what that row leaves of it.
#pragma once

#include <optional>
#include <vector>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

class Timeline {
 public:
  /// `tables`, which outlive it, stay as they are until store().
  Timeline(CellName name, const TableReader& tables);

  const CellName& name() const { return name_; }
  const CellId& id() const { return id_; }

  /// Goes to just before the row, which is not before the last one. Rows between them that were to be applied
  /// again are left as they were. False: what the cell is there is what now() was already.
  bool seek(const RowKey& row);
  /// What the cell is before the row, and, once that was left, after it.
  const Parts& now() const;

  /// What the row leaves of the cell. Gives the next row that touched it if that will find something else
  /// than it did. `undo`: difference() from that to now(), if it is known.
  std::optional<RowKey> leave(Parts after, std::uint64_t record,
                              std::optional<std::string> undo = std::nullopt);
  /// The row does not touch it, or no longer does.
  std::optional<RowKey> leave_alone();

  /// What it is after all rows; nullptr if what was done to it ends before the last of them.
  const Parts* end() const;
  /// Is that now()?
  bool is_at_end() const;
  /// Was it anything before this record?
  bool was_empty() const { return was_empty_; }
  /// What it was before this record, if discrepancies followed from it.
  const std::optional<Parts>& concluded() const { return concluded_; }

  /// Writes what differs. Once.
  void store(std::uint64_t record, bool concludes, TableWriter& tables);

 private:
  struct Step {
    RowKey row{};
    std::uint64_t from = 0;
    Parts after;
    std::optional<std::string> undo = {};
  };
  /// A page that is worked on: pages that are done, the one that grows, and what of it is still ahead.
  struct Work {
    bool is_last = false;
    bool is_changed = false;     // By more than entries at its end.
    unsigned count = 0;          // Of entries, as it is stored; 0: of a new cell.
    std::optional<Page> stored;  // If it may be changed.
    std::vector<Page> done;
    Page page;                // Its parts: what the cell is here.
    std::vector<Step> ahead;  // The next one last.
  };

  bool is_here(const RowKey& row) const;
  void load(const RowKey& row);
  std::optional<Page> closed_page(const RowKey& row) const;
  std::optional<RowKey> first_after(const Page& page) const;
  const Parts* left_by(const Work& work) const;
  Parts left_before(const Page& page) const;
  bool did() const;
  std::optional<RowKey> next_row() const;
  std::optional<RowKey> went_on(Parts old);
  static Step next_of(Work& work);
  static void go_over(Work& work, Step step);
  void store(Work work, std::uint64_t record, bool concludes, TableWriter& tables);

  CellName name_;
  CellId id_;
  const TableReader& tables_;
  std::optional<Page> last_page_;  // Until it is worked on.
  std::optional<RowKey> last_first_;
  bool has_history_ = false;
  bool was_empty_ = true;
  std::optional<Parts> concluded_;
  std::vector<Work> pages_;           // In the order of rows; the last is where it is now.
  std::optional<RowKey> next_first_;  // Of the page after that.
  RowKey row_{};
  std::optional<Parts> was_;  // What the rows after this one found, if that was something else.
};

}  // namespace stocktrail::inventory
