//! What operators do with everybody's apps: they look, and they stop. All but looking at the list is audited.

mod list;
mod logs;
mod read;
mod stop;

use fp_contract::admin_app::Owner;

use super::Platform;
use super::error::{Error, Result};
use crate::store::{AppId, AppRecord, UserId};

pub use list::{Wanted, list};
pub use logs::logs;
pub use read::read;
pub use stop::stop;

/// The app, whoever it belongs to.
async fn any(platform: &Platform, id: &AppId) -> Result<AppRecord> {
    let app = platform.store.app(id).await?;
    app.filter(|app| !app.is_purged()).ok_or(Error::NotFound("app"))
}

async fn owner(platform: &Platform, id: &UserId) -> Result<Owner> {
    let user = platform.store.user(id).await?;
    Ok(Owner {
        id: id.0.clone(),
        username: user.map(|user| user.username),
    })
}
