//! `fp-server move`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use fp_server::config::Options;
use fp_server::platform::vault::Vault;
use fp_server::store::copy;

use super::secrets;
use super::serve::files::Lock;
use super::store::{self, Address};

/// What is moved where.
#[derive(Args, Clone, Debug)]
pub(crate) struct Move {
    /// The store to read, such as `sqlite:/var/lib/fp/fp.sqlite3` or `mongodb://host/database`; its records are left as they are.
    #[arg(long)]
    from: Address,
    /// The store to write, of either engine; it must be empty.
    #[arg(long)]
    to: Address,
    /// Go on with a move that was interrupted: the target may hold records of the source, and no others.
    #[arg(long)]
    resume: bool,
}

/// Copies the whole record from one store to another, reads it back and compares.
pub(crate) fn run(options: &Options, what: &Move) -> Result<(), String> {
    if what.from == what.to {
        return Err("both addresses name the same store".to_owned());
    }
    let _locks = lock(options, what)?;
    let tasks = tokio::runtime::Runtime::new().map_err(|error| format!("no threads: {error}"))?;
    let data_dir = options.data_dir().map_err(|error| error.to_string())?;
    let (_, vault) = secrets::read(options, &data_dir)?;
    tasks.block_on(carry_out(what, &vault))
}

/// Keeps servers away from the data folders of both stores until the end.
fn lock(options: &Options, what: &Move) -> Result<Vec<Lock>, String> {
    let data_dir = options.data_dir().map_err(|error| error.to_string())?;
    let folders = [Some(data_dir.as_path()), what.from.folder(), what.to.folder()];
    let existing: BTreeSet<PathBuf> = folders
        .into_iter()
        .flatten()
        .filter_map(|folder| folder.canonicalize().ok())
        .collect();
    existing.iter().map(|folder| Lock::take(folder)).collect()
}

async fn carry_out(what: &Move, vault: &Vault) -> Result<(), String> {
    let from = store::open_existing(&what.from, vault).await?;
    let to = store::open(&what.to, vault).await?;
    eprintln!("moving from {} to {}", what.from, what.to);
    let copied = copy(from.as_ref(), to.as_ref(), what.resume)
        .await
        .map_err(|error| error.to_string())?;
    for summary in &copied {
        println!(
            "{:<18} {:>8}  {}",
            summary.kind,
            summary.count,
            &summary.digest[..16]
        );
    }
    let count: usize = copied.iter().map(|summary| summary.count).sum();
    eprintln!(
        "{count} records are in both stores, and equal; the source is as it was\nhint: start the server with the new store, and keep its SECRET_KEY"
    );
    Ok(())
}
