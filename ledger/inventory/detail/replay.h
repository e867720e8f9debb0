// ledger/inventory/detail/replay.h: the books of ledger/books, kept in tables and brought up to date by the
// facts of one record. A row that comes late is applied where it belongs, and after it only the rows that
// touch a cell which is not what it was; they end as soon as every cell is equal to the old one again. So the
// tables hold what the naive evaluation (ledger/books/evaluate.h) of all facts gives, whatever their order.
//
// Whatever was applied found of each cell what the tables say that the row before left of it, or it waits to
// be applied again. So the work may end at any row, and go on with another record: what is stored of a cell
// after each row is whole by itself. Rows of the record itself do not wait, unless they are far more work
// than a usual statement; they may find cells some of which still stand as before a late event, others as
// after it, and are applied again once that has come to them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "ledger/books/step.h"
#include "ledger/inventory/detail/timeline.h"
#include "ledger/inventory/detail/waiting_rows.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/waiting.h"
#include "ledger/state/text_map.h"

namespace stocktrail::inventory {

class Replay final : private books::Cells, private books::Journal {
 public:
  /// `record` is the index of what is being folded, or was last; shares as of waiting.h. All outlive it.
  Replay(std::uint64_t record, const books::Directory& directory, const FactOf& fact_of, TableWriter& tables,
         std::size_t share = share_of_record, std::size_t own_share = own_share_of_record);

  /// An event that is new. One with the same key as another has no effect.
  void add(Recorded recorded);
  /// An event that was added, by this record or before, is none.
  void remove(EventRef ref);
  /// Whose place a site is has changed: what moved there, or to or from where it was sent from, is worked out
  /// again.
  void again_at(const std::string& site);
  /// What a package holds has changed: so is all that moved of it, or of what it holds.
  void again_of(const std::string& product);
  /// Brings the tables up to date, as far as its share goes. Once.
  void run();

  /// How many rows were applied or taken out.
  std::size_t steps() const { return steps_; }

 private:
  using Value = std::variant<books::Book, books::Lane, books::Announced, books::Papers, books::Sales,
                             books::Box, books::Item, books::LotCard>;
  struct Track {
    Timeline timeline;
    std::unique_ptr<Value> value;  // Of its now(), or of the row that is being applied.
    std::unique_ptr<Value> was;    // Of its now(), if that is large.
    std::size_t touched_in = 0;    // The last step.
  };

  books::Book& book(const std::string& site, const books::Good& good) override;
  books::Lane& lane(const books::Good& good, const std::string& to) override;
  books::Announced& announced(const books::Good& good, const std::string& to) override;
  books::Announced& announced(const std::string& box) override;
  books::Papers& papers(const books::Good& good, const std::string& document) override;
  books::Sales& open_sales(const books::Good& good, const std::string& document) override;
  books::Box& box(const std::string& key) override;
  books::Item& item(const std::string& key) override;
  books::LotCard& lot(const std::string& product, const std::string& lot) override;
  const books::Fact* fact(const books::EventKey& event) override;
  void post(books::Posting posting) override { row_.postings.push_back(std::move(posting)); }
  void note(books::Discrepancy discrepancy) override { row_.notes.push_back(std::move(discrepancy)); }
  void own(const std::string& party, const books::Good& good, AccountKind kind,
           const std::string& end) override {
    owned_.insert(owned_key(party, good, kind, end));
  }

  template <typename Cell>
  Cell& cell(const CellName& name);
  Track& track(const CellName& name);
  Track& track(const CellId& id);
  void touch(Track& track);
  void step(const RowKey& key);
  void again(const books::EventKey& event);
  bool again_under(std::string directory_prefix);
  void list_waiting_cells();
  std::size_t list_rows(WaitingCells& at, std::size_t limit);
  void again_at_other_ends(const CellName& name);
  void apply_again(const RowKey& row) { pending_.try_emplace(row, Turn::may_wait); }
  void apply_now(const std::vector<RowKey>& rows);
  std::size_t cost_of_step() const;
  void add_up(std::span<const books::Posting> postings, int sign);
  static void keep_large(Track& track);
  std::optional<RowKey> leave(Track& track);
  void commit(Track& track, bool is_touched);
  void store(Track& track);

  std::uint64_t record_;
  const books::Directory& directory_;
  const FactOf& fact_of_;
  TableWriter& tables_;
  Worklist worklist_;
  WaitingRows waiting_;

  const std::size_t share_, own_share_;
  enum class Turn : std::uint8_t { now, may_wait };
  std::map<RowKey, Turn> pending_;
  std::set<books::EventKey> added_, removed_;  // By this record.
  std::map<books::EventKey, books::Fact> facts_;
  std::map<OutsideAccount, Amount> outside_;  // How much more, by this record.
  std::set<std::string> owned_;               // Keys of what it told to be of others than of the place.
  TextMap<Track> tracks_;                     // By name.
  std::map<CellId, Track*> tracks_by_id_;
  RowKey key_{};                 // Of the row that is being applied.
  RowRecord row_;                // What it puts out.
  std::vector<Track*> touched_;  // By it.
  std::size_t steps_ = 0;
};

}  // namespace stocktrail::inventory
