//! What an API token may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A right that a token carries. A session of the account itself has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// Who the token belongs to, and the account's limits.
    #[serde(rename = "account:read")]
    AccountRead,
    /// Everything only operators may do. Never part of another scope.
    #[serde(rename = "admin")]
    Admin,
    /// Apps, their code, revisions, deployments and events.
    #[serde(rename = "apps:read")]
    AppsRead,
    /// Everything about apps: to create, change and delete them as well. Includes `deploy` and `apps:read`.
    #[serde(rename = "apps:write")]
    AppsWrite,
    /// Tenant databases and their documents.
    #[serde(rename = "databases:read")]
    DatabasesRead,
    /// To make, change and remove databases as well. Includes `databases:read`.
    #[serde(rename = "databases:write")]
    DatabasesWrite,
    /// To save drafts, deploy them, roll back, start and stop apps that exist. Includes `apps:read`.
    #[serde(rename = "deploy")]
    Deploy,
    /// What apps write, and the requests they got.
    #[serde(rename = "logs:read")]
    LogsRead,
    /// Starter apps.
    #[serde(rename = "templates:read")]
    TemplatesRead,
    /// To make, change and remove own ones as well. Includes `templates:read`.
    #[serde(rename = "templates:write")]
    TemplatesWrite,
}

impl Scope {
    /// Every scope, by its word.
    pub const ALL: [Self; 10] = [
        Self::AccountRead,
        Self::Admin,
        Self::AppsRead,
        Self::AppsWrite,
        Self::DatabasesRead,
        Self::DatabasesWrite,
        Self::Deploy,
        Self::LogsRead,
        Self::TemplatesRead,
        Self::TemplatesWrite,
    ];

    /// The word for it in requests and in the API's description.
    pub fn word(self) -> &'static str {
        match self {
            Self::AccountRead => "account:read",
            Self::Admin => "admin",
            Self::AppsRead => "apps:read",
            Self::AppsWrite => "apps:write",
            Self::DatabasesRead => "databases:read",
            Self::DatabasesWrite => "databases:write",
            Self::Deploy => "deploy",
            Self::LogsRead => "logs:read",
            Self::TemplatesRead => "templates:read",
            Self::TemplatesWrite => "templates:write",
        }
    }

    /// Whether a token with this scope may do what needs `other`.
    pub fn includes(self, other: Self) -> bool {
        self == other
            || match self {
                Self::AppsWrite => matches!(other, Self::Deploy | Self::AppsRead),
                Self::Deploy => other == Self::AppsRead,
                Self::DatabasesWrite => other == Self::DatabasesRead,
                Self::TemplatesWrite => other == Self::TemplatesRead,
                _ => false,
            }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The word names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.word() == word)
            .ok_or(UnknownScope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_same_everywhere() {
        for scope in Scope::ALL {
            assert_eq!(scope.word().parse(), Ok(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.word());
        }
        assert_eq!("apps".parse::<Scope>(), Err(UnknownScope));
    }

    #[test]
    fn nothing_includes_the_rights_of_operators() {
        for scope in Scope::ALL {
            assert_eq!(scope.includes(Scope::Admin), scope == Scope::Admin);
            assert!(scope == Scope::Admin || !Scope::Admin.includes(scope));
        }
    }
}
