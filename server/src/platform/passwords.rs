//! Password hashes: Argon2id, away from the async threads and never on all processors at once.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::{Error, Result};

/// How long a log-in may wait for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(20);

/// Half the processors, at least one: a hundred log-ins at once leave the other half to everybody else.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Arc::new(Semaphore::new((processors / 2).max(1)))
});

/// Verified in place of the hash of an account that does not exist, so that both take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// The PHC string of a new hash.
pub(super) async fn hash(password: String) -> Result<String> {
    in_turn(move || hash_now(&password)).await?
}

/// Whether the password belongs to the hash; without a hash, false after the same time.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        }) && known
    })
    .await
}

fn hash_now(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::Internal(format!("the password could not be hashed: {error}")))
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn: OwnedSemaphorePermit = tokio::time::timeout(PATIENCE, Arc::clone(&TURNS).acquire_owned())
        .await
        .map_err(|_| Error::Busy)?
        .map_err(|error| Error::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    })
    .await
    .map_err(|error| Error::Internal(format!("a password could not be checked: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let hash = hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(
            verify("correct horse".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("battery staple".to_owned(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_can_log_in_without_an_account() {
        let password = "nobody has this password".to_owned();
        assert!(!verify(password, None).await.unwrap());
    }

    #[tokio::test]
    async fn bytes_past_the_72nd_count() {
        let hash = hash("a".repeat(72) + "b").await.unwrap();
        assert!(!verify("a".repeat(72) + "c", Some(hash)).await.unwrap());
    }
}
