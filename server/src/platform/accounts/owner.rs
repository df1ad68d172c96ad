//! The owner of a local server.

use fp_contract::Timestamp;

use super::OWNER;
use crate::platform::error::{Error, Result};
use crate::platform::sessions::{self, OWNER_LIFETIME, Origin};
use crate::platform::{Platform, identifier, passwords};
use crate::store::UserRecord;

/// A token for the owner of a local server, whose account is made when it is not there: nobody can sign up by that name. The
/// one `held` from an earlier start is kept while it counts; a new one ends those before it.
pub async fn ensure_owner(platform: &Platform, held: Option<&str>) -> Result<String> {
    let owner = match platform.store.user_by_name(OWNER).await? {
        Some(owner) => owner,
        None => create_owner(platform).await?,
    };
    let origin = Origin {
        client: Some("owner-token".to_owned()),
        ..Origin::default()
    };
    if let Some(token) = held {
        match sessions::authenticate(platform, token, &origin).await {
            Ok((user, _)) if user.id == owner.id => return Ok(token.to_owned()),
            Ok(_) | Err(Error::Unauthenticated) => {}
            Err(error) => return Err(error),
        }
    }
    sessions::end_owner_sessions(platform, &owner.id).await?;
    sessions::start(platform, &owner.id, &origin, OWNER_LIFETIME, None).await
}

/// The owner logs in with the token file alone: the password is random and kept nowhere.
async fn create_owner(platform: &Platform) -> Result<UserRecord> {
    let owner = UserRecord {
        id: identifier::user_id(),
        username: OWNER.to_owned(),
        email: "owner@localhost".to_owned(),
        password_hash: passwords::hash(identifier::secret()).await?,
        created_at: Timestamp::now(),
        is_admin: true,
        suspended_at: None,
        quota: None,
        hidden_templates: Vec::new(),
    };
    platform.store.create_user(&owner, false).await?;
    Ok(owner)
}
