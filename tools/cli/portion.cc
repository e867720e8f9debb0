#include "tools/cli/portion.h"

#include "ledger/epcis/decimal.h"

namespace stocktrail::cli {

Result<Portion> portion_of(const std::string& text) {
  const std::size_t middle = text.rfind('=');
  if (middle == std::string::npos || middle == 0)
    return fail(ErrorCode::invalid_argument,
                "\"" + text + "\" must be written with a quantity: 9521141012345=2", "--line");
  Portion portion{.of = text.substr(0, middle), .quantity = text.substr(middle + 1), .unit = {}};
  if (const std::size_t colon = portion.quantity.find(':'); colon != std::string::npos) {
    portion.unit = portion.quantity.substr(colon + 1);
    portion.quantity.resize(colon);
  }
  if (const auto number = Decimal::parse(portion.quantity); !number)
    return fail(ErrorCode::invalid_argument, number.error().detail, "--line");
  return portion;
}

}  // namespace stocktrail::cli
