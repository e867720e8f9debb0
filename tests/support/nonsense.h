// tests/support/nonsense.h: whatever anybody posts: random events, most of them nonsense, in the words of
// told.h.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace stocktrail::test {

class Nonsense {
 public:
  explicit Nonsense(std::uint64_t seed)
      : choose_([random = std::mt19937_64(seed)]() mutable { return random(); }) {}
  /// By the choices that somebody makes.
  explicit Nonsense(std::function<std::uint64_t()> choose) : choose_(std::move(choose)) {}

  std::vector<std::string> lines(int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(line() + " id:" + std::to_string(i));
    for (int i = 0; i < count / 10; ++i) all.push_back("void " + all[below(static_cast<std::size_t>(count))]);
    return all;
  }

  /// One event, without an id.
  std::string line() {
    static constexpr std::array issuers = {"MK", "A", "B", "C"};
    static constexpr std::array hours = {"00:00", "00:00", "08:00", "08:00", "08:10", "12:00", "20:30"};
    static constexpr std::array steps = {
        "commissioning", "shipping",   "departing",  "consigning",     "receiving",       "accepting",
        "storing",       "stocking",   "arriving",   "retail_selling", "void_shipping",   "stock_taking",
        "holding",       "inspecting", "destroying", "cycle_counting", "decommissioning", "installing",
        "picking",       "shipping",   "receiving"};
    static constexpr std::array dispositions = {"",
                                                "",
                                                "",
                                                "damaged",
                                                "returned",
                                                "recalled",
                                                "stolen",
                                                "in_transit",
                                                "retail_sold",
                                                "non_sellable_other",
                                                "sellable_accessible",
                                                "mismatch_quantity"};
    static constexpr std::array places = {"", "@MK", "@MK", "@A", "@A", "@A.back", "@B", "@HUB"};
    static constexpr std::array ends = {"", "", ">A", ">A", ">B", ">MK", ">A(party)", "<MK", ">A <MK"};
    static constexpr std::array goods = {
        "L1=10",      "L1=10",         "L1=3",      "=5",     "=10",         "L2=4",   "L1=?",
        "=?",         "L1=0",          "s:1/L1",    "s:2",    "s:1 s:2 s:3", "box:P1", "box:P2 L1=4",
        "box:C1",     "box:P1 box:P2", "L1=2 L2=3", "F/F1=2", "L1=1KGM",     "box:K1", "box:P1 L1=9",
        "box:K1 s:1", "box:P1 box:K1"};
    static constexpr std::array children = {"L1=4",   "=3",          "s:1 s:2", "box:P2",
                                            "box:P1", "box:C1 L2=1", "box:K1",  ""};
    static constexpr std::array documents = {"", "", "", "#d1", "#d2"};
    std::string text = any(issuers) + " " + std::to_string(1 + below(6)) + "T" + any(hours) + " ";
    const std::string where = any(places) + " " + any(ends) + " " + any(documents) + " ";
    const std::size_t kind = below(10);
    if (kind == 0) return text + (below(2) == 0 ? any(children) : "") + " makes " + where + any(goods);
    if (kind <= 3) {
      static constexpr std::array boxes = {"in:P1",  "in:P1",  "in:P2",  "in:C1", "in:K1",
                                           "out:P1", "out:P2", "out:C1", "out:K1"};
      static constexpr std::array moves = {"", "", "packing", "shipping", "receiving", "unpacking"};
      return text + any(moves) + " " + where + any(boxes) + " " + any(children);
    }
    return text + any(steps) + " " + any(dispositions) + " " + where + any(goods);
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(choose_() % n); }
  template <std::size_t N>
  std::string any(const std::array<const char*, N>& words) {
    return words[below(N)];
  }
  std::function<std::uint64_t()> choose_;
};

}  // namespace stocktrail::test
