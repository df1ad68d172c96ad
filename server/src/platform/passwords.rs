//! Password hashes: Argon2id, away from the async threads and never on all processors at once. Hashes of the existing platform
//! (bcrypt) are understood, and replaced at the next log-in.

mod common;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::{Error, Result};

pub(super) use common::is_common;

/// How long a log-in may wait for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(20);
/// What hashes of Argon2id begin with.
const ARGON2ID: &str = "$argon2id$";
/// What bcrypt hashes begin with, in all their versions.
const BCRYPT: &str = "$2";

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
        let right = verify_now(&password, hash.as_deref().unwrap_or(&NOBODY));
        right && hash.is_some()
    })
    .await
}

/// Whether the hash is to be replaced by one of [`hash`].
pub(super) fn is_outdated(hash: &str) -> bool {
    !hash.starts_with(ARGON2ID)
}

fn verify_now(password: &str, hash: &str) -> bool {
    if hash.starts_with(BCRYPT) {
        // The existing platform cut at 72 bytes, and so does this: the same passwords are right.
        return bcrypt::verify(password, hash).unwrap_or(false);
    }
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
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

    async fn right(password: &str, hash: &str) -> bool {
        verify(password.to_owned(), Some(hash.to_owned())).await.unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let hash = hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with(ARGON2ID) && !is_outdated(&hash), "{hash}");
        assert!(right("correct horse", &hash).await);
        assert!(!right("battery staple", &hash).await);
    }

    #[tokio::test]
    async fn nobody_can_log_in_without_an_account() {
        let password = "nobody has this password".to_owned();
        assert!(!verify(password, None).await.unwrap());
    }

    #[tokio::test]
    async fn bytes_past_the_72nd_count() {
        let hash = hash("a".repeat(72) + "b").await.unwrap();
        assert!(!right(&("a".repeat(72) + "c"), &hash).await);
    }

    #[tokio::test]
    async fn hashes_of_the_existing_platform_verify_and_are_outdated() {
        for version in ["2a", "2b", "2y"] {
            let hash = bcrypt::hash("a password of theirs", 4).unwrap();
            let hash = hash.replacen("2b", version, 1);
            assert!(is_outdated(&hash));
            assert!(right("a password of theirs", &hash).await, "{hash}");
            assert!(!right("another password", &hash).await);
        }
        let cut = bcrypt::hash("a".repeat(72), 4).unwrap();
        assert!(right(&("a".repeat(72) + "more"), &cut).await);
    }

    #[tokio::test]
    async fn what_is_no_hash_belongs_to_no_password() {
        for hash in ["", "$2b$", "$argon2id$", "plain text"] {
            assert!(!right(hash, hash).await, "{hash}");
        }
    }
}
