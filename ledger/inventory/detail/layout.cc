#include "ledger/inventory/detail/layout.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace stocktrail::inventory {

namespace {

constexpr char end_of_part = '\0';
constexpr char escape = '\x01';
constexpr char gs1_prefix_mark = '\x02';
constexpr std::string_view gs1_prefix = "https://id.gs1.org/";
constexpr char kind_letters[] = {'h', 't', 'm', 's', 'c', 'd', 'l', 'u'};
constexpr std::size_t key_bytes_usual = 120;
constexpr char outgoing_letter = 'o';        // In the directory of places only.
constexpr char receipt_mark = 0x0F;          // Where the status of a slot would stand.
constexpr unsigned other_place_mark = 0x80;  // Beside the kind of a discrepancy.

const char& letter_of(AccountKind kind) {
  return kind_letters[static_cast<std::size_t>(kind)];
}

bool is_special(char c) {
  return c >= '\0' && c <= gs1_prefix_mark;
}

std::size_t escaped_size(std::string_view text) {
  const std::size_t shortened = text.starts_with(gs1_prefix) ? gs1_prefix.size() - 1 : 0;
  return text.size() - shortened + static_cast<std::size_t>(std::ranges::count_if(text, is_special));
}

void append_escaped(std::string& out, std::string_view text) {
  if (text.starts_with(gs1_prefix)) {
    out.push_back(gs1_prefix_mark);
    text.remove_prefix(gs1_prefix.size());
  }
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if(text, is_special) - text.begin());
    out.append(text.substr(0, plain));
    if (plain == text.size()) return;
    out.push_back(escape);
    out.push_back(static_cast<char>(text[plain] + 'A'));
    text.remove_prefix(plain + 1);
  }
}

void append_part(std::string& out, std::string_view text) {
  append_escaped(out, text);
  out.push_back(end_of_part);
}

/// `letters`, then the parts: most keys of the tables are made here, several for each event.
std::string key_of(std::string_view letters, std::initializer_list<std::string_view> parts) {
  std::string key;
  key.reserve(key_bytes_usual);
  key.append(letters);
  for (const std::string_view part : parts) append_part(key, part);
  return key;
}

}  // namespace

AccountKind kind_of_letter(char letter) {
  const auto* const found = std::ranges::find(kind_letters, letter);
  ST_CHECK(found != std::end(kind_letters));
  return static_cast<AccountKind>(found - std::begin(kind_letters));
}

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == gs1_prefix_mark) {
      out += gs1_prefix;
    } else if (text[i] == escape) {
      ST_CHECK(++i < text.size());
      out.push_back(static_cast<char>(text[i] - 'A'));
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::vector<std::string> parts_of(std::string_view key) {
  std::vector<std::string> parts;
  while (!key.empty()) {
    const std::size_t end = key.find(end_of_part);
    ST_CHECK(end != std::string_view::npos);
    parts.push_back(unescaped(key.substr(0, end)));
    key.remove_prefix(end + 1);
  }
  return parts;
}

BucketId bucket_id(const BucketView& bucket) {
  return hashed_key(key_of({&letter_of(bucket.kind), 1}, {bucket.place, bucket.product}));
}
std::string balance_key(const BucketId& bucket, const Good& good) {
  return key_of(bucket, {good.lot, good.unit});
}
Packed<17> lots_prefix(const BucketId& bucket) {
  return Packed<1>{{'L'}} + bucket;
}
std::string lot_key(const BucketId& bucket, const Good& good) {
  return key_of(lots_prefix(bucket), {good.lot, good.unit});
}
Good parse_lot_key(std::string_view key, std::string_view product) {
  std::vector<std::string> parts = parts_of(key.substr(lots_prefix({}).bytes.size()));
  ST_CHECK(parts.size() == 2);
  return {std::string(product), std::move(parts[0]), std::move(parts[1])};
}

std::string place_prefix(std::string_view place) {
  return key_of("A", {place});
}
std::string places_prefix(std::string_view beginning) {
  std::string key = "A";
  append_escaped(key, beginning);
  return key;
}
std::string place_key(const BucketView& bucket) {
  std::string key = place_prefix(bucket.place) + letter_of(bucket.kind);
  append_part(key, bucket.product);
  return key;
}
std::string outgoing_prefix(std::string_view from, std::string_view product) {
  std::string key = place_prefix(from) + outgoing_letter;
  append_part(key, product);
  return key;
}
std::string outgoing_key(std::string_view from, std::string_view product, std::string_view to) {
  std::string key = outgoing_prefix(from, product);
  append_part(key, to);
  return key;
}
std::string product_prefix(std::string_view product) {
  return key_of(products_prefix, {product});
}
std::string product_key(const BucketView& bucket) {
  std::string key = product_prefix(bucket.product) + letter_of(bucket.kind);
  append_part(key, bucket.place);
  return key;
}

std::string stock_prefix(std::string_view product, std::string_view place) {
  std::string key = product_prefix(product) + letter_of(AccountKind::on_hand);
  append_escaped(key, place);
  return key;
}

void append_short(std::string& out, std::string_view text) {
  append_varint(out, escaped_size(text));
  append_escaped(out, text);
}
std::string read_short(Unpacker& bytes) {
  return unescaped(bytes.text());
}

namespace {

void append_slot(std::string& out, const Slot& slot, Amount amount) {
  out.push_back(static_cast<char>(slot.status));
  append_short(out, slot.from);
  append_amount(out, amount);
}

}  // namespace

std::string pack(const Balance& balance) {
  std::string out;
  for (const auto& [slot, amount] : balance.slots) {
    if (!amount.is_zero()) append_slot(out, slot, amount);
  }
  for (const auto& [receipt, amount] : balance.receipts) {
    out.push_back(receipt_mark);
    append_signed(out, to_i64(receipt.event_time));
    append_varint(out, static_cast<std::uint64_t>(receipt.event));
    append_varint(out, receipt.number);
    append_short(out, receipt.place);
    append_amount(out, amount);
  }
  return out;
}

Balance unpack_balance(std::string_view value) {
  Balance balance;
  for (Unpacker bytes(value); !bytes.done();) {
    const std::uint8_t head = bytes.byte();
    if (head == receipt_mark) {
      UnmatchedReceipt receipt;
      receipt.event_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
      receipt.event = EventRef{static_cast<std::uint64_t>(bytes.varint())};
      receipt.number = static_cast<unsigned>(bytes.varint());
      receipt.place = read_short(bytes);
      balance.receipts[std::move(receipt)] = bytes.amount();
    } else {
      Slot slot{{}, static_cast<Status>(head)};
      slot.from = read_short(bytes);
      balance.slots[std::move(slot)] = bytes.amount();
    }
    ST_CHECK(bytes.ok());
  }
  return balance;
}

std::string pack(const Movement& movement) {
  std::string out;
  append_signed(out, to_i64(movement.event_time));
  append_varint(out, static_cast<std::uint64_t>(movement.event));
  out.push_back(static_cast<char>(movement.slot.status));
  append_short(out, movement.slot.from);
  append_short(out, movement.lot);
  append_short(out, movement.unit);
  append_amount(out, movement.amount);
  return out;
}

Movement unpack_movement(std::string_view element) {
  Unpacker bytes(element);
  Movement movement;
  movement.event_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  movement.event = EventRef{static_cast<std::uint64_t>(bytes.varint())};
  movement.slot.status = static_cast<Status>(bytes.byte());
  movement.slot.from = read_short(bytes);
  movement.lot = read_short(bytes);
  movement.unit = read_short(bytes);
  movement.amount = bytes.amount();
  bytes.check_end();
  return movement;
}

void append_account(std::string& out, const Account& account) {
  out.push_back(
      static_cast<char>(static_cast<unsigned>(account.kind) | static_cast<unsigned>(account.status) << 4));
  append_short(out, account.place);
  append_short(out, account.from);
}

Account read_account(Unpacker& bytes) {
  const unsigned head = bytes.byte();
  Account account{static_cast<AccountKind>(head & 15), static_cast<Status>(head >> 4), {}, {}};
  account.place = read_short(bytes);
  account.from = read_short(bytes);
  return account;
}

void append_good(std::string& out, const Good& good) {
  append_short(out, good.product);
  append_short(out, good.lot);
  append_short(out, good.unit);
}

Good read_good(Unpacker& bytes) {
  Good good;
  good.product = read_short(bytes);
  good.lot = read_short(bytes);
  good.unit = read_short(bytes);
  return good;
}

std::string discrepancy_prefix(std::string_view place) {
  return key_of("D", {place});
}

std::string discrepancy_key(std::string_view place, EventRef event, unsigned number) {
  std::string key = discrepancy_prefix(place);
  append_ref(key, event);
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(number >> shift & 0xFF));
  return key;
}

