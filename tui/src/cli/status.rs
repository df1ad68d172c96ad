//! `fp status`.

use serde::Serialize;

use super::Options;
use super::error::CliError;
use super::output;
use super::target::{Target, block_on};
use crate::client::{Client, Health};
use crate::local::Local;
use crate::paths::Paths;

#[derive(Serialize)]
struct Status {
    server: Option<String>,
    embedded: bool,
    health: Option<Health>,
}

/// Says whether the server answers. Starts nothing.
pub(super) fn run(options: &Options, paths: &Paths, json: bool) -> Result<(), CliError> {
    let named = if options.local {
        None
    } else {
        Target::named(options, paths)?
    };
    let embedded = named.is_none();
    let server = match named {
        Some(target) => Some(target.server),
        None => Local::new(paths.data.clone()).running().map(|file| file.url),
    };
    let health = match &server {
        Some(server) => {
            let client = Client::new(server, None)?;
            Some(block_on(async { Ok(client.health().await?) })?)
        }
        None => None,
    };
    if json {
        return output::json(&Status {
            server,
            embedded,
            health,
        });
    }
    let kind = if embedded { "embedded server" } else { "server" };
    match (server, health) {
        (Some(server), Some(health)) => output::line(&format!("{kind} {server} is {}", health.status)),
        _ => Err(CliError::Failed(
            "the embedded server is not running; hint: fp starts it".to_owned(),
        )),
    }
}
