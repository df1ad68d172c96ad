//! What the suite needs of an engine, and what every test starts from.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_contract::deployment::Failure;
use fp_contract::revision::Revision;
use fp_server::logs::Logs;
use fp_server::runtime::{ApplyError, Release, Runtime, RuntimeChange, StageBegan};
use fp_server::store::AppId;
use tokio::sync::{broadcast, mpsc};

use crate::visitor::Visitor;
use crate::wait::within;

/// An engine on a machine or cluster, for one test.
#[async_trait]
pub(crate) trait Bed: Send + Sync + Sized + 'static {
    /// Whether an app's own folder outlives its instances.
    const KEEPS_DATA: bool;
    /// Brings the engine up with nothing in it.
    async fn start() -> Self;
    /// The engine.
    fn runtime(&self) -> Arc<dyn Runtime>;
    /// Where it writes apps' logs.
    fn logs(&self) -> Arc<Logs>;
    /// Kills what runs apps, as a power cut would, while the server lives on.
    async fn kill_what_runs_apps(&self);
}

/// An app on a bed, with somebody who visits it.
pub(crate) struct Subject<B: Bed> {
    pub(crate) bed: B,
    pub(crate) id: AppId,
    pub(crate) visitor: Visitor,
    pub(crate) changes: broadcast::Receiver<RuntimeChange>,
}

impl<B: Bed> Subject<B> {
    pub(crate) async fn new() -> Self {
        let bed = B::start().await;
        let visitor = Visitor::of(bed.runtime());
        let changes = bed.runtime().changes();
        Self {
            bed,
            id: AppId("abc12345".to_owned()),
            visitor,
            changes,
        }
    }

    /// A release of these files with `app.py` as its entrypoint and no variables.
    pub(crate) fn release(&self, files: &[(&str, &str)]) -> Release {
        self.release_with(files, &[], 0)
    }

    pub(crate) fn release_with(
        &self,
        files: &[(&str, &str)],
        env: &[(&str, &str)],
        env_version: u64,
    ) -> Release {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let env: BTreeMap<String, String> = env.iter().map(own).collect();
        let revision = Revision {
            files: files.iter().map(own).collect(),
            entrypoint: "app.py".to_owned(),
            framework: None,
            env_names: env.keys().cloned().collect(),
            database_id: None,
        };
        Release {
            app_id: self.id.clone(),
            owner: fp_server::store::UserId("0".repeat(24)),
            revision_id: revision.id(),
            revision: Arc::new(revision),
            env,
            env_version,
        }
    }

    /// Applies and returns the stages told.
    pub(crate) async fn apply(&self, release: &Release) -> (Result<(), ApplyError>, Vec<StageBegan>) {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let result = within("apply", self.bed.runtime().apply(release, sender)).await;
        let mut stages = Vec::new();
        while let Ok(stage) = receiver.try_recv() {
            stages.push(stage);
        }
        (result, stages)
    }

    /// Applies files that are expected to work.
    pub(crate) async fn deploy(&self, files: &[(&str, &str)]) {
        self.apply(&self.release(files)).await.0.unwrap();
    }

    /// Applies files that are expected to fail.
    pub(crate) async fn fail(&self, files: &[(&str, &str)]) -> Failure {
        match self.apply(&self.release(files)).await.0 {
            Err(ApplyError::Failed(failure)) => *failure,
            other => panic!("it should have failed: {other:?}"),
        }
    }

    /// What the app answers at `/`.
    pub(crate) async fn answer(&self) -> String {
        self.visitor.get(&self.id, "/").await.text()
    }

    /// The next change that the engine reports.
    pub(crate) async fn change(&mut self) -> RuntimeChange {
        within("a change", self.changes.recv()).await.unwrap()
    }
}

/// An app in one file that answers every request with `words`; `{before}` runs at import.
pub(crate) fn answering(words: &str) -> String {
    format!(
        r#"
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": {words:?}.encode()}})
"#
    )
}
