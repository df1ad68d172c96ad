//! Checks an app's files by the policy in force: what the operator allows, for the Python that runs the apps.

mod imports;

use fp_checker::Policy;
use fp_checking::Checked;
use fp_contract::files::Files;

use super::Platform;
use super::error::{Error, Result};
pub use imports::{allowed_imports, set_allowed_imports};

/// Checks files by the policy in force, on a thread that may take its time.
pub async fn check(platform: &Platform, files: &Files, entrypoint: &str) -> Result<Checked> {
    let policy = policy(platform).await?;
    let (given, entrypoint) = (files.clone(), entrypoint.to_owned());
    let check = move || fp_checking::check(&given, &entrypoint, &policy);
    let checked = tokio::task::spawn_blocking(check).await;
    let mut checked = checked.map_err(|error| Error::Internal(format!("the check did not end: {error}")))?;
    checked.diagnostics.extend(platform.databases.missing_for(files));
    Ok(checked)
}

/// Checks files by the default policy on the calling thread.
pub(super) fn check_now(files: &Files, entrypoint: &str) -> Checked {
    fp_checking::check(files, entrypoint, &Policy::default())
}

/// The policy in force: the runner's Python and the imports the operator allows.
///
/// Read from the record every time, which costs less than any check and is right with several servers too.
pub async fn policy(platform: &Platform) -> Result<Policy> {
    let mut policy = Policy::default();
    if let Some(python) = platform.runtime.python() {
        policy.python = python;
    }
    imports::apply(platform, &mut policy).await?;
    Ok(policy)
}
