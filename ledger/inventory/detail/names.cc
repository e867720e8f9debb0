#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::sellable:
      return "sellable";
    case Status::held:
      return "held";
    case Status::recalled:
      return "recalled";
    case Status::damaged:
      return "damaged";
    case Status::expired:
      return "expired";
  }
  return "";
}

std::string_view name_of(AccountKind kind) {
  switch (kind) {
    case AccountKind::on_hand:
      return "on_hand";
    case AccountKind::in_transit:
      return "in_transit";
    case AccountKind::made:
      return "made";
    case AccountKind::sold:
      return "sold";
    case AccountKind::consumed:
      return "consumed";
    case AccountKind::destroyed:
      return "destroyed";
    case AccountKind::lost:
      return "lost";
    case AccountKind::unknown:
      return "unknown";
  }
  return "";
}

std::string_view name_of(DiscrepancyKind kind) {
  switch (kind) {
    case DiscrepancyKind::negative_stock:
      return "negative_stock";
    case DiscrepancyKind::unexpected_arrival:
      return "unexpected_arrival";
    case DiscrepancyKind::misplaced:
      return "misplaced";
    case DiscrepancyKind::already_gone:
      return "already_gone";
    case DiscrepancyKind::made_twice:
      return "made_twice";
    case DiscrepancyKind::content_missing:
      return "content_missing";
    case DiscrepancyKind::not_containable:
      return "not_containable";
    case DiscrepancyKind::quantity_not_said:
      return "quantity_not_said";
    case DiscrepancyKind::out_of_order:
      return "out_of_order";
    case DiscrepancyKind::not_entitled:
      return "not_entitled";
  }
  return "";
}

}  // namespace stocktrail::inventory
