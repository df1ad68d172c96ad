use fp_contract::Timestamp;
use fp_contract::app::Mode;
use fp_contract::deployment::Deployment;

use super::*;
use crate::platform::quotas::DEFAULT_LIMITS;
use crate::store::{AppId, SealedEnv, UserId};

const LIVE: &str = "aaaaaaaaaaaaaaaa";
const NEW: &str = "bbbbbbbbbbbbbbbb";

fn settings() -> Settings {
    Settings {
        app_domain: "localhost:8700".to_owned(),
        scheme: "http".to_owned(),
        instance: "1".to_owned(),
        sessions: crate::platform::SessionLimits::default(),
        trusted_proxies: Vec::new(),
        secret_key: "secret".to_owned(),
        vault: crate::platform::vault::Vault::new("secret"),
        embedded: true,
        signups_open: true,
        templates_dir: None,
        limits: DEFAULT_LIMITS,
        trash_days: 30,
        operator_code: None,
    }
}

fn record(latest: Option<DeploymentStatus>, live: bool) -> AppRecord {
    let moment = Timestamp::from_microseconds(0);
    let id = AppId("abcd1234".to_owned());
    AppRecord {
        user_id: UserId("u".to_owned()),
        name: "demo".to_owned(),
        created_at: moment,
        last_activity: moment,
        mode: Mode::Single,
        framework: None,
        entrypoint: "app.py".to_owned(),
        draft_version: 1,
        draft_saved_at: moment,
        draft_is_unpublished: latest.is_none(),
        env: SealedEnv::new(),
        secrets: SealedEnv::new(),
        env_version: 0,
        database_id: None,
        desired: Desired::Running,
        live_revision: live.then(|| LIVE.to_owned()),
        live_deployment: live.then(|| "1".to_owned()),
        live_at: live.then_some(moment),
        latest_deployment: latest.map(|status| Deployment {
            id: "2".to_owned(),
            app_id: id.0.clone(),
            revision: NEW.to_owned(),
            status,
            stages: Vec::new(),
            failure: (status == DeploymentStatus::Failed).then(import_error),
            created_at: moment,
            finished_at: status.is_final().then_some(moment),
            author: None,
        }),
        failure: None,
        deleted_at: None,
        id,
    }
}

fn import_error() -> Failure {
    Failure {
        file: Some("app.py".to_owned()),
        line: Some(3),
        ..Failure::new("import_error", "NameError: name 'x' is not defined")
    }
}

fn words(record: &AppRecord, answers: bool) -> (Condition, Status, Option<String>) {
    let app = app(
        &settings(),
        record,
        if answers { Answering::Yes } else { Answering::No },
    );
    (app.condition, app.status, app.error_message)
}

#[test]
fn every_row_of_the_table_holds() {
    use DeploymentStatus::{Failed, Live, Running};
    let stopped = AppRecord {
        desired: Desired::Stopped,
        ..record(Some(Live), true)
    };
    let asleep = AppRecord {
        desired: Desired::Asleep,
        ..record(Some(Live), true)
    };
    let deleted = AppRecord {
        desired: Desired::Deleted,
        ..record(Some(Live), true)
    };
    let crashed = AppRecord {
        failure: Some(Failure::new("exited", "exit code 1")),
        ..record(Some(Live), true)
    };
    let rows = [
        (record(None, false), true, Condition::Draft, Status::Deploying),
        (
            record(Some(Running), false),
            false,
            Condition::Deploying,
            Status::Deploying,
        ),
        (
            record(Some(Running), true),
            true,
            Condition::Deploying,
            Status::Deploying,
        ),
        (record(Some(Live), true), true, Condition::Live, Status::Running),
        (
            record(Some(Live), true),
            false,
            Condition::Starting,
            Status::Deploying,
        ),
        (
            record(Some(Failed), true),
            true,
            Condition::Previous,
            Status::Running,
        ),
        (
            record(Some(Failed), false),
            false,
            Condition::Failed,
            Status::Error,
        ),
        (crashed, true, Condition::Crashed, Status::Error),
        (asleep, false, Condition::Asleep, Status::Running),
        (stopped, false, Condition::Stopped, Status::Error),
        (deleted, false, Condition::Deleted, Status::Deleted),
    ];
    for (record, answers, condition, status) in rows {
        let (found, word, _) = words(&record, answers);
        assert_eq!((found, word), (condition, status), "{record:?}");
    }
}

#[test]
fn an_app_that_was_asked_for_is_waking() {
    let record = record(Some(DeploymentStatus::Live), true);
    let app = app(&settings(), &record, Answering::Waking);
    assert_eq!((app.condition, app.status), (Condition::Waking, Status::Running));
    assert!(!status_reply(app).deployment_ready);
}

#[test]
fn a_failure_says_where_and_what_still_answers() {
    let (_, _, alone) = words(&record(Some(DeploymentStatus::Failed), false), false);
    assert_eq!(
        alone.unwrap(),
        "NameError: name 'x' is not defined (app.py, line 3)"
    );
    let (_, _, beside) = words(&record(Some(DeploymentStatus::Failed), true), true);
    assert_eq!(
        beside.unwrap(),
        "revision bbbbbbbb failed: NameError: name 'x' is not defined (app.py, line 3); revision aaaaaaaa still answers"
    );
}

#[test]
fn only_the_newest_revision_is_ready() {
    let ready = |record: &AppRecord| status_reply(app(&settings(), record, Answering::Yes)).deployment_ready;
    assert!(ready(&record(Some(DeploymentStatus::Live), true)));
    assert!(!ready(&record(Some(DeploymentStatus::Failed), true)));
    assert!(!ready(&record(Some(DeploymentStatus::Running), true)));
}
