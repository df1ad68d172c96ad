//! What every engine of the store must do, run on each real one.
//!
//! Another engine plugs in with one line at the bottom and an [`engine::Engine`] of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[path = "store_contract/apps.rs"]
mod apps;
#[path = "store_contract/deployments.rs"]
mod deployments;
#[path = "store_contract/drafts.rs"]
mod drafts;
#[path = "store_contract/durability.rs"]
mod durability;
#[path = "store_contract/engine.rs"]
mod engine;
#[path = "store_contract/samples.rs"]
mod samples;
#[path = "store_contract/settings.rs"]
mod settings;
#[path = "store_contract/users.rs"]
mod users;

/// Runs each case on a fresh store of the engine.
macro_rules! cases {
    ($engine:ty; $($group:ident: $($case:ident)+;)+) => {
        $(mod $group {
            use crate::engine::Engine as _;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    if let Some(engine) = <$engine>::start().await {
                        crate::$group::$case(&engine).await;
                    }
                }
            )+
        })+
    };
}

/// The whole contract for one engine.
macro_rules! store_contract {
    ($name:ident, $engine:ty) => {
        mod $name {
            cases! { $engine;
                users: an_account_is_found_by_name_and_id
                    names_and_addresses_are_unique_in_any_case
                    fifty_identical_sign_ups_make_one_account
                    the_first_account_is_made_once;
                apps: an_app_is_read_as_it_was_written
                    an_identifier_is_used_once
                    lists_show_ones_own_apps_oldest_first
                    settings_change_one_by_one
                    a_deleted_app_is_reconciled_until_its_removal_is_finished
                    a_deleted_app_cannot_be_changed
                    a_failure_is_written_and_cleared
                    what_is_not_there_is_not_found
                    thousands_of_apps_are_listed_quickly;
                drafts: a_save_counts_and_replaces_all_files
                    of_two_edits_of_one_version_the_second_is_refused
                    of_many_concurrent_edits_one_wins
                    any_text_comes_back_as_it_was;
                deployments: a_deployment_is_recorded_with_its_revision
                    the_same_code_is_stored_once
                    a_newer_deployment_supersedes
                    going_live_moves_the_app
                    a_failure_leaves_what_was_live
                    a_live_deployment_can_fail_and_goes_back
                    an_older_live_deployment_cannot_move_the_app
                    a_conflict_records_nothing
                    settings_alone_leave_the_draft_unpublished
                    stages_are_written_until_the_end
                    deployments_are_listed_newest_first
                    deleting_supersedes_what_is_under_way;
                settings: a_value_is_replaced;
                durability: everything_is_there_after_reopening
                    a_killed_process_loses_nothing_acknowledged;
            }
        }
    };
}

store_contract!(sqlite, crate::engine::Sqlite);
