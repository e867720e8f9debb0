#include "api/page/detail/verdict_look.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view shield = "M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z M8.5 12l2.5 2.5 4.5-5";
constexpr std::string_view triangle = "M12 3L22 20H2z M12 10v4 M12 17v.1";
constexpr std::string_view clock_face = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7v5l3 3";
constexpr std::string_view question =
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.7 M12 17v.1";
constexpr std::string_view crate = "M3 7l9-4 9 4v10l-9 4-9-4z M3 7l9 4 9-4 M12 11v10";

}  // namespace

VerdictLook look_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::authentic:
      return {"authentic", "ok", shield};
    case Verdict::unconfirmed:
      return {"unconfirmed", "warn", clock_face};
    case Verdict::unread:
      return {"unread", "warn", clock_face};
    case Verdict::serial_unknown:
      return {"serial_unknown", "warn", question};
    case Verdict::lot_mismatch:
      return {"lot_mismatch", "warn", triangle};
    case Verdict::near_miss:
      return {"near_miss", "plain", question};
    case Verdict::near_recalled:
      return {"near_recalled", "bad", triangle};
    case Verdict::date_mismatch:
      return {"date_mismatch", "warn", triangle};
    case Verdict::old_copy:
      return {"old_copy", "warn", triangle};
    case Verdict::no_page:
      return {"no_page", "plain", question, Below::form};
    case Verdict::unavailable:
      return {"unavailable", "warn", clock_face, Below::form};
    case Verdict::for_programs:
      return {"for_programs", "plain", crate, Below::form};
    case Verdict::not_for_use:
      return {"not_for_use", "warn", triangle};
    case Verdict::recalled:
      return {"recalled", "bad", triangle};
    case Verdict::items_recalled:
      return {"items_recalled", "bad", triangle};
    case Verdict::expired:
      return {"expired", "warn", clock_face};
    case Verdict::start:
      return {"start", "plain", question, Below::form};
    case Verdict::lot_needed:
      return {"lot_needed", "plain", question};
    case Verdict::on_record:
      return {"on_record", "plain", crate};
    case Verdict::registered:
      return {"registered", "plain", crate};
    case Verdict::malformed:
      return {"malformed", "warn", question, Below::form};
    case Verdict::no_record:
      break;
  }
  return {"no_record", "warn", question, Below::thing_and_form};
}

}  // namespace stocktrail::api