unsigned discrepancy_number(std::string_view key) {
  unsigned number = 0;
  for (const char c : key.substr(key.size() - 4)) number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

std::string settled_key(std::string key) {
  key[0] = 'U';
  return key;
}

std::string pack(const NotedDiscrepancy& noted, const std::string& place) {
  const Discrepancy& discrepancy = noted.told;
  const bool is_other = place != discrepancy.place;
  std::string out(
      1, static_cast<char>(static_cast<unsigned>(discrepancy.kind) | (is_other ? other_place_mark : 0)));
  append_signed(out, to_i64(discrepancy.event_time));
  append_signed(out, to_i64(discrepancy.recorded_at));
  append_short(out, is_other ? discrepancy.place : discrepancy.other_place);
  append_good(out, discrepancy.good);
  append_amount(out, discrepancy.amount);
  append_short(out, discrepancy.item);
  for (const Settlement& settlement : noted.settlements) {
    append_varint(out, static_cast<std::uint64_t>(settlement.settler));
    append_slot(out, settlement.way, settlement.amount);
  }
  return out;
}

bool is_under_other_place(std::string_view value) {
  return (Unpacker(value).byte() & other_place_mark) != 0;
}

NotedDiscrepancy unpack_discrepancy(std::string_view key, std::string_view value) {
  NotedDiscrepancy noted;
  Discrepancy& found = noted.told;
  const std::size_t end = key.find(end_of_part);
  ST_CHECK(end != std::string_view::npos && key.size() == end + 13);
  found.place = unescaped(key.substr(1, end - 1));
  found.event = Unpacker(key.substr(end + 1)).ref();
  Unpacker bytes(value);
  found.kind = static_cast<DiscrepancyKind>(bytes.byte() & ~other_place_mark);
  found.event_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  found.recorded_at = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  found.other_place = read_short(bytes);
  found.good = read_good(bytes);
  found.amount = bytes.amount();
  found.item = read_short(bytes);
  if (is_under_other_place(value)) std::swap(found.place, found.other_place);
  while (!bytes.done()) {
    Settlement settlement;
    settlement.settler = EventRef{static_cast<std::uint64_t>(bytes.varint())};
    settlement.way.status = static_cast<Status>(bytes.byte());
    settlement.way.from = read_short(bytes);
    settlement.amount = bytes.amount();
    noted.settlements.push_back(std::move(settlement));
  }
  bytes.check_end();
  return noted;
}

}  // namespace stocktrail::inventory
