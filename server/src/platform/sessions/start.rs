//! Beginning a session.

use std::time::Duration;

use fp_contract::Timestamp;

use super::Origin;
use crate::platform::error::Result;
use crate::platform::{Platform, identifier, tokens};
use crate::store::{SessionRecord, UserId};

/// How long the session of a local owner lasts: ten years. Whoever can read its file can read the record as well.
pub(in crate::platform) const OWNER_LIFETIME: Duration = Duration::from_hours(10 * 365 * 24);
/// Most characters kept of what a client calls itself.
const MAX_CLIENT: usize = 200;

/// Begins a session and answers with its token. `operator` is who acts as the user.
pub(in crate::platform) async fn start(
    platform: &Platform,
    user: &UserId,
    origin: &Origin,
    lifetime: Duration,
    operator: Option<UserId>,
) -> Result<String> {
    let now = Timestamp::now();
    let session = SessionRecord {
        id: identifier::sortable(),
        user_id: user.clone(),
        created_at: now,
        last_used_at: now,
        expires_at: now.after(lifetime),
        client: origin
            .client
            .as_ref()
            .map(|client| client.chars().take(MAX_CLIENT).collect()),
        address: origin.address.map(|address| address.to_string()),
        operator,
    };
    platform.store.create_session(&session).await?;
    tokens::mint(&platform.settings.secret_key, &session)
}
