//! The runtime port's contract: what every engine must do, run against each real one.
//!
//! An engine plugs in with a [`Bed`](runtime_contract::bed::Bed) and one line of `runtime_contract!`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/local_bed.rs"]
mod local_bed;
#[path = "support/python.rs"]
mod python;
#[path = "support/visitor.rs"]
mod visitor;
#[path = "support/wait.rs"]
mod wait;

mod runtime_contract {
    pub(crate) mod bed;
    pub(crate) mod deploy;
    pub(crate) mod ending;
    pub(crate) mod failing;
    pub(crate) mod kubernetes;
    pub(crate) mod load;
    pub(crate) mod local;
    pub(crate) mod output;
}

/// The whole suite for the engine of one bed.
macro_rules! runtime_contract {
    ($bed:ty $(, $ignored:literal)?) => {
        runtime_contract!($bed, [$($ignored)?], deploy: a_revision_answers an_update_takes_effect a_removed_file_is_gone
            a_removed_variable_is_gone a_changed_variable_alone_takes_effect a_new_number_alone_makes_a_fresh_instance
            d20_an_app_sees_no_variables_but_its_own stages_are_told_in_order
            applying_twice_changes_nothing an_app_factory_and_packages_work d07_static_files_in_folders_are_served);
        runtime_contract!($bed, [$($ignored)?], failing: raising_at_import a_syntax_error without_an_app never_healthy
            blocking_at_import exiting_at_import failing_at_start_up failing_first_leaves_nothing_running
            given_up_when_dropped a_newer_attempt_wins);
        runtime_contract!($bed, [$($ignored)?], ending: an_exit_is_reported a_crash_is_reported what_ended_can_be_applied_again what_ended_comes_back_unchanged
            a_stopped_app_does_not_answer_and_keeps_its_data a_removed_app_forgets_its_data
            what_runs_apps_is_killed an_instance_is_seen_while_it_runs);
        runtime_contract!($bed, [$($ignored)?], output: lines_and_requests_arrive an_exit_is_in_the_log);
        runtime_contract!($bed, [$($ignored)?], load: no_request_fails_during_updates no_request_fails_during_restarts);
    };
    ($bed:ty, $ignored:tt, $group:ident: $($test:ident)+) => {
        mod $group {
            use super::*;
            $(runtime_contract!(@case $ignored $group $test $bed);)+
        }
    };
    (@case [] $group:ident $test:ident $bed:ty) => {
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            crate::runtime_contract::$group::$test::<$bed>().await;
        }
    };
    (@case [$ignored:literal] $group:ident $test:ident $bed:ty) => {
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = $ignored]
        async fn $test() {
            crate::runtime_contract::$group::$test::<$bed>().await;
        }
    };
}

mod local {
    use crate::runtime_contract::local;
    use crate::runtime_contract::local::LocalBed;

    runtime_contract!(LocalBed);

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_left_after_a_shut_down() {
        local::nothing_is_left_after_a_shut_down().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_killed_supervisor_is_reported_and_replaced() {
        local::a_killed_supervisor_is_reported_and_replaced().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_left_of_a_killed_server() {
        local::nothing_is_left_of_a_killed_server().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_outlives_a_killed_server_is_ended_by_the_next() {
        local::what_outlives_a_killed_server_is_ended_by_the_next().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_python_that_does_not_work_is_named() {
        local::a_python_that_does_not_work_is_named().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "no test: the process that others start and kill"]
    async fn a_server_to_be_killed() {
        local::be_a_server().await;
    }
}

/// Run in the network of a node by `.ci/kubernetes`.
mod kubernetes {
    use crate::runtime_contract::kubernetes::KubernetesBed;

    runtime_contract!(KubernetesBed, "needs a node: deploy/testbed/kube");

    /// Tests that only this engine has.
    macro_rules! of_the_cluster {
        ($($group:ident: $($test:ident)+;)+) => {
            $(mod $group {
                $(#[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs a node: deploy/testbed/kube"]
                async fn $test() {
                    crate::runtime_contract::kubernetes::$group::$test().await;
                })+
            })+
        };
    }

    of_the_cluster! {
        again: a_server_started_anew_finds_everything a_server_started_anew_stops_and_removes;
        route: an_app_is_reached_by_its_host_name;
        trouble: an_image_that_cannot_be_had memory_that_runs_out memory_that_runs_out_at_import;
        walls: d02_a_pod_has_no_more_rights_than_it_needs;
    }
}
