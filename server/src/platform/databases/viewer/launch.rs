//! Starting the viewer anew, of one database or of all.

use fp_contract::database::Viewer;

use super::show::{all, one, show};
use super::{SignIn, login_name, shown, viewers};
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::Result;
use crate::platform::{Platform, identifier};
use crate::store::UserId;

/// The name to sign in with, as on the existing platform.
const USERNAME: &str = "admin";

/// Starts the user's viewer anew, of one database or of all, with another password at every call.
pub async fn launch_viewer(platform: &Platform, user: &UserId, id: Option<&str>) -> Result<Viewer> {
    // Whether the database is there comes first: others are not told more than that it is not.
    if let Some(id) = id {
        platform.databases.find(user, id).await?;
    }
    viewers(platform)?;
    let databases = match id {
        Some(id) => vec![one(&platform.databases, user, id).await?],
        None => all(&platform.databases, user).await?,
    };
    if databases.is_empty() {
        return Err(DatabaseFailure::NoDatabases.into());
    }
    let _turn = platform.databases.turn(&login_name(user)).await;
    let sign_in = SignIn {
        username: USERNAME.to_owned(),
        password: identifier::password(),
    };
    show(platform, user, &sign_in, &databases).await?;
    shown(platform, user, Some(sign_in.password)).await
}
