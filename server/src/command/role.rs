//! `fp-server role`.

use fp_server::config::Options;
use fp_server::runtime::kubernetes::rights;

use super::runtime;

/// Prints what the server's service account must be allowed with these settings, for `kubectl apply -f -`.
#[expect(clippy::unnecessary_wraps, reason = "commands share one signature")]
pub(crate) fn run(options: &Options) -> Result<(), String> {
    print!("{}", rights::yaml(&rights::objects(&runtime::settings(options))));
    Ok(())
}
