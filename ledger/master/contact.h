// ledger/master/contact.h: whom to ask.
#pragma once

#include <string>

namespace stocktrail::master {

/// A desk rather than a person: what a log took in stays there. Each may be empty.
struct Contact {
  std::string name, phone, email;
  std::string url;  // https
  bool operator==(const Contact&) const = default;
};

}  // namespace stocktrail::master
