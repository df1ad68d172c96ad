//! Opening the viewer of all databases, by the older route.

use fp_contract::database::Viewer;

use super::show::{Shown, all, show};
use super::{SignIn, as_seen, login_name, shown, viewers};
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::Result;
use crate::platform::{Platform, identifier};
use crate::store::UserId;

/// Starts the user's viewer of all databases and tells its password, this once. While there is one, whoever started it, a call
/// counts as a use and leaves its name and password as they are; databases that it does not show yet are added.
pub async fn open_viewer(platform: &Platform, user: &UserId) -> Result<Viewer> {
    let viewers = viewers(platform)?;
    platform.databases.default_of(user).await?;
    let databases = all(&platform.databases, user).await?;
    let _turn = platform.databases.turn(&login_name(user)).await;
    let Some(running) = viewers.find(user).await.map_err(DatabaseFailure::from)? else {
        let sign_in = SignIn::of_user(user);
        show(platform, user, &sign_in, &databases).await?;
        return shown(platform, user, Some(sign_in.password)).await;
    };
    if running
        .spec
        .databases
        .iter()
        .map(Shown::from)
        .eq(databases.iter().cloned())
    {
        viewers.touch(user).await.map_err(DatabaseFailure::from)?;
        return Ok(as_seen(platform, &running, None));
    }
    let sign_in = SignIn {
        username: running.spec.username,
        password: running.spec.password,
    };
    show(platform, user, &sign_in, &databases).await?;
    shown(platform, user, None).await
}

impl SignIn {
    /// A new one with the name that the existing platform's older route gives.
    pub(super) fn of_user(user: &UserId) -> Self {
        Self {
            username: format!("user_{user}"),
            password: identifier::password(),
        }
    }
}
