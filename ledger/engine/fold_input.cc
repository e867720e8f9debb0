#include "ledger/engine/fold_input.h"

#include "ledger/state/event_codec.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr char event_mark = 'e';
constexpr char change_mark = 'c';

}  // namespace

std::string encode_input(const StatedBy& by, const epcis::Event& event) {
  return event_mark + encoded(by.issuer, by.key_id, event);
}

std::string encode_input(const StatedBy& by, const master::Change& change) {
  return change_mark + encoded(by.issuer, by.key_id, master::encode(change));
}

std::optional<StoredInput> decode_input(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const char mark = bytes.front();
  Decoder codec(bytes.substr(1));
  StoredInput input;
  if (mark == event_mark) {
    codec.all(input.by.issuer, input.by.key_id, input.contents.emplace<epcis::Event>());
    return codec.ok() ? std::optional(std::move(input)) : std::nullopt;
  }
  std::string packed;
  codec.all(input.by.issuer, input.by.key_id, packed);
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
        static_cast<StatedBy&>(input) = std::move(row->by);
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
