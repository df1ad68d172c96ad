//! What goes wrong outside the code: images that cannot be had, memory that runs out.

use fp_server::runtime::{ApplyError, Runtime as _, RuntimeChange};
use tokio::sync::mpsc;

use super::KubernetesBed;
use crate::runtime_contract::bed::{Bed as _, Subject, answering};
use crate::wait::{until, within};

/// Takes more memory than a pod may have.
const GREEDY: &str = "[bytearray(1 << 20) for _ in range(1024)]";

pub(crate) async fn an_image_that_cannot_be_had() {
    let subject = Subject::<KubernetesBed>::new().await;
    subject.deploy(&[("app.py", &answering("good"))]).await;
    let (other, _, _folder) = subject
        .bed
        .again(|settings| "registry.test/missing:1".clone_into(&mut settings.image))
        .await;
    let release = subject.release(&[("app.py", &answering("never"))]);
    let applied = other.apply(&release, mpsc::unbounded_channel().0);
    let Err(ApplyError::Failed(failure)) = within("apply", applied).await else {
        panic!("it should have failed")
    };
    assert_eq!(failure.kind, "image_unavailable");
    assert!(
        failure.message.contains("registry.test/missing:1"),
        "{}",
        failure.message
    );
    assert_eq!(subject.answer().await, "good");
    subject.deploy(&[("app.py", &answering("next"))]).await;
    assert_eq!(subject.answer().await, "next");
}

pub(crate) async fn memory_that_runs_out() {
    let mut subject = Subject::<KubernetesBed>::new().await;
    let code = answering("alive").replace(
        "    await send({\"type\": \"http.response.start\"",
        &format!(
            "    if scope['path'] == '/greedy':\n        {GREEDY}\n    await send({{\"type\": \"http.response.start\""
        ),
    );
    subject.deploy(&[("app.py", &code)]).await;
    assert_eq!(subject.answer().await, "alive");
    assert_ne!(subject.visitor.get(&subject.id, "/greedy").await.status, 200);
    let change = subject.change().await;
    let RuntimeChange::Exited { failure, .. } = change else {
        panic!("{change:?}")
    };
    assert_eq!(failure.kind, "out_of_memory", "{failure:?}");
    assert!(failure.message.contains("128 MiB"), "{}", failure.message);
    until("the pod tells why it was started again", async || {
        let instances = subject.bed.runtime().instances(&subject.id);
        instances.iter().any(|instance| {
            let ended = instance.failure.as_ref().map(|failure| failure.kind.as_str());
            instance.restarts > 0 && ended == Some("out_of_memory")
        })
    })
    .await;
    subject.deploy(&[("app.py", &code)]).await;
    assert_eq!(subject.answer().await, "alive");
}

pub(crate) async fn memory_that_runs_out_at_import() {
    let subject = Subject::<KubernetesBed>::new().await;
    let code = format!("hoard = {GREEDY}\n{}", answering("never"));
    let failure = subject.fail(&[("app.py", &code)]).await;
    assert_eq!(failure.kind, "out_of_memory", "{failure:?}");
    assert!(
        failure.message.contains("128 MiB") || failure.message.contains("128Mi"),
        "{}",
        failure.message
    );
}
