//! Accounts: signing up, logging in, and who is behind a token.

mod fields;

use std::sync::LazyLock;

use fp_contract::Timestamp;
use fp_contract::user::{LogIn, SignUp, Token, User};
use sha2::{Digest as _, Sha256};

use super::error::{Error, Result};
use super::throttle::Throttle;
use super::{Platform, identifier, passwords, switches, tokens};
use crate::store::{StoreError, UserRecord};

/// The name of the account that a local server makes for its owner; nobody else can have it.
const OWNER: &str = "owner";

static THROTTLE: LazyLock<Throttle> = LazyLock::new(Throttle::default);

/// Adds an account. The first one of a server that printed an operator code is its operator and needs the code.
pub async fn sign_up(platform: &Platform, request: SignUp) -> Result<User> {
    let is_operator = permit(platform, request.operator_code.as_deref()).await?;
    fields::check(&request)?;
    let user = UserRecord {
        id: identifier::user_id(),
        username: request.username,
        email: request.email,
        password_hash: passwords::hash(request.password).await?,
        created_at: Timestamp::now(),
        is_admin: is_operator,
    };
    match platform.store.create_user(&user, is_operator).await {
        Err(StoreError::Taken("first account")) => Err(Error::OperatorCode),
        result => Ok(result.map(|()| shown(&user))?),
    }
}

/// Exchanges name and password for a token. An unknown name takes as long as a wrong password and says the same.
pub async fn log_in(platform: &Platform, request: LogIn) -> Result<Token> {
    let name = request.username.to_lowercase();
    tokio::time::sleep(THROTTLE.delay(&name)).await;
    let user = platform.store.user_by_name(&request.username).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = passwords::verify(request.password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        THROTTLE.failed(&name);
        return Err(Error::WrongCredentials);
    };
    THROTTLE.succeeded(&name);
    Ok(Token {
        access_token: tokens::mint(&platform.settings.secret_key, &user.id, tokens::SESSION)?,
        token_type: "bearer".to_owned(),
    })
}

/// Who is behind a token. Read anew each time, so that a removed account or a lost right counts at once.
pub async fn authenticate(platform: &Platform, token: &str) -> Result<UserRecord> {
    let id = tokens::verify(&platform.settings.secret_key, token)?;
    platform.store.user(&id).await?.ok_or(Error::Unauthenticated)
}

/// A token for the owner of a local server, whose account is made when it is not there: nobody can sign up by that name.
pub async fn ensure_owner(platform: &Platform) -> Result<String> {
    let owner = match platform.store.user_by_name(OWNER).await? {
        Some(owner) => owner,
        None => create_owner(platform).await?,
    };
    tokens::mint(&platform.settings.secret_key, &owner.id, tokens::OWNER)
}

/// An account as its owner sees it.
pub fn shown(user: &UserRecord) -> User {
    User {
        id: user.id.0.clone(),
        username: user.username.clone(),
        email: user.email.clone(),
        created_at: user.created_at,
        is_admin: user.is_admin,
    }
}

/// Whether this sign-up may happen, and whether it makes the operator.
async fn permit(platform: &Platform, code: Option<&str>) -> Result<bool> {
    if let Some(code) = code {
        let right = platform
            .settings
            .operator_code
            .as_deref()
            .is_some_and(|right| same(right, code));
        return if right { Ok(true) } else { Err(Error::OperatorCode) };
    }
    let waits_for_operator =
        platform.settings.operator_code.is_some() && platform.store.count_users().await? == 0;
    if waits_for_operator || !switches::signups_are_open(platform).await? {
        return Err(Error::SignUpsClosed);
    }
    Ok(false)
}

/// Compares digests, so that the time taken says nothing about where two codes differ.
fn same(right: &str, given: &str) -> bool {
    Sha256::digest(right) == Sha256::digest(given)
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
    };
    platform.store.create_user(&owner, false).await?;
    Ok(owner)
}
