//! Giving the viewer another password.

use fp_contract::database::Viewer;

use super::show::{all, show};
use super::{SignIn, login_name, shown, viewers};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// Gives the user's viewer of all databases another password and tells it; starts it where there is none.
pub async fn rotate_viewer(platform: &Platform, user: &UserId) -> Result<Viewer> {
    viewers(platform)?;
    platform.databases.default_of(user).await?;
    let databases = all(&platform.databases, user).await?;
    let _turn = platform.databases.turn(&login_name(user)).await;
    let sign_in = SignIn::of_user(user);
    show(platform, user, &sign_in, &databases).await?;
    shown(platform, user, Some(sign_in.password)).await
}
