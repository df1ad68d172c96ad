//! `fp-server rotate-key`.

use fp_server::config::Options;
use fp_server::platform::rotation::{Rotation, rotate};

use super::{secrets, store};

/// Seals everything at rest with the present secret key. A running server may go on; running it again does no harm.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let data_dir = options.data_dir().map_err(|error| error.to_string())?;
    let (_, vault) = secrets::read(options, &data_dir)?;
    let tasks = tokio::runtime::Runtime::new().map_err(|error| format!("no threads: {error}"))?;
    let rotation = tasks.block_on(async {
        let store = store::open_existing(&store::configured(options, &data_dir)?, &vault).await?;
        rotate(store.as_ref(), &vault)
            .await
            .map_err(|error| error.to_string())
    })?;
    report(&rotation)
}

fn report(rotation: &Rotation) -> Result<(), String> {
    println!(
        "sealed anew: variables of {} apps, passwords of {} databases",
        rotation.apps, rotation.databases
    );
    if rotation.unreadable.is_empty() {
        return Ok(());
    }
    for unreadable in &rotation.unreadable {
        eprintln!("cannot be opened: {unreadable}");
    }
    Err(format!(
        "{} values were left as they are\nhint: add the key that sealed them to SECRET_KEY_PREVIOUS and run this again, or set them anew",
        rotation.unreadable.len()
    ))
}
