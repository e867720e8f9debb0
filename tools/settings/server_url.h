// tools/settings/server_url.h: the address of a server in its one spelling. What is kept for a server is
// found again by it, so that a slash more or a capital letter must not make another server.
#pragma once

#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::settings {

/// "http://host:8080": scheme and host in lower case, without the scheme's usual port, without a slash at the
/// end. `invalid_argument` for what is no http(s)://host[:port], such as an address with a path.
Result<std::string> normal_server(std::string_view text);

/// "host:8080", of an address that normal_server() gave: what files and folders of the server are named by.
std::string host_of(std::string_view server);

}  // namespace stocktrail::settings
