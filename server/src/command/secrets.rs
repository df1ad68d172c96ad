//! The server's secret and the vault made of it.

use std::path::Path;

use fp_server::config::{self, Options};
use fp_server::platform::vault::Vault;

/// The present secret, given or kept in the data folder, and the vault that opens with the previous ones as well.
pub(crate) fn read(options: &Options, data_dir: &Path) -> Result<(String, Vault), String> {
    let secret = match &options.secret_key {
        Some(secret) => secret.clone(),
        None => config::secret_key(data_dir)
            .map_err(|error| format!("{} cannot be used: {error}", data_dir.display()))?,
    };
    let vault = Vault::with_previous(&secret, &options.secret_key_previous);
    Ok((secret, vault))
}
