#include "api/http/problem.h"

#include <algorithm>

#include "api/http/http.h"
#include "crypto/bytes.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

struct Names {
  int status;
  std::string_view title;
  std::string_view epcis;  // Exception names of the EPCIS 2.0 REST binding (GS1 openapi.json).
};

Names names_of(int status) {
  switch (status) {
    case 400:
      return {400, "The request cannot succeed as it is", "ValidationException"};
    case 401:
      return {401, "Authorization is missing or not valid", "SecurityException"};
    case 403:
      return {403, "Not allowed", "SecurityException"};
    case 404:
      return {404, "Not found", "NoSuchResourceException"};
    case 406:
      return {406, "None of the accepted forms is available", "NotAcceptableException"};
    case 409:
      return {409, "Conflict with what is recorded", "ResourceAlreadyExistsException"};
    case 413:
      return {413, "Too large", "CaptureLimitExceededException"};
    case 414:
      return {414, "The address is too long", "URITooLongException"};
    case 415:
      return {415, "This media type is not understood here", "UnsupportedMediaTypeException"};
    case 501:
      return {501, "Not supported", "ImplementationException"};
    default:
      return {status, reason_of(status), "ImplementationException"};
  }
}

/// A detail may quote what a client sent, or cut it amid a character; JSON is UTF-8.
std::string told(std::string text) {
  if (!is_utf8(text))
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return text;
}

bool is_transient(ErrorCode code) {
  return code == ErrorCode::overloaded || code == ErrorCode::outcome_unknown ||
         code == ErrorCode::unavailable;
}

std::string_view fixed_detail(ErrorCode code) {
  switch (code) {
    case ErrorCode::outcome_unknown:
      return "it is not known whether this was stored; sending the same request again is safe";
    case ErrorCode::corrupted:
      return "stored data failed a check; the operator has to audit this ledger";
    default:
      return {};
  }
}

}  // namespace

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::bad_signature:
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::corrupted:
      return 500;
    case ErrorCode::overloaded:
    case ErrorCode::outcome_unknown:
    case ErrorCode::read_only:
    case ErrorCode::unavailable:
      return 503;
  }
  return 500;
}

Problem Problem::of(const Error& error) {
  Problem problem{.status = status_of(error.code), .code = std::string(name_of(error.code))};
  // What broke inside is for the operator's log and metrics; a client is told what it can do.
  const std::string_view fixed = fixed_detail(error.code);
  problem.detail = fixed.empty() ? error.detail : std::string(fixed);
  if (fixed.empty()) {
    problem.where = error.where;
  } else {
    problem.cause = error.detail + (error.where.empty() ? "" : " (" + error.where + ")");
  }
  if (is_transient(error.code)) problem.retry_after_seconds = retry_after_seconds_default;
  return problem;
}

std::string encode(const Problem& problem, Dialect dialect) {
  const Names names = names_of(problem.status);
  json::Writer writer;
  writer.begin_object();
  if (dialect == Dialect::epcis) {
    writer.field("type", "epcisException:" + std::string(names.epcis)).field("code", problem.code);
  } else {
    writer.field("type", "urn:stocktrail:problem:" + problem.code);
  }
  writer.field("title", names.title);
  writer.key("status").number(static_cast<std::int64_t>(problem.status));
  if (!problem.detail.empty()) writer.field("detail", told(problem.detail));
  if (!problem.where.empty()) writer.field("where", told(problem.where));
  if (!problem.faults.empty()) {
    writer.key("faults").begin_array();
    for (const Error& fault : problem.faults) {
      writer.begin_object().field("code", name_of(fault.code)).field("detail", told(fault.detail));
      if (!fault.where.empty()) writer.field("where", told(fault.where));
      writer.end_object();
    }
    writer.end_array();
  }
  writer.end_object();
  std::string text = std::move(writer).text();
  if (!problem.more.empty()) text.insert(text.size() - 1, "," + problem.more);
  return text;
}

}  // namespace stocktrail::api
