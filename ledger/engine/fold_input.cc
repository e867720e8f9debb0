#include "ledger/engine/fold_input.h"

#include "ledger/state/struct_codec.h"
#include "ledger/store/layout.h"

// What is written of an event, member by member; beside the types, so that the codecs find it.
namespace stocktrail {

void members(auto& codec, Is<Timestamp> auto& time) {
  codec.all(time.at, time.text);
}
namespace epcis {

void members(auto& codec, Is<Word> auto& word) {
  codec.all(word.text, word.is_standard);
}
void members(auto& codec, Is<QuantityElement> auto& element) {
  codec.all(element.epc_class, element.quantity, element.uom);
}
void members(auto& codec, Is<What> auto& what) {
  codec.all(what.epcs, what.quantities);
}
void members(auto& codec, Is<SourceDest> auto& end) {
  codec.all(end.type, end.value);
}
void members(auto& codec, Is<BizTransaction> auto& transaction) {
  codec.all(transaction.type, transaction.id);
}
void members(auto& codec, Is<Ilmd> auto& ilmd) {
  codec.all(ilmd.lot, ilmd.expires_at, ilmd.expiration_date, ilmd.best_before_date, ilmd.production_date,
            ilmd.country_of_origin);
}
void members(auto& codec, Is<ErrorDeclaration> auto& declaration) {
  codec.all(declaration.declared_at, declaration.reason, declaration.corrective_event_ids);
}
void members(auto& codec, Is<PersistentDisposition> auto& disposition) {
  codec.all(disposition.set, disposition.unset);
}
void members(auto& codec, Is<Event> auto& event) {
  codec.all(event.type, event.action, event.event_time, event.time_zone_offset, event.record_time, event.id,
            event.id_is_given, event.biz_step, event.disposition, event.persistent_disposition,
            event.read_point, event.biz_location, event.parent, event.objects, event.outputs,
            event.transformation_id, event.biz_transactions, event.sources, event.destinations,
            event.certification_infos, event.ilmd, event.error_declaration, event.has_sensor_data);
}

}  // namespace epcis

namespace {

constexpr char event_mark = 'e';
constexpr char change_mark = 'c';

}  // namespace

std::string encode_input(const gs1::Key& issuer, const epcis::Event& event) {
  return event_mark + encoded(issuer, event);
}

std::string encode_input(const gs1::Key& issuer, const master::Change& change) {
  return change_mark + encoded(issuer, master::encode(change));
}

std::optional<StoredInput> decode_input(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const char mark = bytes.front();
  Decoder codec(bytes.substr(1));
  StoredInput input;
  if (mark == event_mark) {
    codec.all(input.issuer, input.contents.emplace<epcis::Event>());
    return codec.ok() ? std::optional(std::move(input)) : std::nullopt;
  }
  std::string packed;
  codec.all(input.issuer, packed);
  auto change = mark == change_mark && codec.ok() ? master::decode_change(packed) : std::nullopt;
  if (!change) return std::nullopt;
  input.contents = *std::move(change);
  return input;
}

Result<FoldInput> read_input(LeafIndex index, const TableReader& tables) {
  FoldInput input;
  bool is_good = true;
  std::size_t rows = 0;
  const auto end = packed_ref(event_ref(to_u64(index) + 1, 0));
  tables.scan(
      Table::inputs, {}, packed_ref(event_ref(to_u64(index), 0)),
      [&](std::string_view key, std::string_view bytes) {
        if (key >= std::string_view(end)) return false;
        auto row = decode_input(bytes);
        is_good =
            row && key == std::string_view(packed_ref(event_ref(to_u64(index), static_cast<unsigned>(rows))));
        if (!is_good) return false;
        ++rows;
        input.issuer = std::move(row->issuer);
        if (auto* event = std::get_if<epcis::Event>(&row->contents)) {
          input.events.push_back(std::move(*event));
        } else {
          input.change = std::make_unique<master::Change>(std::get<master::Change>(std::move(row->contents)));
        }
        return true;
      });
  if (is_good && rows > 0) return input;
  return fail(ErrorCode::corrupted,
              "What the folds read of entry " + std::to_string(to_u64(index)) + " is damaged or missing.");
}

}  // namespace stocktrail
