//! A tenant's logins: to one database, and to several for looking at them.

use std::fmt;

/// A login that has rights on one database alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The database.
    pub database: String,
    /// The login's name.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// Without the password, which must not get into a log.
impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Login")
            .field("database", &self.database)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A login that has rights on several databases of one tenant and on nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedLogin {
    /// The login's name.
    pub name: String,
    /// Its password.
    pub password: String,
    /// The databases.
    pub databases: Vec<String>,
}

impl SharedLogin {
    /// The login as it is used in one of its databases.
    pub fn on(&self, database: &str) -> Login {
        Login {
            database: database.to_owned(),
            name: self.name.clone(),
            password: self.password.clone(),
        }
    }
}

/// Without the password, which must not get into a log.
impl fmt::Debug for SharedLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SharedLogin")
            .field("name", &self.name)
            .field("databases", &self.databases)
            .finish_non_exhaustive()
    }
}
