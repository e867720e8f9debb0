// The capture documents of openepcis/openepcis-test-resources (Apache-2.0) as one log: everything in them is
// found by its identifiers, the books balance after each event, and taking all back leaves nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/epcis/json/document.h"
#include "tests/support/folded_world.h"
#include "tests/support/test_data.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::IsEmpty;

constexpr std::string_view capture = "epcis/2.0/EPCIS/JSON/Capture";

class FoldCapture : public testing::Test {
 protected:
  void SetUp() override {
    ST_NEEDS(test::test_data(capture));
    for (const std::string_view folder : {"Documents", "Events"}) {
      for (const auto& path : files_in(test_data(capture) / folder, ".json")) {
        const auto document = epcis::parse_capture_document(read_file(path));
        ASSERT_TRUE(document.has_value()) << path;
        for (const epcis::DocumentEvent& event : document->events) add(event.event);
      }
    }
    ASSERT_GT(refs.size(), 50U);
  }

  /// Ids are made unique, because documents repeat each other; their own declarations are left out.
  void add(epcis::Event event) {
    if (event.error_declaration) return;
    event.id += "#" + std::to_string(refs.size());
    refs.push_back(world.add(std::move(event)));
    ASSERT_THAT(inventory::unbalanced(world.tables), IsEmpty());
  }

  bool is_found(const gs1::Key& key, EventRef ref) const {
    const trace::Touches touches = trace::touches(key, 100'000, world.tables);
    return std::ranges::any_of(touches.list, [&](const trace::Touch& touch) { return touch.event == ref; });
  }

  FoldedWorld world;
  std::vector<EventRef> refs;
};

TEST_F(FoldCapture, EverythingIsFoundByItsIdentifiers) {
  for (const EventRef ref : refs) {
    const epcis::Event& event = world.event(ref);
    if (event.parent) {
      EXPECT_TRUE(is_found(*event.parent, ref)) << event.parent->text();
    }
    for (const epcis::What* what : {&event.objects, &event.outputs}) {
      for (const gs1::Key& epc : what->epcs) EXPECT_TRUE(is_found(epc, ref)) << epc.text();
      for (const auto& element : what->quantities) {
        EXPECT_TRUE(is_found(element.epc_class, ref)) << element.epc_class.text();
      }
    }
  }
}

TEST_F(FoldCapture, EveryWalkEnds) {
  for (const EventRef ref : refs) {
    for (const gs1::Key& epc : world.event(ref).objects.epcs) {
      for (const auto direction : {trace::Direction::backwards, trace::Direction::forwards}) {
        const trace::Trace trace = trace::walk(epc, direction, {}, world.tables);
        EXPECT_TRUE(std::ranges::any_of(trace.events, [&](const auto& event) { return event.event == ref; }));
      }
    }
  }
}

TEST_F(FoldCapture, TakingAllBackLeavesNothing) {
  for (auto ref = refs.rbegin(); ref != refs.rend(); ++ref) world.take_back(*ref, 1'000'000);
  EXPECT_THAT(world.tables.values(Table::rows), IsEmpty());
  EXPECT_THAT(world.tables.values(Table::history), IsEmpty());
  EXPECT_THAT(world.tables.values(Table::worklist), IsEmpty());
}

}  // namespace
}  // namespace stocktrail
