// ledger/epcis/json/detail/event_parts.h: the readers of one event's parts. Each returns false when it told a
// fault. Internal to the module; events come in through parse_event (event.h).
#pragma once

#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/epcis/json/detail/reading.h"

namespace stocktrail::epcis {

// What.
bool read_epc_list(Reading& reading, const json::Value& value, const Path& path, std::vector<gs1::Key>& out);
bool read_quantity_list(Reading& reading, const json::Value& value, const Path& path,
                        std::vector<QuantityElement>& out);
bool read_parent(Reading& reading, const json::Value& value, const Path& path, std::optional<gs1::Key>& out);
bool read_ilmd(Reading& reading, const json::Value& value, const Path& path, Ilmd& out);

// When.
bool read_time_zone_offset(Reading& reading, const json::Value& value, const Path& path, std::string& out);

// Where.
bool read_place(Reading& reading, const json::Value& value, const Path& path, std::optional<gs1::Key>& out);

// Why and who.
bool read_action(Reading& reading, const json::Value& value, const Path& path, Action& out);
bool read_persistent_disposition(Reading& reading, const json::Value& value, const Path& path,
                                 PersistentDisposition& out);
bool read_biz_transactions(Reading& reading, const json::Value& value, const Path& path,
                           std::vector<BizTransaction>& out);
/// `role` is the name of the member that holds the party or place: "source" or "destination".
bool read_source_dest_list(Reading& reading, const json::Value& value, const Path& path,
                           std::string_view role, std::vector<SourceDest>& out);
bool read_certification_info(Reading& reading, const json::Value& value, const Path& path,
                             std::vector<std::string>& out);
bool read_error_declaration(Reading& reading, const json::Value& value, const Path& path,
                            std::optional<ErrorDeclaration>& out);

// How.
bool check_sensor_elements(Reading& reading, const json::Value& value, const Path& path);

}  // namespace stocktrail::epcis
