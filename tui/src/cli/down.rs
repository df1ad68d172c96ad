//! `fp down`.

use super::error::CliError;
use crate::local::Local;
use crate::paths::Paths;

/// Stops the embedded server and waits until it is gone.
pub(super) fn run(paths: &Paths) -> Result<(), CliError> {
    if Local::new(paths.data.clone()).stop()? {
        eprintln!("the embedded server has ended");
    } else {
        eprintln!("the embedded server is not running");
    }
    Ok(())
}
