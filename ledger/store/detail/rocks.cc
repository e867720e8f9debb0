#include "ledger/store/detail/rocks.h"

#include <rocksdb/convenience.h>

#include "ledger/store/detail/store_options.h"

namespace stocktrail {

std::string store_key::family_of(Table table) {
  return "table/" + std::string(name_of(table));
}

Error open_error(const std::filesystem::path& directory, const rocksdb::Status& status) {
  const std::string where = directory.string();
  if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
    return {ErrorCode::unavailable, "Another process has this data directory open: " + where +
                                        ". Stop it, or choose another directory."};
  }
  if (status.IsCorruption()) {
    return {ErrorCode::corrupted, "The database in " + where + " is damaged (" + status.ToString() +
                                      "). Restore the newest copy of the data directory."};
  }
  return {ErrorCode::unavailable, "The database in " + where + " cannot be opened: " + status.ToString()};
}

Family Store::Rocks::own(rocksdb::ColumnFamilyHandle* raw) {
  return Family(
      raw, [to = db.get()](auto* handle) { to->DestroyColumnFamilyHandle(handle).PermitUncheckedError(); });
}

rocksdb::Status Store::Rocks::create_family(const std::string& name, Family& made) {
  rocksdb::ColumnFamilyHandle* raw = nullptr;
  const auto status = db->CreateColumnFamily(family_options(name, cache), name, &raw);
  if (!status.ok()) return status;
  made = own(raw);
  families.emplace(name, made);
  return status;
}

rocksdb::Status Store::Rocks::take_families(const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
  const MutexLock commits(writing);
  for (rocksdb::ColumnFamilyHandle* raw : handles) families.emplace(raw->GetName(), own(raw));
  auto found = std::make_shared<Families>();
  for (const TableSpec& spec : table_specs) {
    std::string name;
    const auto status = db->Get(rocksdb::ReadOptions(), store_key::family_of(spec.table), &name);
    if (status.IsNotFound()) name = spec.name;
    if (!status.ok() && !status.IsNotFound()) return status;
    if (const auto it = families.find(name); it != families.end()) {
      (*found)[spec.table] = it->second;
    } else if (status.ok()) {
      return rocksdb::Status::Corruption("the column family " + name + " is missing");
    } else if (opened != nullptr) {
      if (const auto made = create_family(name, (*found)[spec.table]); !made.ok()) return made;
    }
  }
  const MutexLock guarded(mutex);
  tables = std::move(found);
  return rocksdb::Status::OK();
}

std::shared_ptr<const Families> Store::Rocks::live() const {
  const MutexLock guarded(mutex);
  return tables;
}

void Store::Rocks::note_read(const char* doing, const rocksdb::Status& status) {
  is_readable = false;
  const MutexLock guarded(mutex);
  if (fault && fault->code == ErrorCode::corrupted) return;
  fault = Error{ErrorCode::corrupted,
                "stored data could not be read. Look at the disk of the data directory, then restart the "
                "server and run an audit",
                std::string("database, ") + doing + ": " + status.ToString()};
}

void Store::Rocks::note_write(const rocksdb::Status& status) {
  const std::string cause = status.IsNoSpace()
                                ? "the disk of the data directory is full, and a write to it failed"
                                : "a write to the disk of the data directory failed";
  const std::string remedy = status.IsNoSpace() ? "Free space on it" : "Look at it";
  stop(Error{ErrorCode::unavailable,
             cause + ". " + remedy +
                 ", then restart the server: what was acknowledged is there, and clients send the rest again",
             "database, writing: " + status.ToString()});
}

void Store::Rocks::stop(Error reason) {
  {
    const MutexLock guarded(mutex);
    if (!fault) fault = std::move(reason);
  }
  if (rocksdb::DB* database = opened) rocksdb::CancelAllBackgroundWork(database, false);
}

std::optional<Error> Store::Rocks::first_fault() const {
  const MutexLock guarded(mutex);
  return fault;
}

Result<void> Store::Rocks::write(rocksdb::WriteBatch& changes, Durability durability) {
  rocksdb::WriteOptions how;
  how.sync = durability == Durability::synced;
  how.disableWAL = durability == Durability::none;
  const auto status = db->Write(how, &changes);
  if (status.ok()) return {};
  note_write(status);
  auto noted = first_fault();
  ST_CHECK(noted);
  return std::unexpected(*std::move(noted));
}

}  // namespace stocktrail
