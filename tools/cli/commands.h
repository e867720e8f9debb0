// tools/cli/commands.h: the commands of `stocktrail`. Each is one file: the options, as a table, and a plain
// function that is called when they are set.
#pragma once

#include "tools/cli/session.h"
#include "tools/settings/commands.h"

namespace stocktrail::cli {

using settings::Command;
using settings::Need;
using settings::number;
using settings::Visibility;

Command accuracy_command(Session& session);
Command ages_command(Session& session);
Command echelon_command(Session& session);
Command audit_command(Session& session);
Command backup_command(Session& session);
Command blocked_command(Session& session);
Command certificate_command(Session& session);
Command commit_command(Session& session);
Command count_command(Session& session);
Command declare_error_command(Session& session);
Command demo_command(Session& session);
Command discrepancies_command(Session& session);
Command extend_command(Session& session);
Command fulfil_command(Session& session);
Command import_command(Session& session);
Command keep_command(Session& session);
Command key_command(Session& session);
Command movements_command(Session& session);
Command opening_command(Session& session);
Command order_command(Session& session);
Command party_command(Session& session);
Command policy_command(Session& session);
Command positions_command(Session& session);
Command contents_command(Session& session);
Command post_command(Session& session);
Command postings_command(Session& session);
Command product_command(Session& session);
Command promisable_command(Session& session);
Command qr_command(Session& session);
Command recall_command(Session& session);
Command release_command(Session& session);
Command reservations_command(Session& session);
Command reserve_command(Session& session);
Command restore_command(Session& session);
Command sheet_command(Session& session);
Command settle_command(Session& session);
Command sign_command(Session& session);
Command token_command(Session& session);
Command trace_command(Session& session);
Command verify_command(Session& session);
Command withdraw_command(Session& session);
Command expect_command(Session& session);

/// All of them, with the options that they share. `session` must outlive it.
settings::Program program(Session& session);

}  // namespace stocktrail::cli
