//! Where the server is: given by the operator, or of this platform's own.

use super::Mongod;
use crate::databases::{Address, AddressError, Result};

/// Where the server is.
pub(super) enum Place {
    /// At the operator's connection string.
    Given {
        /// With the platform's own login.
        uri: String,
        /// Without it.
        address: Address,
    },
    /// Started by this platform.
    Private(Box<Mongod>),
}

impl Place {
    pub(super) fn given(uri: &str) -> std::result::Result<Self, AddressError> {
        Ok(Self::Given {
            uri: uri.to_owned(),
            address: Address::parse(uri)?,
        })
    }

    /// The server's hosts and options; a private server runs once this returns.
    pub(super) async fn address(&self) -> Result<Address> {
        match self {
            Self::Given { address, .. } => Ok(address.clone()),
            Self::Private(mongod) => mongod.running().await.map(|()| mongod.address()),
        }
    }

    /// The connection string of the platform's own login; a private server runs once this returns.
    pub(super) async fn admin_uri(&self) -> Result<String> {
        match self {
            Self::Given { uri, .. } => Ok(uri.clone()),
            Self::Private(mongod) => {
                mongod.running().await?;
                mongod.admin_uri()
            }
        }
    }

    pub(super) async fn shut_down(&self) {
        if let Self::Private(mongod) = self {
            mongod.shut_down().await;
        }
    }
}

/// Without the connection string, which holds a password.
impl std::fmt::Debug for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Given { .. } => "Given",
            Self::Private(_) => "Private",
        })
    }
}
