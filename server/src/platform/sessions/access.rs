//! What a request was let in by, and how far that goes.

use std::net::IpAddr;

use fp_contract::Timestamp;
use fp_contract::scope::Scope;

use crate::platform::error::{Error, Result};
use crate::store::UserId;

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address.
    pub address: Option<IpAddr>,
    /// What the client calls itself.
    pub client: Option<String>,
    /// The token it sent, whether it counts or not.
    pub token: Option<String>,
}

/// What was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A session, by its identifier.
    Session(String),
    /// An API token.
    Token {
        /// Its identifier.
        id: String,
        /// What it may do.
        scopes: Vec<Scope>,
    },
}

/// The right by which a request, or an open stream, is served.
#[derive(Clone, Debug)]
pub struct Access {
    /// The account.
    pub user_id: UserId,
    /// What was presented for it.
    pub credential: Credential,
    /// The operator who acts as the user.
    pub operator: Option<UserId>,
    /// The address it came from.
    pub address: Option<IpAddr>,
    /// When it ends by itself; never when absent.
    pub expires_at: Option<Timestamp>,
}

impl Access {
    /// Refuses what this access does not reach. Without any scope in `needed` only a session of the account itself will do:
    /// no token, and no operator who acts as the user.
    pub fn require(&self, needed: &[Scope]) -> Result<()> {
        match &self.credential {
            Credential::Session(_) if self.operator.is_none() => Ok(()),
            _ if needed.is_empty() => Err(Error::SessionRequired),
            Credential::Session(_) if needed.contains(&Scope::Admin) => Err(Error::SessionRequired),
            Credential::Session(_) => Ok(()),
            Credential::Token { scopes, .. } => {
                let missing = needed
                    .iter()
                    .find(|needed| !scopes.iter().any(|scope| scope.includes(**needed)));
                missing.map_or(Ok(()), |scope| Err(Error::ScopeRequired(*scope)))
            }
        }
    }

    /// The session's identifier, when it is one.
    pub fn session(&self) -> Option<&str> {
        match &self.credential {
            Credential::Session(id) => Some(id),
            Credential::Token { .. } => None,
        }
    }

    /// The identifier of the session or the token.
    pub fn id(&self) -> &str {
        match &self.credential {
            Credential::Session(id) | Credential::Token { id, .. } => id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(credential: Credential, operator: bool) -> Access {
        Access {
            user_id: UserId("ada".to_owned()),
            credential,
            operator: operator.then(|| UserId("op".to_owned())),
            address: None,
            expires_at: None,
        }
    }

    fn token(scopes: &[Scope]) -> Access {
        let credential = Credential::Token {
            id: "token".to_owned(),
            scopes: scopes.to_vec(),
        };
        access(credential, false)
    }

    fn session(operator: bool) -> Access {
        access(Credential::Session("session".to_owned()), operator)
    }

    #[test]
    fn a_session_of_the_account_itself_may_do_all() {
        for needed in [&[][..], &[Scope::Admin], &[Scope::AppsWrite, Scope::LogsRead]] {
            assert!(session(false).require(needed).is_ok());
        }
    }

    #[test]
    fn an_acting_operator_reaches_neither_the_account_nor_the_platform() {
        assert!(session(true).require(&[Scope::AppsWrite]).is_ok());
        assert!(session(true).require(&[]).is_err());
        assert!(session(true).require(&[Scope::Admin]).is_err());
    }

    #[test]
    fn a_token_may_do_what_its_scopes_say() {
        let token = token(&[Scope::AppsWrite, Scope::LogsRead]);
        assert!(token.require(&[Scope::Deploy]).is_ok());
        assert!(token.require(&[Scope::AppsRead, Scope::LogsRead]).is_ok());
        for needed in [&[][..], &[Scope::Admin], &[Scope::AppsRead, Scope::DatabasesRead]] {
            assert!(token.require(needed).is_err(), "{needed:?}");
        }
    }
}
