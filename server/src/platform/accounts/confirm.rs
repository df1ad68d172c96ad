//! Asking for the password again before something that cannot be taken back (OWASP ASVS 5.0, 7.5.1).

use crate::platform::error::{Error, Result};
use crate::platform::sessions::Access;
use crate::platform::{Platform, passwords};
use crate::store::UserRecord;

/// Refuses a password that is not the account's. Guessing with a stolen session is slowed like logging in, and slows nobody
/// but that session.
pub(super) async fn confirm(
    platform: &Platform,
    user: &UserRecord,
    access: &Access,
    password: String,
) -> Result<()> {
    let device = Some(access.id().to_owned());
    let attempt = platform
        .throttle
        .attempt(&user.username, access.address, device, true);
    platform.throttle.admit(&attempt).await?;
    if passwords::verify(password, Some(user.password_hash.clone())).await? {
        platform.throttle.succeeded(attempt);
        return Ok(());
    }
    platform.throttle.failed(&attempt);
    Err(Error::WrongPassword)
}
