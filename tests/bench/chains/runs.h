// tests/bench/chains/runs.h: what happens in the chains of the benchmarks. A run makes one lot at one plant
// out of lots that farms delivered, and follows it to the shelves: pallets to distribution centres, crates to
// shops, sales, returns.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/bench/chains/teller.h"

namespace stocktrail::chains {

/// A code to trace backwards.
struct TraceSample {
  Thing code;                // A lot that one shop got, or an item.
  std::uint64_t events = 0;  // Of its backward trace; clocks that differ may hide or add one.
  unsigned shop = 0;         // A place that has or had it.
};

class Runs {
 public:
  /// What kinds of run there are, and how many of 1,000 runs are of each.
  static constexpr unsigned small_per_mille = 500, items_per_mille = 300, medium_per_mille = 160;

  Runs(const World& world, Random& random, Teller& teller)
      : world_(world), random_(random), teller_(teller) {}

  /// Something is made at the plant at `at`; per plant, times never go back, and nothing is told that
  /// happened more than `history` before.
  static constexpr std::int64_t history = 11 * hour;
  void begin(unsigned plant, unsigned run, Micros at);
  /// The samples of the run that began last; at most two.
  const std::vector<TraceSample>& samples() const { return samples_; }

  /// A lot of a farm that a plant got in bulk, for begin_with().
  Thing deliver_in_bulk(unsigned plant, Micros at);
  /// Makes a lot out of `bulk` and others, and sends it to shops in `containers_of_large` containers.
  static constexpr unsigned pallets_of_large = 4, crates_of_large = 45,
                            keys_of_large = 1 + pallets_of_large + crates_of_large;
  void begin_with(const Thing& bulk, unsigned plant, unsigned run, Micros at);

 private:
  struct Material {
    Thing lot;
    Micros here_from{};
    unsigned uses_left = 0;
    std::vector<Micros> seen = {};  // Events that name it.
    bool is_simple = true;          // Of a farm, and not made here.
  };
  struct Made {
    Thing lot;
    std::uint64_t amount = 0;
    std::uint64_t events = 0;  // Of its inputs up to then, and of its making.
    unsigned inputs = 0;
    bool is_simple = true;  // All inputs are.
  };
  struct Way {
    unsigned from = 0, to = 0;  // Places.
    std::vector<Thing> containers;
    Quantity goods;
  };

  Material deliver(unsigned plant, Micros at, unsigned uses);
  /// The index of a material that is not `taken` yet: what is here already, mostly; else it was ordered in
  /// time.
  std::size_t choose(unsigned plant, const std::vector<Quantity>& taken, Micros at);
  Made make(unsigned plant, const Thing& lot, std::uint64_t amount, std::vector<Thing> items, Micros at,
            const Thing& bulk = {});
  void make_material(unsigned plant, Micros at);
  void distribute(const Made& made, unsigned pallets, unsigned crates, Micros at);
  void deliver_crates(const Way& way, const std::vector<std::uint64_t>& amounts, Micros at);
  void make_items(unsigned plant, Micros at);
  Micros move(const Way& way, Micros at);
  void receive(const Way& way, Micros at);
  void sell(const Thing& lot, std::uint64_t amount, unsigned shop, Micros at);
  void sell_items(const std::vector<Thing>& items, const Thing& lot, unsigned shop, Micros at);
  void come_back(const Event& sale, Micros at);
  void recall(const Thing& lot, Micros at);

  Event object(std::string_view step, std::string_view disposition, unsigned place) const;
  Event aggregation(Action action, const Thing& parent, unsigned place) const;
  void pack(const Thing& container, std::vector<Thing> epcs, std::vector<Quantity> quantities, unsigned place,
            Micros at);
  void unpack(const Thing& container, unsigned place, Micros at);
  Thing next_lot(unsigned product) {
    return {Thing::Kind::lot, static_cast<std::uint16_t>(product), ++lots_};
  }
  Thing next_container(unsigned company) {
    return {Thing::Kind::container, static_cast<std::uint16_t>(company), ++containers_};
  }
  unsigned any_shop() { return first_shop + static_cast<unsigned>(random_.below(shops)); }
  unsigned any_centre() { return first_centre + static_cast<unsigned>(random_.below(centres)); }
  std::int64_t hours(std::uint64_t least, std::uint64_t most) {
    return static_cast<std::int64_t>(random_.between(least * 60, most * 60)) * minute;
  }

  const World& world_;
  Random& random_;
  Teller& teller_;
  std::array<std::vector<Material>, plants> materials_;
  std::vector<TraceSample> samples_;
  std::uint64_t lots_ = 0, items_ = 0, containers_ = 0, documents_ = 0;
};

}  // namespace stocktrail::chains
