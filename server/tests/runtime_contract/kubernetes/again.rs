//! A server started anew: what it did not start itself it finds.

use fp_server::runtime::Runtime as _;
use tokio::sync::mpsc;

use super::KubernetesBed;
use crate::runtime_contract::bed::{Bed as _, Subject, answering};
use crate::visitor::Visitor;
use crate::wait::until;

pub(crate) async fn a_server_started_anew_finds_everything() {
    let subject = Subject::<KubernetesBed>::new().await;
    let release = subject.release(&[("app.py", &answering("one"))]);
    subject.apply(&release).await.0.unwrap();
    let before = subject.bed.runtime().observe(&subject.id).await.unwrap();

    let (again, _, _folder) = subject.bed.again(|_| {}).await;
    let visitor = Visitor::of(again.clone());
    assert_eq!(visitor.get(&subject.id, "/").await.text(), "one");
    again.apply(&release, mpsc::unbounded_channel().0).await.unwrap();
    assert_eq!(again.observe(&subject.id).await.unwrap(), before);

    let release = subject.release(&[("app.py", &answering("two"))]);
    again.apply(&release, mpsc::unbounded_channel().0).await.unwrap();
    assert_eq!(subject.answer().await, "two");
    assert_eq!(
        subject.bed.pods().await.len(),
        1,
        "an update is pushed into the pod there is"
    );
}

pub(crate) async fn a_server_started_anew_stops_and_removes() {
    let subject = Subject::<KubernetesBed>::new().await;
    subject.deploy(&[("app.py", &answering("one"))]).await;
    let (again, _, _folder) = subject.bed.again(|_| {}).await;
    again.stop(&subject.id).await.unwrap();
    assert_eq!(subject.visitor.get(&subject.id, "/").await.status, 503);
    let (last, _, _folder) = subject.bed.again(|_| {}).await;
    last.remove(&subject.id).await.unwrap();
    until("every pod is gone", async || subject.bed.pods().await.is_empty()).await;
}
