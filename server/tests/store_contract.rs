//! What every engine of the store must do, run on each real one.
//!
//! Another engine plugs in with one line at the bottom and an [`engine::Engine`] of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[path = "store_contract/api_tokens.rs"]
mod api_tokens;
#[path = "store_contract/app_lists.rs"]
mod app_lists;
#[path = "store_contract/app_variables.rs"]
mod app_variables;
#[path = "store_contract/apps.rs"]
mod apps;
#[path = "store_contract/audit.rs"]
mod audit;
#[path = "store_contract/codes.rs"]
mod codes;
#[path = "store_contract/databases.rs"]
mod databases;
#[path = "store_contract/deployments.rs"]
mod deployments;
#[path = "store_contract/drafts.rs"]
mod drafts;
#[path = "store_contract/durability.rs"]
mod durability;
#[path = "store_contract/engine.rs"]
mod engine;
#[path = "store_contract/idempotency.rs"]
mod idempotency;
#[path = "store_contract/labels.rs"]
mod labels;
#[expect(dead_code, reason = "suites that kill a server use more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[path = "store_contract/samples.rs"]
mod samples;
#[path = "store_contract/sessions.rs"]
mod sessions;
#[path = "store_contract/switches.rs"]
mod switches;
#[path = "store_contract/templates.rs"]
mod templates;
#[path = "store_contract/together.rs"]
mod together;
#[path = "store_contract/transfer.rs"]
mod transfer;
#[path = "store_contract/trash.rs"]
mod trash;
#[path = "store_contract/user_changes.rs"]
mod user_changes;
#[path = "store_contract/user_lists.rs"]
mod user_lists;
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
                user_lists: accounts_are_listed_part_by_part_newest_first
                    a_list_of_accounts_does_not_go_on_from_nowhere;
                user_changes: an_account_changes_field_by_field
                    an_address_is_changed_only_to_a_free_one
                    the_last_operator_stays
                    of_many_operators_leaving_at_once_one_stays
                    a_removed_account_takes_its_records_along
                    apps_of_a_removed_account_are_removed
                    a_removed_account_leaves_name_and_address_free
                    an_account_with_a_database_is_not_removed;
                sessions: a_session_is_read_as_it_was_written
                    sessions_are_listed_newest_first_without_ended_ones
                    the_use_of_a_session_is_noted
                    only_ones_own_session_can_be_ended
                    all_sessions_but_one_end_together
                    sessions_whose_time_is_over_are_forgotten;
                api_tokens: a_token_is_found_by_its_digest
                    tokens_are_listed_newest_first
                    a_token_name_is_taken_in_any_case_among_ones_own
                    tokens_are_limited_however_many_are_asked_for_at_once
                    the_use_of_a_token_is_noted
                    only_ones_own_token_can_be_removed;
                codes: of_fifty_takers_one_gets_the_code
                    a_newer_code_replaces_the_older_one
                    a_code_whose_time_is_over_is_none;
                apps: an_app_is_read_as_it_was_written
                    an_identifier_is_used_once
                    lists_show_ones_own_apps_oldest_first
                    settings_change_one_by_one
                    a_deleted_app_is_reconciled_until_its_removal_is_finished
                    a_deleted_app_cannot_be_changed
                    variables_changed_elsewhere_are_not_overwritten
                    an_app_is_restored_until_it_is_purged
                    what_should_be_true_changes_only_from_what_it_was
                    a_restart_counts_and_starts
                    a_failure_is_written_and_cleared
                    what_is_not_there_is_not_found
                    thousands_of_apps_are_listed_quickly;
                app_lists: apps_are_listed_part_by_part_newest_first
                    a_list_goes_on_after_a_deleted_app_and_not_from_nowhere
                    apps_are_counted_by_owner;
                app_variables: secrets_are_kept_apart_from_variables
                    resealing_is_no_change_and_never_undoes_one
                    an_app_goes_back_to_the_default_database
                    nobody_owns_no_app;
                trash: a_restored_app_is_stopped_and_whole
                    apps_are_limited_however_many_are_asked_for_at_once
                    purging_forgets_what_only_the_app_had
                    a_revision_deployed_during_a_purge_is_there
                    what_is_to_be_purged_is_listed_oldest_first
                    the_trash_is_listed_apart;
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
                    revisions_are_listed_by_their_last_deployment
                    only_what_is_under_way_is_canceled
                    deleting_supersedes_what_is_under_way;
                labels: a_deployment_names_its_author
                    a_revision_is_labelled_for_one_app
                    a_revision_of_another_app_cannot_be_labelled;
                databases: a_database_is_read_as_it_was_written
                    identifiers_and_names_of_databases_are_ones_own
                    databases_are_limited_however_many_are_asked_for_at_once
                    one_database_at_most_is_the_default
                    a_database_changes_field_by_field
                    a_database_that_an_app_names_is_not_dropped
                    a_password_sealed_anew_never_undoes_a_change;
                templates: a_template_is_read_as_it_was_written
                    a_template_is_replaced_by_its_identifier
                    templates_are_listed_by_owner_newest_first
                    a_template_name_is_taken_among_one_owners;
                audit: entries_are_read_as_written_newest_first
                    entries_are_read_part_by_part
                    entries_are_filtered;
                idempotency: of_fifty_claims_at_once_one_is_new
                    the_reply_is_given_again
                    a_key_given_up_is_new_again
                    a_key_whose_time_is_over_is_new_and_forgotten;
                switches: a_value_is_replaced
                    any_name_and_value_come_back;
                transfer: everything_moves_to_a_fresh_store
                    a_moved_platform_goes_on
                    a_store_with_any_record_is_not_empty
                    a_batch_is_imported_whole_or_not_at_all
                    a_copy_is_compared_and_never_written_over_something_else
                    an_interrupted_copy_is_resumed;
                durability: everything_is_there_after_reopening
                    a_killed_process_loses_nothing_acknowledged;
            }
        }
    };
}

store_contract!(cached, crate::engine::CachedSqlite);
store_contract!(mongodb, crate::engine::Mongo);
store_contract!(sqlite, crate::engine::Sqlite);
