//! Everybody's apps, filtered.

use std::collections::HashMap;

use fp_contract::admin_app::{OwnedApp, Owner};
use fp_contract::app::Status;

use super::owner;
use crate::platform::error::Result;
use crate::platform::{Platform, apps};
use crate::store::{AppFilter, AppRecord, Page, UserId};

/// Apps read at once while looking for those that are wanted.
const BATCH: u32 = 200;

/// Which apps are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this account.
    pub user: Option<UserId>,
    /// With this status; those in the trash only with `deleted`.
    pub status: Option<Status>,
    /// With this in its name, its identifier or its owner's name, in any case.
    pub text: Option<String>,
}

/// Everybody's apps, newest first.
pub async fn list(platform: &Platform, wanted: &Wanted, page: &Page) -> Result<Vec<OwnedApp>> {
    let filter = AppFilter {
        user: wanted.user.clone(),
        deleted: wanted.status == Some(Status::Deleted),
    };
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let (mut found, mut owners) = (Vec::new(), HashMap::new());
    let mut batch = Page {
        after: page.after.clone(),
        limit: BATCH,
    };
    loop {
        let apps = platform.store.apps(&filter, &batch).await?;
        let Some(last) = apps.last() else {
            return Ok(found);
        };
        batch.after = Some(last.id.0.clone());
        for app in &apps {
            let owner = known(platform, &mut owners, app).await?;
            let app = OwnedApp {
                app: apps::shown(platform, app),
                owner,
            };
            if wanted.matches(&app) {
                found.push(app);
            }
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
}

async fn known(platform: &Platform, owners: &mut HashMap<UserId, Owner>, app: &AppRecord) -> Result<Owner> {
    if let Some(known) = owners.get(&app.user_id) {
        return Ok(known.clone());
    }
    let read = owner(platform, &app.user_id).await?;
    owners.insert(app.user_id.clone(), read.clone());
    Ok(read)
}

impl Wanted {
    fn matches(&self, app: &OwnedApp) -> bool {
        let has_status = self.status.is_none_or(|status| status == app.app.status);
        has_status && self.text.as_ref().is_none_or(|text| has_text(app, text))
    }
}

fn has_text(app: &OwnedApp, text: &str) -> bool {
    let text = text.to_lowercase();
    let owner = app.owner.username.as_deref().unwrap_or_default();
    [&app.app.name, &app.app.app_id, owner]
        .iter()
        .any(|field| field.to_lowercase().contains(&text))
}
