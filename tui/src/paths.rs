//! Where everything is kept on this machine.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The folders in use.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The embedded server's data: `FP_DATA_DIR`, else `fp` in the data folder of the XDG specification.
    pub data: PathBuf,
    /// The journal and the like: `FP_STATE_DIR`, else `fp` in the state folder of the XDG specification.
    pub state: PathBuf,
    /// Servers and tokens: `~/.fp/config.toml`, as the existing platform's programs keep them.
    pub config: PathBuf,
    /// The workstation's preferences: `fp/workstation.toml` in the config folder of the XDG specification.
    pub preferences: PathBuf,
}

/// There is no home folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the home folder is not known; hint: set HOME")]
pub struct NoHome;

impl Paths {
    /// The folders, from the environment.
    pub fn from_environment() -> Result<Self, NoHome> {
        let base = etcetera::choose_base_strategy().map_err(|_| NoHome)?;
        let from = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            data: from("FP_DATA_DIR").unwrap_or_else(|| base.data_dir().join("fp")),
            state: from("FP_STATE_DIR").unwrap_or_else(|| state.join("fp")),
            config: base.home_dir().join(".fp").join("config.toml"),
            preferences: base.config_dir().join("fp").join("workstation.toml"),
        })
    }
}
