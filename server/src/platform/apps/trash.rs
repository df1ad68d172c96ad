//! The apps in the trash.

use fp_contract::Timestamp;
use fp_contract::trash::TrashedApp;

use super::shown;
use crate::platform::error::Result;
use crate::platform::{Platform, trash};
use crate::store::{AppFilter, Page, UserId};

/// Deleted apps that can still be restored, the newest app first.
pub async fn trashed(platform: &Platform, user: &UserId, page: &Page) -> Result<Vec<TrashedApp>> {
    let filter = AppFilter {
        user: Some(user.clone()),
        deleted: true,
    };
    let apps = platform.store.apps(&filter, page).await?;
    Ok(apps
        .iter()
        .map(|app| {
            let deleted_at = app.deleted_at.unwrap_or(Timestamp::EPOCH);
            TrashedApp {
                app: shown(platform, app),
                deleted_at,
                purge_at: trash::purge_at(platform, deleted_at),
            }
        })
        .collect())
}
