// api/http/server_check.h: for whoever makes something before it serves.
#pragma once

#include "api/http/server.h"

namespace stocktrail::api {

/// Whether Server::start could listen and read its TLS files now; its error if not.
Result<void> check_server(const ServerOptions& options);

}  // namespace stocktrail::api
