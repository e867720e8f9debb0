// api/http/detail/wire.h: the decisions of the HTTP engine that need no socket: which requests are refused
// before anybody serves them, and the bytes of a response's header. Private to server.cc; the home of Beast's
// message types.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <boost/system/error_code.hpp>

#include "api/http/detail/body_budget.h"
#include "api/http/server.h"

namespace stocktrail::api::wire {

using BeastHeader = boost::beast::http::request_header<>;

inline constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

/// Takes the empty lines off the beginning that some clients send after a body (RFC 9112, 2.2).
void skip_empty_lines(boost::beast::flat_buffer& buffer);
/// Refuses what Beast would join: a folded line in a header that has come whole. The buffer begins with it.
std::optional<Problem> fault_in_lines(const boost::beast::flat_buffer& buffer);
/// What is wrong with a header that Beast could parse: version, Host, target, token, length, coding,
/// expectation.
std::optional<Problem> fault_in(const BeastHeader& header, const ServerLimits& limits);
bool expects_continue(const BeastHeader& header);
/// Everything but the body: the target in origin-form, lines of one name joined to one header (RFC
/// 9110, 5.3).
Request take_header(const BeastHeader& header);

/// What to tell a client about a read that failed; nullopt if it has gone, or nothing can be told.
std::optional<Problem> problem_of(boost::system::error_code ec, std::size_t body_max,
                                  const ServerLimits& limits);
/// Refuses a body that says itself that it is larger than this sender's may be.
std::optional<Problem> fault_in_length(boost::optional<std::uint64_t> length, std::size_t body_max,
                                       const ServerLimits& limits);
Problem too_many_bodies(engine::BodyBudgets::Grant why);
Problem request_too_slow();
Problem handler_too_slow(Method method);

/// What happens to the connection after an answer.
enum class After : std::uint8_t { keep_alive, close };
/// Status line and header with Date, Content-Length and Connection, to the empty line.
std::string header_text(const Response& response, After after);
bool has_body(int status, Method method);

}  // namespace stocktrail::api::wire
