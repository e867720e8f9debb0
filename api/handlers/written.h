// api/handlers/written.h: members of answers that more than one handler writes.
#pragma once

#include "crypto/json_writer.h"
#include "ledger/master/master.h"

namespace stocktrail::api {

inline void write_if(json::Writer& w, std::string_view name, std::string_view value) {
  if (!value.empty()) w.field(name, value);
}

inline void write_contact(json::Writer& w, const master::Contact& contact) {
  w.key("contact").begin_object();
  write_if(w, "name", contact.name);
  write_if(w, "phone", contact.phone);
  write_if(w, "email", contact.email);
  write_if(w, "url", contact.url);
  w.end_object();
}

}  // namespace stocktrail::api
