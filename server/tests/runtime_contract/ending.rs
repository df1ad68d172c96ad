//! Instances that end: by themselves, because they are told to, or with what runs them.

use fp_contract::instance::InstanceState;
use fp_server::runtime::{ConnectError, RuntimeChange};

use super::bed::{Bed, Subject, answering};
use crate::wait::until;

/// An app that runs `action` when `/end` is requested.
fn ending_with(action: &str) -> String {
    format!(
        "import ctypes, os, sys, threading\n\ndef end():\n    {action}\n{}",
        answering("alive").replace(
            "    await send({\"type\": \"http.response.start\"",
            "    if scope['path'] == '/end':\n        threading.Timer(0.05, end).start()\n    \
             await send({\"type\": \"http.response.start\""
        )
    )
}

async fn exit_of<B: Bed>(action: &str) -> (Subject<B>, RuntimeChange) {
    let mut subject = Subject::<B>::new().await;
    subject.deploy(&[("app.py", &ending_with(action))]).await;
    assert_eq!(subject.visitor.get(&subject.id, "/end").await.status, 200);
    let change = subject.change().await;
    (subject, change)
}

pub(crate) async fn an_exit_is_reported<B: Bed>() {
    let action = "print('out of here', file=sys.stderr, flush=True); os._exit(3)";
    let (subject, change) = exit_of::<B>(action).await;
    let RuntimeChange::Exited {
        app_id,
        failure,
        after_seconds,
        ..
    } = change
    else {
        panic!("{change:?}")
    };
    assert_eq!(app_id, subject.id);
    assert_eq!((failure.kind.as_str(), failure.exit_code), ("exited", Some(3)));
    assert!(
        failure.message.starts_with("exited with code 3 after"),
        "{}",
        failure.message
    );
    assert!(
        failure.tail.iter().any(|line| line == "out of here"),
        "{:?}",
        failure.tail
    );
    assert!(after_seconds > 0.0);
    assert_eq!(subject.visitor.get(&subject.id, "/").await.status, 503);
    let seen = subject.bed.runtime().observe(&subject.id).await.unwrap();
    assert_eq!(seen.revision_id, None);
}

pub(crate) async fn a_crash_is_reported<B: Bed>() {
    let (_, change) = exit_of::<B>("ctypes.string_at(0)").await;
    let RuntimeChange::Exited { failure, .. } = change else {
        panic!("{change:?}")
    };
    assert_eq!(failure.signal, Some(11));
    assert!(
        failure.message.starts_with("was killed by SIGSEGV"),
        "{}",
        failure.message
    );
}

pub(crate) async fn what_ended_can_be_applied_again<B: Bed>() {
    let (subject, _) = exit_of::<B>("os._exit(3)").await;
    subject.deploy(&[("app.py", &answering("again"))]).await;
    assert_eq!(subject.answer().await, "again");
}

pub(crate) async fn what_ended_comes_back_unchanged<B: Bed>() {
    let action = "os._exit(3)";
    let (subject, _) = exit_of::<B>(action).await;
    subject.deploy(&[("app.py", &ending_with(action))]).await;
    assert_eq!(subject.answer().await, "alive");
}

pub(crate) async fn a_stopped_app_does_not_answer_and_keeps_its_data<B: Bed>() {
    let mut subject = Subject::<B>::new().await;
    let code = format!(
        "import os, pathlib\nseen = pathlib.Path(os.environ['APP_DATA_DIR']) / 'seen'\n\
         words = 'before' if seen.exists() else 'first'\nseen.write_text('x')\n{}",
        answering("x").replace("\"x\"", "words")
    );
    subject.deploy(&[("app.py", &code)]).await;
    assert_eq!(subject.answer().await, "first");
    let runtime = subject.bed.runtime();
    runtime.stop(&subject.id).await.unwrap();
    assert_eq!(runtime.observe(&subject.id).await.unwrap().revision_id, None);
    assert_eq!(
        runtime.connect(&subject.id).await.err(),
        Some(ConnectError::NotRunning)
    );
    runtime.stop(&subject.id).await.unwrap();
    subject.deploy(&[("app.py", &code)]).await;
    let expected = if B::KEEPS_DATA { "before" } else { "first" };
    assert_eq!(subject.answer().await, expected);
    assert!(
        subject.changes.try_recv().is_err(),
        "a stop that was asked for is no news"
    );
}

pub(crate) async fn a_removed_app_forgets_its_data<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = format!(
        "import os, pathlib\nseen = pathlib.Path(os.environ['APP_DATA_DIR']) / 'seen'\n\
         words = 'before' if seen.exists() else 'first'\nseen.write_text('x')\n{}",
        answering("x").replace("\"x\"", "words")
    );
    for _ in 0..2 {
        subject.deploy(&[("app.py", &code)]).await;
        assert_eq!(subject.answer().await, "first");
        subject.bed.runtime().remove(&subject.id).await.unwrap();
        assert_eq!(
            subject.bed.runtime().connect(&subject.id).await.err(),
            Some(ConnectError::NotRunning)
        );
    }
    subject.bed.runtime().remove(&subject.id).await.unwrap();
}

pub(crate) async fn what_runs_apps_is_killed<B: Bed>() {
    let mut subject = Subject::<B>::new().await;
    let files = [("app.py", answering("back"))];
    let files = [(files[0].0, files[0].1.as_str())];
    subject.deploy(&files).await;
    subject.bed.kill_what_runs_apps().await;
    let change = subject.change().await;
    let RuntimeChange::Lost { app_id } = change else {
        panic!("{change:?}")
    };
    assert_eq!(app_id, subject.id);
    // The engine comes back by itself; asking again is all the rollout has to do.
    until("it is applied again", async || {
        subject.apply(&subject.release(&files)).await.0.is_ok()
    })
    .await;
    until("it answers again", async || subject.answer().await == "back").await;
}

pub(crate) async fn an_instance_is_seen_while_it_runs<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let runtime = subject.bed.runtime();
    assert_eq!(runtime.instances(&subject.id), []);
    subject.deploy(&[("app.py", &answering("one"))]).await;
    let seen = runtime.instances(&subject.id);
    let [instance] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!((instance.state, instance.restarts), (InstanceState::Answering, 0));
    assert_eq!(instance.failure, None);
    assert!(instance.started_at.is_some());
    runtime.stop(&subject.id).await.unwrap();
    until("none is left", async || runtime.instances(&subject.id).is_empty()).await;
}
