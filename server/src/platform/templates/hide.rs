//! Which templates a user does not want to see.

use std::collections::BTreeSet;

use super::{one_at_a_time, read, shared};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{UserChange, UserId};

/// Takes a template out of the user's list.
pub async fn hide(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    read(platform, user, id).await?;
    let _turn = one_at_a_time().await;
    let mut hidden = hidden(platform, user).await?;
    // What was removed since is forgotten, so that the list cannot grow beyond what there is.
    let present = present(platform, user).await?;
    hidden.retain(|other| other != id && present.contains(other));
    hidden.push(id.to_owned());
    write(platform, user, hidden).await
}

/// Puts a template back into the user's list. One that was never hidden must at least be there.
pub async fn unhide(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    let _turn = one_at_a_time().await;
    let mut hidden = hidden(platform, user).await?;
    let before = hidden.len();
    hidden.retain(|other| other != id);
    if hidden.len() == before {
        return read(platform, user, id).await.map(drop);
    }
    write(platform, user, hidden).await
}

async fn hidden(platform: &Platform, user: &UserId) -> Result<Vec<String>> {
    let user = platform.store.user(user).await?;
    Ok(user.ok_or(Error::NotFound("user"))?.hidden_templates)
}

/// The identifiers of everybody's templates and the user's own.
async fn present(platform: &Platform, user: &UserId) -> Result<BTreeSet<String>> {
    let shared = shared(platform).await?.into_iter();
    let own = platform.store.templates_of(Some(user)).await?;
    let own = own.into_iter().map(|record| record.template);
    Ok(shared.chain(own).map(|template| template.id).collect())
}

async fn write(platform: &Platform, user: &UserId, hidden: Vec<String>) -> Result<()> {
    let change = UserChange {
        hidden_templates: Some(hidden),
        ..UserChange::default()
    };
    platform.store.change_user(user, &change).await?;
    Ok(())
}
