//! Why a command failed, and the exit code that says so.

use crate::client::ClientError;
use crate::config::ConfigError;
use crate::local::LocalError;
use crate::paths::NoHome;
use crate::project::ProjectError;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The server said no, or was not reached.
    #[error("{0}{hint}", hint = hint(.0))]
    Client(#[from] ClientError),
    /// The config file cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The embedded server cannot be used.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// There is no home folder.
    #[error(transparent)]
    NoHome(#[from] NoHome),
    /// The folder cannot be deployed.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The code has errors; they have been printed.
    #[error("{0}")]
    Invalid(String),
    /// What was asked for does not exist or did not work.
    #[error("{0}")]
    Failed(String),
    /// The command line asks for something that there is not.
    #[error("{0}")]
    Usage(String),
    /// It took too long.
    #[error("{0}")]
    Timeout(String),
}

impl CliError {
    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Client(ClientError::Invalid { .. })
            | Self::Invalid(_)
            | Self::Project(
                ProjectError::NotText { .. } | ProjectError::TooLarge { .. } | ProjectError::TooMany,
            ) => 3,
            Self::Client(ClientError::Unauthorised(_)) => 4,
            Self::Client(ClientError::DraftConflict(_)) => 5,
            Self::Usage(_) => 2,
            Self::Timeout(_) => 6,
            _ => 1,
        }
    }
}

fn hint(error: &ClientError) -> &'static str {
    match error {
        ClientError::Unauthorised(_) => "; hint: sign in with fp auth login URL",
        ClientError::Unreachable { .. } => "; hint: is the server running, and is this its address?",
        _ => "",
    }
}
