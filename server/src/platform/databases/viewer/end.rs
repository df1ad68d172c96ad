//! Ending a viewer, and taking databases out of it.

use super::show::{Shown, show};
use super::{SignIn, login_name};
use crate::platform::Platform;
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::Result;
use crate::runtime::Viewers;
use crate::store::{DatabaseRecord, UserId};

/// Takes the viewer's login away, then ends the viewer: in this order, what a failure leaves is found again. The caller has its
/// turn.
pub(super) async fn end(platform: &Platform, viewers: &dyn Viewers, user: &UserId) -> Result<()> {
    platform
        .databases
        .engine()
        .forget_login(&login_name(user))
        .await?;
    viewers.remove(user).await.map_err(DatabaseFailure::from)?;
    Ok(())
}

/// Ends the viewer of an account that is being removed, whose logins are removed afterwards.
pub(in super::super) async fn end_with_account(platform: &Platform, user: &UserId) -> Result<()> {
    let Some(viewers) = platform.runtime.viewers() else {
        return Ok(());
    };
    let _turn = platform.databases.turn(&login_name(user)).await;
    viewers.remove(user).await.map_err(DatabaseFailure::from)?;
    Ok(())
}

/// Takes a database that is about to be dropped out of the user's viewer, with the right to make it again.
pub(in super::super) async fn hide(
    platform: &Platform,
    user: &UserId,
    database: &DatabaseRecord,
) -> Result<()> {
    let Some(viewers) = platform.runtime.viewers() else {
        return Ok(());
    };
    let _turn = platform.databases.turn(&login_name(user)).await;
    let Some(running) = viewers.find(user).await.map_err(DatabaseFailure::from)? else {
        return Ok(());
    };
    let all = running.spec.databases.iter().map(Shown::from);
    let rest: Vec<_> = all
        .filter(|shown| shown.mongo_database != database.mongo_database)
        .collect();
    if rest.len() == running.spec.databases.len() {
        return Ok(());
    }
    if rest.is_empty() {
        return end(platform, viewers, user).await;
    }
    let sign_in = SignIn {
        username: running.spec.username,
        password: running.spec.password,
    };
    show(platform, user, &sign_in, &rest).await
}
