// tests/support/told.h: events in one line each, for tests of the books. "MK 2T08:00 shipping @MK >A L1=60":
// who tells, day of January 2026 and time, business step and disposition, then in any order
//   @A @A.shelf   place          >A >CO(party)  destination   <MK   source        #d1   despatch advice
//   L1=60 =60     lot, quantity  L1=?           not told      L1=500KGM  in a unit      F/F1=3   of product F
//   P1 C1 K1      a pallet (SSCC), a cage (GRAI), a kit (item of product K): "box:P1"; loaded with "in:P1",
//                 emptied with "out:P1". What follows "makes" is made
//   s:1 s:1/L1    an item (and the lot that ilmd tells)       unset:recalled      exp:10   expires on day 10
//   id:7          an id of its own, and "void" in front of the line: a declaration that takes that event back
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/books/evaluate.h"
#include "tests/support/map_directory.h"

namespace stocktrail::test {

/// A world of places, parties and goods under short names.
class Tellers {
 public:
  /// Names in another world are other places, parties, goods and boxes.
  explicit Tellers(std::string world = {});
  /// The party of a site is the one of its name, if nothing else is said.
  void owns(const std::string& party, const std::string& site);
  void level(const std::string& product, const std::string& of, std::int64_t pieces);

  struct Told {
    std::string issuer, text;  // Its party, and the line without an id.
    epcis::Event event;
  };
  Told told(std::string_view line);
  books::Fact fact(std::string_view line);
  std::vector<books::Fact> facts(const std::vector<std::string>& lines);
  const MapDirectory& directory() const { return directory_; }
  /// "2T08:00"
  static Micros at(std::string_view text);

  /// "sellable@A L1=60; way:sellable@A<-MK L1=40", sorted; "" if there is nothing. Products other than P are
  /// told: "sellable@MK R/R1=5".
  std::string text(const std::vector<books::Position>& positions) const;
  std::string text(const std::vector<books::Discrepancy>& discrepancies) const;

  /// The key of a name: a place ("A", "A.shelf"), a party ("A(party)"), a product ("P").
  std::string place(std::string_view name);
  std::string product(std::string_view name);

 private:
  void add_quantity(const std::string& text, epcis::What& what);
  bool add_thing(const std::string& token, epcis::Event& event);
  bool add_place(const std::string& token, epcis::Event& event);
  void add_word(const std::string& token, epcis::Event& event);
  std::string short_name(const std::string& key) const;
  std::string digits(std::string_view name, std::size_t count) const;

  std::string world_;
  std::map<std::string, std::string> names_;  // By key.
  MapDirectory directory_;
};

/// What is told, in any order, and what follows at the end of all: positions, and discrepancies.
struct BookCase {
  const char* name;
  std::vector<std::string> told;
  std::string right;
  std::string shown{};
};
/// Each of them as a test. S1 is a site of the party CO.
void expect_books(const std::vector<BookCase>& cases);

/// Sorted, in one line.
std::string joined(std::vector<std::string> parts);

/// Positions of facts, now: at the end of day 300.
std::string now(Tellers& tellers, const std::vector<std::string>& lines);

/// Amounts as people say them: mass in kg, volume in litres, length in metres.
std::string amount_text(const books::Good& good, Amount amount);

}  // namespace stocktrail::test
