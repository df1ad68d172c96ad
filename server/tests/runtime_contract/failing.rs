//! A revision that does not work: why is said, and what answered before goes on answering.

use std::time::Duration;

use fp_contract::deployment::{Failure, StageName};
use tokio::sync::mpsc;

use super::bed::{Bed, Subject, answering};
use crate::wait::until;

/// Deploys a good revision, then the bad one, and checks that the good one still answers.
async fn fails_over_a_good_one<B: Bed>(files: &[(&str, &str)]) -> Failure {
    let subject = Subject::<B>::new().await;
    let good = subject.release(&[("app.py", &answering("good"))]);
    subject.apply(&good).await.0.unwrap();
    let failure = subject.fail(files).await;
    assert_eq!(subject.answer().await, "good");
    let seen = subject.bed.runtime().observe(&subject.id).await.unwrap();
    assert_eq!(seen.revision_id, Some(good.revision_id));
    failure
}

pub(crate) async fn raising_at_import<B: Bed>() {
    let files = [
        ("app.py", "import helpers\nhelpers.go()\n"),
        ("helpers.py", "def go():\n    raise ValueError('no luck')\n"),
    ];
    let failure = fails_over_a_good_one::<B>(&files).await;
    assert_eq!(failure.kind, "import_error");
    assert!(failure.message.contains("no luck"), "{}", failure.message);
    assert_eq!(
        (failure.file.as_deref(), failure.line),
        (Some("helpers.py"), Some(2))
    );
    assert!(failure.traceback.unwrap().contains("helpers.go()"));
}

pub(crate) async fn a_syntax_error<B: Bed>() {
    let failure = fails_over_a_good_one::<B>(&[("app.py", "x = 1\ndef broken(:\n")]).await;
    assert_eq!(failure.kind, "syntax_error");
    assert_eq!((failure.file.as_deref(), failure.line), (Some("app.py"), Some(2)));
}

pub(crate) async fn without_an_app<B: Bed>() {
    let failure = fails_over_a_good_one::<B>(&[("app.py", "value = 1\n")]).await;
    assert_eq!(failure.kind, "no_app");
}

pub(crate) async fn never_healthy<B: Bed>() {
    let code = "from fastapi import FastAPI, Response\napp = FastAPI()\n\n\
                @app.get('/health')\ndef health():\n    return Response(status_code=503)\n";
    let failure = fails_over_a_good_one::<B>(&[("app.py", code)]).await;
    assert_eq!(failure.kind, "unhealthy");
}

pub(crate) async fn blocking_at_import<B: Bed>() {
    let failure = fails_over_a_good_one::<B>(&[("app.py", "while True:\n    pass\n")]).await;
    assert_eq!(failure.kind, "import_timeout");
    assert_eq!(failure.file.as_deref(), Some("app.py"));
}

pub(crate) async fn exiting_at_import<B: Bed>() {
    let code = "import os, sys\nprint('last words', file=sys.stderr, flush=True)\nos._exit(7)\n";
    let failure = fails_over_a_good_one::<B>(&[("app.py", code)]).await;
    assert_eq!((failure.kind.as_str(), failure.exit_code), ("exited", Some(7)));
    assert!(
        failure.tail.iter().any(|line| line == "last words"),
        "{:?}",
        failure.tail
    );
}

pub(crate) async fn failing_at_start_up<B: Bed>() {
    let code = "from contextlib import asynccontextmanager\nfrom fastapi import FastAPI\n\n\
                @asynccontextmanager\nasync def lifespan(app):\n    raise RuntimeError('no database')\n    yield\n\n\
                app = FastAPI(lifespan=lifespan)\n";
    let failure = fails_over_a_good_one::<B>(&[("app.py", code)]).await;
    assert_eq!(failure.kind, "start_failed");
    assert_eq!((failure.file.as_deref(), failure.line), (Some("app.py"), Some(6)));
}

pub(crate) async fn failing_first_leaves_nothing_running<B: Bed>() {
    let subject = Subject::<B>::new().await;
    subject.fail(&[("app.py", "1 / 0\n")]).await;
    assert_eq!(subject.visitor.get(&subject.id, "/").await.status, 503);
    subject.deploy(&[("app.py", &answering("now"))]).await;
    assert_eq!(subject.answer().await, "now");
}

pub(crate) async fn given_up_when_dropped<B: Bed>() {
    let subject = Subject::<B>::new().await;
    subject.deploy(&[("app.py", &answering("good"))]).await;
    let code = format!("import time\ntime.sleep(1)\n{}", answering("given up"));
    let slow = subject.release(&[("app.py", &code)]);
    let (sender, mut stages) = mpsc::unbounded_channel();
    let runtime = subject.bed.runtime();
    let attempt = tokio::spawn(async move { runtime.apply(&slow, sender).await });
    while stages.recv().await.unwrap().name != StageName::Import {}
    attempt.abort();
    assert!(attempt.await.unwrap_err().is_cancelled());
    // Longer than it would have taken to answer.
    let over = tokio::time::Instant::now() + Duration::from_secs(2);
    while tokio::time::Instant::now() < over {
        assert_eq!(subject.answer().await, "good");
    }
}

pub(crate) async fn a_newer_attempt_wins<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let slow = subject.release(&[(
        "app.py",
        &format!("import time\ntime.sleep(5)\n{}", answering("slow")),
    )]);
    let (sender, mut stages) = mpsc::unbounded_channel();
    let runtime = subject.bed.runtime();
    let attempt = tokio::spawn(async move { runtime.apply(&slow, sender).await });
    while stages.recv().await.unwrap().name != StageName::Import {}
    subject.deploy(&[("app.py", &answering("newer"))]).await;
    assert!(attempt.await.unwrap().is_err());
    until("the newer one answers", async || {
        subject.answer().await == "newer"
    })
    .await;
}
