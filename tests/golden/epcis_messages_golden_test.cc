// The messages that suppliers read, frozen: tests/golden/epcis/messages.txt holds bad events and what is told
// about each. STOCKTRAIL_UPDATE_GOLDEN=1 writes the messages anew, for a reviewer to read.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

const std::string path = STOCKTRAIL_TEST_DIR "/golden/epcis/messages.txt";

// An event a line, then lines with "  " before them: its message.
TEST(EpcisMessagesGolden, AreAsPublished) {
  std::ifstream in(path);
  ASSERT_TRUE(in) << path;
  std::string line, published, told;
  std::size_t events = 0;
  while (std::getline(in, line)) {
    published += line + "\n";
    if (!line.starts_with('{')) continue;
    told += line + "\n  " + test::fault_of(line) + "\n";
    ++events;
  }
  in.close();
  EXPECT_GE(events, 40U);
  if (std::getenv("STOCKTRAIL_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << told;
  EXPECT_EQ(told, published);
}

}  // namespace
}  // namespace stocktrail::epcis
