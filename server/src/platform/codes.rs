//! One-time codes for choosing a new password: random, used once, for ten minutes (OWASP ASVS 5.0, 6.5). Only their digests are
//! in the record.

use std::time::Duration;

use fp_contract::Timestamp;

use super::error::Result;
use super::{Platform, identifier};
use crate::store::{CodePurpose, CodeRecord, UserId};

/// How long a code can be used.
const LIFETIME: Duration = Duration::from_mins(10);

/// A new code for this account and when it ends; an older one is of no use any more.
pub(super) async fn issue(platform: &Platform, user: &UserId) -> Result<(String, Timestamp)> {
    let code = identifier::secret();
    let now = Timestamp::now();
    let record = CodeRecord {
        digest: identifier::digest(&code),
        user_id: user.clone(),
        purpose: CodePurpose::PasswordReset,
        created_at: now,
        expires_at: now.after(LIFETIME),
    };
    platform.store.create_code(&record).await?;
    Ok((code, record.expires_at))
}

/// The account of a code, once.
pub(super) async fn take(platform: &Platform, code: &str) -> Result<Option<UserId>> {
    let digest = identifier::digest(code.trim());
    let now = Timestamp::now();
    let taken = platform
        .store
        .take_code(&digest, CodePurpose::PasswordReset, now)
        .await?;
    Ok(taken.map(|code| code.user_id))
}
