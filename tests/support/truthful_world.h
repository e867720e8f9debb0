// tests/support/truthful_world.h: a simulated chain in which everybody tells the truth, in a style of their
// own: what is told of it, and what is true. A maker, a distribution centre, three shops; six products with
// two lots each. Clocks are off by minutes.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/books/fact.h"

namespace stocktrail::test {

/// How one sender and one receiver tell of what goes between them.
struct Style {
  int departure = 0, arrival = 0, destination = 0;
  bool lots_sent = true, lots_received = true, document = false, unpacks = false;
  std::string text() const;
};

struct WorldOptions {
  int days = 24;
  bool lots_always = false;  // All reports tell the lot, and each movement has a document.
  bool mixed = false;        // Each movement is told in another style, with a document.
  bool unnamed = false;      // No destination and no document is told, but all lots.
};

class TruthfulWorld {
 public:
  TruthfulWorld(std::uint64_t seed, WorldOptions options);

  const std::vector<std::string>& told() const { return told_; }

  using Stock = std::map<std::tuple<std::string, std::string, books::Status>, int>;  // Site, product.
  using Lots = std::map<std::tuple<std::string, std::string, std::string>, int>;     // Site, product, lot.
  /// At the end of each day, at half past eleven.
  const std::vector<Stock>& days() const { return days_; }
  const Lots& lots() const { return lots_; }
  int lost(const std::string& product) const;  // On the way, and nobody closed it.
  std::string styles() const;

 private:
  struct Moment {
    int day, minute;
  };
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool chance(int percent) { return below(100) < percent; }
  std::string stamp(const std::string& issuer, Moment moment) const;
  void tell(const std::string& issuer, Moment moment, const std::string& what);
  void add(const std::string& site, const std::string& product, const std::string& lot, books::Status status,
           int n);
  int sellable(const std::string& site, const std::string& product, const std::string& lot) const;
  void send(const std::string& from, const std::string& to, const std::string& product,
            const std::string& lot, int n, Moment left, Moment came);
  void tell_departure(const Style& style, const std::string& from, const std::string& to,
                      const std::string& goods, const std::string& halves, const std::string& rest,
                      Moment left);
  void tell_arrival(const Style& style, const std::string& to, const std::string& from,
                    const std::string& product, const std::string& lot, int n, const std::string& extra,
                    Moment came, bool closes);
  void sell(const std::string& shop, const std::string& product, int day);
  void look_after(const std::string& shop, const std::string& product, int day);
  void happen(int day);
  struct Coming {
    int day;
    std::string site, product, lot;
    int n;
  };

  std::mt19937_64 random_;
  WorldOptions options_;
  std::map<std::pair<std::string, std::string>, Style> styles_;
  std::map<std::string, int> clocks_;
  std::map<std::string, bool> tills_tell_lots_;
  std::map<std::tuple<std::string, std::string, std::string, books::Status>, int> stock_;
  std::vector<Coming> coming_;
  std::map<std::string, int> lost_;
  std::map<std::pair<std::string, std::string>, int> sold_;
  std::vector<std::string> told_;
  std::vector<Stock> days_;
  Lots lots_;
  Style any_style(Style sender);
  int number_ = 0;
};

}  // namespace stocktrail::test
