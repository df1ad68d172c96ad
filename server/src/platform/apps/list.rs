//! All apps of a user, and a part of them.

use std::sync::Arc;

use fp_contract::app::App;

use super::shown;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, AppRecord, Page, UserId};

/// All that decides how the apps of a user are shown, as it was at one moment.
#[derive(Clone)]
pub struct Basis {
    records: Arc<[AppRecord]>,
    /// Whether apps answer has changed so often.
    presence_changes: u64,
}

impl Basis {
    /// As it is now.
    pub async fn of(platform: &Platform, user: &UserId) -> Result<Self> {
        // Before anything that is derived from it: a change meanwhile makes it outdated, never wrong.
        let presence_changes = platform.rollouts.presence_changes();
        let records = platform.store.apps_of(user).await?;
        Ok(Self {
            records,
            presence_changes,
        })
    }

    /// Whether nothing changed between the two.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.records, &other.records) && self.presence_changes == other.presence_changes
    }

    /// The apps, oldest first.
    pub fn shown(&self, platform: &Platform) -> Vec<App> {
        self.records.iter().map(|app| shown(platform, app)).collect()
    }
}

/// All apps of a user that are not in the trash, oldest first.
pub async fn list(platform: &Platform, user: &UserId) -> Result<Vec<App>> {
    Ok(Basis::of(platform, user).await?.shown(platform))
}

/// A part of the same. A user has as many apps as the quota allows: they are read whole.
pub async fn list_part(platform: &Platform, user: &UserId, page: &Page) -> Result<Vec<App>> {
    let apps = platform.store.apps_of(user).await?;
    let start = match &page.after {
        Some(after) => place_after(platform, user, &apps, after).await?,
        None => 0,
    };
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let part = apps.iter().skip(start).take(limit);
    Ok(part.map(|app| shown(platform, app)).collect())
}

/// Where the part after this app begins. One that was deleted meanwhile still has a place.
async fn place_after(platform: &Platform, user: &UserId, apps: &[AppRecord], after: &str) -> Result<usize> {
    let last = platform.store.app(&AppId(after.to_owned())).await?;
    let last = last
        .filter(|last| last.user_id == *user)
        .ok_or_else(|| Error::Invalid("after: there is no such app".to_owned()))?;
    let key = |app: &AppRecord| (app.created_at, app.id.clone());
    let last = key(&last);
    Ok(apps.partition_point(|app| key(app) <= last))
}
