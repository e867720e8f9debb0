// ledger/inventory/detail/event_fold.h: applies one event to journal and instances. Private to inventory;
// fold() makes one for each event.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/inventory/detail/allocation.h"
#include "ledger/inventory/detail/instances.h"
#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

class EventFold {
 public:
  EventFold(const epcis::Event& event, const Moment& moment, const MayReport& may_report, Effects& effects,
            TableWriter& tables);
  void run();

 private:
  // By class: class_moves.cc.
  void move_class(const epcis::QuantityElement& element, Move move);
  void move_good(const Good& good, Amount amount, Move move);
  void take_away(const Good& good, Amount amount, Move move);
  void send(const Good& good, Amount amount, Move move);
  void receive(const Good& good, Amount amount);
  void give_back(const Good& good, Amount amount);
  void accept(const Good& good, Amount amount);
  void store(const Good& good, Amount amount);
  void void_shipping(const Good& good, Amount amount);
  void restate(const Good& good, std::optional<Amount> amount);
  void arrive(const Good& good, const Allocated& allocated);
  void arrive_from_nowhere(const Good& good, Amount amount);
  Amount on_hand_here(const Good& good, Amount amount);
  std::vector<std::string> destinations_here() const;
  std::vector<std::string> sources() const;
  std::vector<Status> allocation_order(Move move) const;
  Status receipt_status(Status status) const;

  // One by one: thing_moves.cc.
  void move_instances(const std::vector<gs1::Key>& keys, Move move);
  void move_instance(const gs1::Key& key, Move move);
  void move_new_instance(const gs1::Key& key, Move move);
  void make_known_instance(const gs1::Key& key, Instance instance);
  void settle_backfill(const gs1::Key& key, Instance& instance);
  void restate_instance(const gs1::Key& key, Instance instance);
  void relocate(const gs1::Key& key, Instance& instance, Where target, std::optional<Status> status);
  Where with_room(Where target, const Lines& carried);
  std::optional<Where> target_of(const gs1::Key& key, const Instance& instance, Move move);
  std::optional<Where> target_of_sending(const gs1::Key& key, const Instance& instance, Move move);
  std::optional<Where> target_of_receipt(const gs1::Key& key, const Instance& instance);
  std::optional<Where> target_outside(const gs1::Key& key, const Instance& instance, Move move);
  std::optional<Where> target_of_voiding(const gs1::Key& key, const Instance& instance);
  Where first_place(Move move) const;
  std::optional<Account> backfill_account(const Good& good, Move move);
  Lines carried_by(const gs1::Key& key, const Instance& instance);
  Good own_good(const gs1::Key& key, const std::string& lot) const;
  Status status_after(Status before, std::optional<Status> status) const;
  Status status_there(const Where& where, const Good& good, Status recorded, Amount amount);
  bool is_late(const gs1::Key& key, const Instance& instance);
  bool may_report_at(const std::string& place) const;
  bool is_entitled(const gs1::Key& key, const Where& from, const Where& to);
  void open(DiscrepancyKind kind, const gs1::Key& key, const std::string& other_place = {});

  // Containers and transformations: containment.cc.
  void run_containment();
  std::optional<Instance> parent_for_packing(const gs1::Key& key);
  void pack_instance(const gs1::Key& child, const gs1::Key& parent, const Instance& container);
  void pack_class(const epcis::QuantityElement& element, const gs1::Key& parent, const Instance& container);
  void unpack();
  void unpack_instance(const gs1::Key& child);
  void unpack_class(const epcis::QuantityElement& element, const std::string& id, const Instance& container);
  void run_transformation();
  void consume_contents(const gs1::Key& key);

  const epcis::Event& event_;
  const MayReport& may_report_;
  Journal journal_;
  Instances instances_;
  Effects& effects_;
  std::string before_, after_, destination_;
  std::optional<Status> status_;
  std::size_t lines_moved_ = 0;
  bool is_piece_ = false;  // What is moved by class has a record of its own.
};

}  // namespace stocktrail::inventory
