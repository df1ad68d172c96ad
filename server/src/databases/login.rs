//! A tenant's login to one database.

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
