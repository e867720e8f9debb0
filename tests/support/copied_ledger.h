// tests/support/copied_ledger.h: a ledger of three entries, whose data directory tests copy about.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/ledger_world.h"

namespace stocktrail::test {

class CopyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.open();
    ASSERT_TRUE(world.admit(supplier));
    ASSERT_TRUE(post(1));
  }
  Result<Receipt> post(std::uint64_t number) {
    return world.post(
        sign_events(supplier, number, {commissioning(supplier, 1, "L" + std::to_string(number), 10)}));
  }
  void copy(const std::string& from, const std::string& to) {
    std::filesystem::copy(directory / from, directory / to, std::filesystem::copy_options::recursive);
  }
  std::vector<Error> audit(const std::string& name) {
    const auto report = audit_directory(directory / name, [](std::uint64_t, std::uint64_t) {});
    return report ? report->doubts : std::vector<Error>{report.error()};
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  Supplier supplier = make_supplier(1);
};

}  // namespace stocktrail::test
