// stocktrail postings: what one event does in the books of stock.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

Result<Exit> show(Session& session, const std::string& event) {
  const auto answer = fetch_to_show(session, "/inventory/postings?event=" + url_encode(event));
  if (!answer) return std::unexpected(answer.error());
  if (!*answer) return Exit::ok;
  const json::Value root = (*answer)->root();
  Table table({{"at"},
               {"account"},
               {"status"},
               {"place"},
               {"from"},
               {"product"},
               {"lot"},
               {"quantity", Align::right},
               {"unit"}});
  for_each(root, "postings", [&](const json::Value& one) {
    table.add({short_time(text_of(one, "at")), text_of(one, "account"), text_of(one, "status"),
               short_id(text_of(one, "place")), short_id(text_of(one, "from")),
               short_id(text_of(one, "product")), text_of(one, "lot"), text_of(one, "quantity"),
               unit_of(one)});
  });
  if (table.empty()) {
    session.out << "It posts nothing that you may see.\n";
  } else {
    table.print(session.out);
  }
  return Exit::ok;
}

}  // namespace

Command postings_command(Session& session) {
  const auto event = std::make_shared<std::string>();
  return {.name = "postings",
          .help = "Show what an event does in the books as they are now; needs a token",
          .options = {{"event", event.get(), "Its eventID", Need::required}},
          .run = [&session, event] { return show(session, *event); }};
}

}  // namespace stocktrail::cli
