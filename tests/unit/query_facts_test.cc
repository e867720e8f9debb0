// What the compact rows keep of an event is what its readers get back.
#include "ledger/query/event_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/event_builder.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::query {
namespace {

using namespace test;
using ::testing::ElementsAre;

const EventRef ref = event_ref(7, 3);
const Source source{.issuer = party(1), .key_id = "key", .recorded_at = minute(9)};

TEST(EventFacts, AllThatReadersAskForComesBack) {
  epcis::Event event = observed(5)
                           .step("shipping")
                           .disposition("in_transit")
                           .persistently("stolen")
                           .no_longer("damaged")
                           .read_at(place(1))
                           .located(place(2))
                           .from("owning_party", party(3))
                           .to("location", place(4))
                           .quantity(lot(1, "A"), "7")
                           .id("urn:x:event")
                           .build();
  event.event_time.text = "2026-01-01T00:05:00.000+02:00";
  event.biz_step->is_standard = false;
  event.ilmd.best_before_date = "2026-12-31";
  event.ilmd.country_of_origin = "NL";
  event.error_declaration = epcis::ErrorDeclaration{
      {minute(6), "2026-01-01T00:06:00Z"}, epcis::Word{"incorrect_data", true}, {"urn:x:right"}};
  event.open = {.is_cut = true,
                .has_plain_read_point = true,
                .has_plain_biz_location = false,
                .has_plain_declaration = true,
                .conditions = {{"Temperature", "3.10", "4", "\u00b0C", true}}};
  MemoryTables tables;
  fold(event, source, ref, tables);
  const auto facts = read_facts(ref, tables);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->ref, ref);
  EXPECT_EQ(facts->type, event.type);
  EXPECT_EQ(facts->action, event.action);
  EXPECT_EQ(facts->event_time.at, event.event_time.at);
  EXPECT_EQ(facts->event_time.text, event.event_time.text);
  EXPECT_EQ(facts->source.issuer, source.issuer);
  EXPECT_EQ(facts->source.key_id, source.key_id);
  EXPECT_EQ(facts->source.recorded_at, source.recorded_at);
  EXPECT_EQ(facts->id, event.id);
  EXPECT_EQ(facts->biz_step, event.biz_step);
  EXPECT_EQ(facts->disposition, event.disposition);
  EXPECT_EQ(facts->persistent_disposition.set, event.persistent_disposition.set);
  EXPECT_EQ(facts->persistent_disposition.unset, event.persistent_disposition.unset);
  EXPECT_EQ(facts->read_point, place(1));
  EXPECT_EQ(facts->biz_location, place(2));
  EXPECT_THAT(facts->partners, ElementsAre(party(3), place(4)));
  EXPECT_EQ(facts->best_before_date, "2026-12-31");
  EXPECT_EQ(facts->production_date, "");
  EXPECT_EQ(facts->country_of_origin, "NL");
  ASSERT_TRUE(facts->error_declaration.has_value());
  EXPECT_EQ(facts->error_declaration->declared_at, "2026-01-01T00:06:00Z");
  EXPECT_EQ(facts->error_declaration->reason, "incorrect_data");
  EXPECT_THAT(facts->error_declaration->corrective_event_ids, ElementsAre("urn:x:right"));
  EXPECT_TRUE(facts->open.is_cut && facts->open.has_plain_read_point && facts->open.has_plain_declaration);
  EXPECT_FALSE(facts->open.has_plain_biz_location);
  EXPECT_EQ(facts->open.conditions, event.open.conditions);
  EXPECT_EQ(read_links(ref, tables), nullptr);  // It leads nowhere.
  EXPECT_FALSE(read_facts(event_ref(7, 4), tables).has_value());
}

TEST(EventFacts, LinksTellWhatIsTiedTogether) {
  MemoryTables tables;
  fold(packed(5)
           .parent(pallet(1))
           .epc(item(1, "S"))
           .quantity(lot(1, "A"), "2.5", "KGM")
           .quantity(lot(2, "B"), "")
           .build(),
       source, ref, tables);
  const auto packing = read_links(ref, tables);
  ASSERT_NE(packing, nullptr);
  EXPECT_EQ(packing->issuer, issuer_tag(party(1)));
  EXPECT_EQ(packing->event_time, minute(5));
  EXPECT_EQ(packing->parent, pallet(1));
  EXPECT_THAT(packing->objects.epcs, ElementsAre(item(1, "S")));
  ASSERT_EQ(packing->objects.quantities.size(), 2U);
  EXPECT_EQ(packing->objects.quantities[0].epc_class, lot(1, "A"));
  EXPECT_EQ(packing->objects.quantities[0].uom, "KGM");
  EXPECT_EQ(packing->objects.quantities[0].number->text(), "2.5");
  EXPECT_FALSE(packing->objects.quantities[1].number.has_value());
  EXPECT_EQ(packing->outputs.size(), 0U);

  const EventRef other = event_ref(8, 0);
  fold(transformed(6).quantity(lot(1, "A"), "1").output(lot(2, "B"), "1").transformation("urn:x:t").build(),
       source, other, tables);
  const auto making = read_links(other, tables);
  ASSERT_NE(making, nullptr);
  EXPECT_EQ(making->transformation_id, "urn:x:t");
  EXPECT_EQ(making->parent, "");
  EXPECT_EQ(making->objects.size(), 1U);
  EXPECT_EQ(making->outputs.size(), 1U);
}

TEST(EventFacts, RowsThatNobodyWroteAreDamage) {
  MemoryTables written;
  fold(packed(5).parent(pallet(1)).epc(item(1, "S")).id("urn:x:event").build(), source, ref, written);
  ASSERT_EQ(written.values(Table::facts).size(), 2U);
  for (const auto& [key, bytes] : written.values(Table::facts)) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      MemoryTables cut = written;
      cut.put(Table::facts, key, bytes.substr(0, size));
      const bool is_read = read_facts(ref, cut).has_value() && read_links(ref, cut) != nullptr;
      EXPECT_FALSE(is_read) << size;
      EXPECT_TRUE(cut.is_damaged) << size;
    }
  }
}

}  // namespace
}  // namespace stocktrail::query
