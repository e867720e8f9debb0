#include "ledger/engine/fold_input.h"

#include "ledger/state/event_codec.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr char event_mark = 'h';
constexpr char unhashed_event_mark = 'e';  // Of one that was admitted before its content was kept.
constexpr char change_mark = 'c';
constexpr char promise_mark = 'p';

using ContentTag = Packed<std::tuple_size_v<epcis::ContentHash>>;

}  // namespace

std::string encode_input(const StatedBy& by, const epcis::Event& event) {
  if (!event.content) return unhashed_event_mark + encoded(by.issuer, by.key_id, event);
  ContentTag content;
  std::ranges::copy(as_text(*event.content), content.bytes.begin());
  return event_mark + encoded(by.issuer, by.key_id, content, event);
}

std::string encode_input(const StatedBy& by, const master::Change& change) {
  return change_mark + encoded(by.issuer, by.key_id, master::encode(change));
}

std::string encode_input(const StatedBy& by, const promises::Stated& promise) {
  return promise_mark + encoded(by.issuer, by.key_id, promises::encode(promise));
}

std::optional<StoredInput> decode_input(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const char mark = bytes.front();
  Decoder codec(bytes.substr(1));
  StoredInput input;
  codec.all(input.by.issuer, input.by.key_id);
  if (mark == event_mark || mark == unhashed_event_mark) {
    auto& event = input.contents.emplace<epcis::Event>();
    if (mark == event_mark) {
      ContentTag content;
      codec.all(content);
      std::ranges::copy(as_bytes(content), event.content.emplace().begin());
    }
    codec.all(event);
    return codec.ok() ? std::optional(std::move(input)) : std::nullopt;
  }
  std::string packed;
  codec.all(packed);
  if (mark == promise_mark) {
    auto promise = codec.ok() ? promises::decode_stated(packed) : std::nullopt;
    if (!promise) return std::nullopt;
    input.contents = *std::move(promise);
    return input;
  }
  auto change = mark == change_mark && codec.ok() ? master::decode_change(packed) : std::nullopt;
  if (!change) return std::nullopt;
  input.contents = *std::move(change);
  return input;
}

Result<std::vector<FoldInput>> read_inputs(LeafIndex first, std::size_t count, const TableReader& tables) {
  std::vector<FoldInput> inputs;
  std::uint64_t next = to_u64(first);  // The record that the next row may begin.
  unsigned position = 0;               // And the place in the record before it that it may have.
  bool is_good = true;
  const auto end = packed_ref(event_ref(to_u64(first) + count, 0));
  tables.scan(
      Table::inputs, {}, packed_ref(event_ref(next, 0)), [&](std::string_view key, std::string_view bytes) {
        if (key >= std::string_view(end)) return false;
        auto row = decode_input(bytes);
        const bool goes_on =
            !inputs.empty() && key == std::string_view(packed_ref(event_ref(next - 1, position)));
        is_good = row && (goes_on || key == std::string_view(packed_ref(event_ref(next, 0))));
        if (!is_good) return false;
        if (!goes_on) {
          ++next;
          position = 0;
          inputs.emplace_back();
        }
        ++position;
        FoldInput& input = inputs.back();
        static_cast<StatedBy&>(input) = std::move(row->by);
        if (auto* event = std::get_if<epcis::Event>(&row->contents)) {
          input.events.push_back(std::move(*event));
        } else if (auto* change = std::get_if<master::Change>(&row->contents)) {
          input.change = std::make_unique<master::Change>(std::move(*change));
        } else {
          input.promise =
              std::make_unique<promises::Stated>(std::get<promises::Stated>(std::move(row->contents)));
        }
        return true;
      });
  if (is_good && inputs.size() == count) return inputs;
  return fail(ErrorCode::corrupted, "What the folds read of entry " +
                                        std::to_string(is_good ? next : to_u64(first) + inputs.size()) +
                                        " is damaged or missing.");
}

}  // namespace stocktrail
