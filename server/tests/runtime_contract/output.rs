//! What an app says and which requests it answered arrive in its log.

use fp_contract::log::LogStream;

use super::bed::{Bed, Subject, answering};
use crate::wait::within;

pub(crate) async fn lines_and_requests_arrive<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let logs = subject.bed.logs();
    let code = format!(
        "import sys\nprint('to the output')\nprint('to the errors', file=sys.stderr)\n{}",
        answering("one")
    );
    let release = subject.release(&[("app.py", &code)]);
    let mut follower = logs.follow(&subject.id, Some(0));
    subject.apply(&release).await.0.unwrap();
    subject.visitor.get(&subject.id, "/path?a=1").await;

    let mut records = Vec::new();
    within("all lines", async {
        while !records
            .iter()
            .any(|record: &std::sync::Arc<fp_contract::log::LogRecord>| record.request.is_some())
        {
            records.extend(follower.next().await.unwrap().records);
        }
    })
    .await;
    let find = |stream: LogStream, text: &str| {
        records
            .iter()
            .find(|record| record.stream == stream && record.message.contains(text))
            .unwrap_or_else(|| panic!("no {text:?} in {records:#?}"))
    };
    assert_eq!(
        find(LogStream::Stdout, "to the output").revision.as_deref(),
        Some(&*release.revision_id)
    );
    find(LogStream::Stderr, "to the errors");
    find(LogStream::Platform, "started revision");
    let request = find(LogStream::Request, "GET /path 200").request.clone().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/path"));
    assert_eq!((request.query.as_deref(), request.status), (Some("a=1"), 200));
}

pub(crate) async fn an_exit_is_in_the_log<B: Bed>() {
    let mut subject = Subject::<B>::new().await;
    let code = format!(
        "import os, threading\nthreading.Timer(1, lambda: os._exit(5)).start()\n{}",
        answering("one")
    );
    let mut follower = subject.bed.logs().follow(&subject.id, Some(0));
    subject.deploy(&[("app.py", &code)]).await;
    subject.change().await;
    within("the platform's word", async {
        loop {
            let batch = follower.next().await.unwrap();
            let said = |record: &std::sync::Arc<fp_contract::log::LogRecord>| {
                record.stream == LogStream::Platform && record.message.contains("exited with code 5")
            };
            if batch.records.iter().any(said) {
                return;
            }
        }
    })
    .await;
}
