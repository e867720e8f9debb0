// tests/support/inventory_case.h: a file of ../cases/inventory as facts, and positions as its words say them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/books/evaluate.h"
#include "tests/support/map_directory.h"

namespace stocktrail::test {

struct InventoryCase {
  std::vector<books::Fact>
      facts;  // In the order of recording, as admitted: no other content under one identity.
  MapDirectory directory;
  std::map<std::string, std::string> places, products;  // Names by key.
};

/// Fails the test for what cannot be read.
InventoryCase read_inventory_case(const std::filesystem::path& path);

/// "sellable@A L1=60; way:sellable@A<-MK L1=40", sorted; a product of several is told: "F/F1=20".
std::string text(const InventoryCase& read, const std::vector<books::Position>& positions);

}  // namespace stocktrail::test
