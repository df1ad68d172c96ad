//! Deployments: not kept; what becomes of one changes what the list of apps says.

use std::collections::BTreeMap;

use async_trait::async_trait;
use fp_contract::deployment::Deployment;
use fp_contract::deployment::Stage;
use fp_contract::revision::Revision;

use super::{Afterwards, Cached};
use crate::store::{AppId, AppRecord, DeploymentEnd, Deployments, NewDeployment, Page, Result, RevisionUse};

#[async_trait]
impl Deployments for Cached {
    async fn revision(&self, id: &str) -> Result<Option<Revision>> {
        self.store.revision(id).await
    }

    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == deployment.app_id));
        self.store.create_deployment(deployment).await
    }

    async fn deployment(&self, id: &str) -> Result<Option<Deployment>> {
        self.store.deployment(id).await
    }

    async fn deployments_of(&self, id: &AppId, page: &Page) -> Result<Vec<Deployment>> {
        self.store.deployments_of(id, page).await
    }

    async fn revisions_of(&self, id: &AppId, page: &Page) -> Result<Vec<RevisionUse>> {
        self.store.revisions_of(id, page).await
    }

    async fn revision_use(&self, id: &AppId, revision: &str) -> Result<Option<RevisionUse>> {
        self.store.revision_use(id, revision).await
    }

    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| is_latest(app, id)));
        self.store.write_stages(id, stages).await
    }

    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| is_latest(app, id) || is_live(app, id)));
        self.store.end_deployment(id, end).await
    }

    async fn labels_of(&self, id: &AppId) -> Result<BTreeMap<String, String>> {
        self.store.labels_of(id).await
    }

    async fn label_revision(&self, id: &AppId, revision: &str, label: Option<&str>) -> Result<()> {
        self.store.label_revision(id, revision, label).await
    }
}

fn is_latest(app: &AppRecord, deployment: &str) -> bool {
    app.latest_deployment
        .as_ref()
        .is_some_and(|latest| latest.id == deployment)
}

fn is_live(app: &AppRecord, deployment: &str) -> bool {
    app.live_deployment.as_deref() == Some(deployment)
}
