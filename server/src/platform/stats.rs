//! The platform in figures. Each figure is one question to the record, however many users and apps there are.

use fp_contract::stats::{DatabaseFigures, PlatformStats, RecentDeploy, RecentSignUp};

use super::error::Result;
use super::{Platform, templates};
use crate::store::{AppFilter, Page};

/// How many new accounts and apps are named.
const NEWEST: Page = Page {
    after: None,
    limit: 5,
};

/// The platform as it is now.
pub async fn read(platform: &Platform) -> Result<PlatformStats> {
    let store = &platform.store;
    let everybodys = AppFilter::default();
    let (users, counts, newest_users, newest_apps) = tokio::try_join!(
        store.count_users(),
        store.count_apps(),
        store.users(&NEWEST),
        store.apps(&everybodys, &NEWEST),
    )?;
    let templates = templates::list_all(platform).await?.len();
    Ok(PlatformStats {
        users,
        apps: counts.values().map(|count| count.kept).sum(),
        running_apps: counts.values().map(|count| count.live).sum(),
        templates: templates as u64,
        mongo: databases(platform),
        recent_signups: newest_users
            .into_iter()
            .map(|user| RecentSignUp {
                username: user.username,
                created_at: user.created_at,
            })
            .collect(),
        recent_deploys: newest_apps
            .into_iter()
            .map(|app| RecentDeploy {
                name: app.name,
                app_id: app.id.0,
                created_at: app.created_at,
            })
            .collect(),
    })
}

fn databases(_: &Platform) -> DatabaseFigures {
    DatabaseFigures::Unknown {
        error: "this server has no databases".to_owned(),
    }
}
