// stocktrail blocked: checks a signed list of what may not be sold, and codes against it, without any server.
#include <memory>

#include "crypto/blocked.h"
#include "crypto/json_writer.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/printed.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/log_key.h"

namespace stocktrail::cli {
namespace {

constexpr std::int64_t micros_of_second = 1'000'000;

struct BlockedOptions {
  std::filesystem::path file;
  std::string vkey;
  std::vector<std::string> codes;
  std::uint64_t oldest = 0;
};

/// The item itself, its lot, its product.
const BlockedGoods* find(const BlockedList& list, const gs1::Key& code) {
  for (const auto& key : {std::optional(code), code.lot_key(), code.product_key()})
    if (const BlockedGoods* found = key ? list.find(key->path()) : nullptr) return found;
  return nullptr;
}

Result<void> check_age(const Session& session, const BlockedOptions& options, const BlockedList& list) {
  const std::int64_t age = to_i64(session.clock.now()) / micros_of_second - list.at;
  if (options.oldest == 0 || age <= static_cast<std::int64_t>(options.oldest)) return {};
  return fail(ErrorCode::invalid_argument,
              "The list is " + std::to_string(age) + " seconds old: a recall may be missing. Get a new one.",
              options.file.string());
}

Result<Exit> check(Session& session, const BlockedOptions& options) {
  const auto log = log_key(options.vkey);
  if (!log) return std::unexpected(log.error());
  const auto bytes = read_file(options.file, blocked_bytes_max);
  if (!bytes) return std::unexpected(bytes.error());
  const auto list = open_blocked(*bytes, *log);
  if (!list) return fail(list.error().code, "NOT VERIFIED: " + list.error().detail, options.file.string());
  if (auto fresh = check_age(session, options, *list); !fresh) return std::unexpected(fresh.error());
  json::Writer writer;
  writer.begin_object().field("log", list->made_from.origin);
  writer.key("size").number(to_u64(list->made_from.size));
  writer.field("at", format_utc(Micros{list->at * micros_of_second}));
  writer.key("complete").boolean(list->complete).key("goods").number(std::uint64_t{list->goods.size()});
  writer.key("codes").begin_array();
  Exit exit = list->complete ? Exit::ok : Exit::refused;
  for (const std::string& code : options.codes) {
    const auto key = gs1::parse_printed(code, gs1::Meaning::thing);
    if (!key) return fail(key.error().code, key.error().detail, code);
    const BlockedGoods* found = find(*list, *key);
    if (found != nullptr) exit = Exit::refused;
    writer.begin_object().field("code", code).key("blocked").boolean(found != nullptr);
    if (found != nullptr) writer.field("by", found->path).key("statement").number(found->statement);
    writer.end_object();
    if (session.json()) continue;
    session.out << (found != nullptr ? "BLOCKED: " : "not blocked: ") << code;
    if (found != nullptr) session.out << " by statement " << found->statement;
    session.out << '\n';
  }
  writer.end_array().end_object();
  if (session.json()) {
    session.out << writer.text() << '\n';
  } else {
    session.out << "VERIFIED: " << list->goods.size() << " blocked goods, signed by "
                << list->made_from.origin << " at " << format_utc(Micros{list->at * micros_of_second})
                << (list->complete ? ".\n" : "; NOT COMPLETE: there are more.\n");
  }
  return exit;
}

}  // namespace

Command blocked_command(Session& session) {
  const auto options = std::make_shared<BlockedOptions>();
  return {
      .name = "blocked",
      .help =
          "Check a list of blocked goods (GET /recalls/blocked), and codes against it, without any server",
      .options = {{"file", &options->file, "The list", Need::required},
                  {"code", &options->codes,
                   "Codes as they are scanned, in any spelling: refused if one is blocked"},
                  {.name = "--vkey",
                   .target = &options->vkey,
                   .help = "The log's key: a text or a file",
                   .environment = "STOCKTRAIL_VKEY"},
                  {"--age-max", number(options->oldest, 0, 315'360'000),
                   "Refuse a list that was signed so many seconds ago; 0: any"}},
      .run = [&session, options] { return check(session, *options); }};
}

}  // namespace stocktrail::cli
