#include "ledger/epcis/json/detail/terms.h"

#include <array>
#include <vector>

namespace stocktrail::epcis {
namespace {

constexpr unsigned bit(EventType type) {
  return 1U << static_cast<unsigned>(type);
}
constexpr unsigned object = bit(EventType::object);
constexpr unsigned aggregation = bit(EventType::aggregation);
constexpr unsigned transaction = bit(EventType::transaction);
constexpr unsigned transformation = bit(EventType::transformation);
constexpr unsigned association = bit(EventType::association);
constexpr unsigned any = object | aggregation | transaction | transformation | association;

struct Row {
  std::string_view name;
  Term term;
  unsigned types;
};

// persistentDisposition is on all types, although the JSON schema of EPCIS 2.0 leaves it to two of them: see
// docs/decisions/0002-epcis-validation.md.
constexpr std::array rows = {
    Row{"@context", Term::at_context, any},
    Row{"type", Term::type, any},
    Row{"eventTime", Term::event_time, any},
    Row{"recordTime", Term::record_time, any},
    Row{"eventTimeZoneOffset", Term::event_time_zone_offset, any},
    Row{"eventID", Term::event_id, any},
    Row{"certificationInfo", Term::certification_info, any},
    Row{"errorDeclaration", Term::error_declaration, any},
    Row{"action", Term::action, any & ~transformation},
    Row{"bizStep", Term::biz_step, any},
    Row{"disposition", Term::disposition, any},
    Row{"persistentDisposition", Term::persistent_disposition, any},
    Row{"readPoint", Term::read_point, any},
    Row{"bizLocation", Term::biz_location, any},
    Row{"bizTransactionList", Term::biz_transaction_list, any},
    Row{"sourceList", Term::source_list, any},
    Row{"destinationList", Term::destination_list, any},
    Row{"sensorElementList", Term::sensor_element_list, any},
    Row{"ilmd", Term::ilmd, object | transformation},
    Row{"epcList", Term::epc_list, object | transaction},
    Row{"quantityList", Term::quantity_list, object | transaction},
    Row{"parentID", Term::parent_id, aggregation | transaction | association},
    Row{"childEPCs", Term::child_epcs, aggregation | association},
    Row{"childQuantityList", Term::child_quantity_list, aggregation | association},
    Row{"inputEPCList", Term::input_epc_list, transformation},
    Row{"inputQuantityList", Term::input_quantity_list, transformation},
    Row{"outputEPCList", Term::output_epc_list, transformation},
    Row{"outputQuantityList", Term::output_quantity_list, transformation},
    Row{"transformationID", Term::transformation_id, transformation},
};

constexpr std::size_t slots = 128;

constexpr std::size_t slot_of(std::string_view name) {
  const auto at = [name](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(name[i]));
  };
  return (name.size() * 5 + at(0) * 3 + at(name.size() / 2) * 7 + at(name.size() - 1)) % slots;
}

// Row numbers plus one by slot, with linear probing; 0 is empty.
constexpr std::array<std::uint8_t, slots> table = [] {
  std::array<std::uint8_t, slots> made{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t slot = slot_of(rows[i].name);
    while (made[slot] != 0) slot = (slot + 1) % slots;
    made[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return made;
}();

const Row* find_row(std::string_view name) {
  if (name.empty()) return nullptr;
  for (std::size_t slot = slot_of(name); table[slot] != 0; slot = (slot + 1) % slots) {
    const Row& row = rows[table[slot] - 1U];
    if (row.name == name) return &row;
  }
  return nullptr;
}

constexpr unsigned types_of(Term term) {
  for (const Row& row : rows) {
    if (row.term == term) return row.types;
  }
  return 0;
}

// names_by_type[t] holds the names of the fields of type t, the first counts[t] of them.
struct NamesByType {
  std::array<std::array<std::string_view, rows.size()>, 5> names{};
  std::array<std::size_t, 5> counts{};
};

constexpr NamesByType names_by_type = [] {
  NamesByType made;
  for (std::size_t type = 0; type < made.names.size(); ++type) {
    for (const Row& row : rows) {
      if ((row.types & (1U << type)) != 0) made.names[type][made.counts[type]++] = row.name;
    }
  }
  return made;
}();

constexpr std::array all_types = {EventType::object, EventType::aggregation, EventType::transaction,
                                  EventType::transformation, EventType::association};

}  // namespace

Term find_term(std::string_view name) {
  const Row* row = find_row(name);
  return row != nullptr ? row->term : Term::unknown;
}

bool belongs_to(Term term, EventType type) {
  return (types_of(term) & bit(type)) != 0;
}

std::string types_with(Term term) {
  std::vector<std::string_view> names;
  for (const EventType type : all_types) {
    if (belongs_to(term, type)) names.push_back(name_of(type));
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

std::span<const std::string_view> names_of(EventType type) {
  const auto index = static_cast<std::size_t>(type);
  return std::span(names_by_type.names[index]).first(names_by_type.counts[index]);
}

}  // namespace stocktrail::epcis
