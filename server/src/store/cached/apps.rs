//! Apps, kept as the whole list of one account.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::deployment::Failure;

use super::{Afterwards, Cached};
use crate::store::{
    AppCounts, AppFilter, AppId, AppRecord, Apps, Desired, NewApp, NewDeployment, Page, Result, SealedEnv,
    SettingsChange, UserId,
};

#[async_trait]
impl Apps for Cached {
    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.apps.forget(&app.user_id));
        self.store.create_app(app, deployment).await
    }

    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>> {
        self.store.app(id).await
    }

    async fn apps_of(&self, user: &UserId) -> Result<Arc<[AppRecord]>> {
        let apps = self
            .apps
            .get(user, async || self.store.apps_of(user).await.map(Some))
            .await?;
        Ok(apps.unwrap_or_default())
    }

    async fn apps(&self, filter: &AppFilter, page: &Page) -> Result<Vec<AppRecord>> {
        self.store.apps(filter, page).await
    }

    async fn count_apps(&self) -> Result<BTreeMap<UserId, AppCounts>> {
        self.store.count_apps().await
    }

    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>> {
        self.store.apps_to_reconcile().await
    }

    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.change_settings(id, change).await
    }

    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.set_desired(id, desired).await
    }

    async fn change_desired(&self, id: &AppId, from: Desired, to: Desired) -> Result<Option<AppRecord>> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.change_desired(id, from, to).await
    }

    async fn restart_app(&self, id: &AppId) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.restart_app(id).await
    }

    async fn restore_app(&self, id: &AppId, limit: Option<u32>) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.restore_app(id, limit).await
    }

    async fn begin_purge(&self, id: &AppId) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.begin_purge(id).await
    }

    async fn purge_app(&self, id: &AppId) -> Result<()> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.purge_app(id).await
    }

    async fn apps_to_purge(&self, before: Timestamp) -> Result<Vec<AppId>> {
        self.store.apps_to_purge(before).await
    }

    async fn finish_removal(&self, id: &AppId) -> Result<()> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.finish_removal(id).await
    }

    async fn touch_app(&self, id: &AppId) -> Result<()> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.touch_app(id).await
    }

    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.set_failure(id, failure).await
    }

    async fn reseal_app(
        &self,
        id: &AppId,
        env: &SealedEnv,
        secrets: &SealedEnv,
        env_version: u64,
    ) -> Result<bool> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.reseal_app(id, env, secrets, env_version).await
    }
}
