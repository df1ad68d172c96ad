//! `fp logs NAME`.

use std::time::Duration;

use fp_contract::log::{LogFrame, LogRecord};

use super::Options;
use super::error::CliError;
use super::output;
use super::target::{Target, app_id, block_on};
use crate::client::{Client, ClientError};
use crate::model::log::LogPane;
use crate::paths::Paths;

/// From a broken connection to the next attempt.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What is to be printed.
pub(super) struct Wanted {
    /// The app's name or identity.
    pub(super) name: String,
    /// Whether new lines are printed as they come.
    pub(super) follow: bool,
    /// How many lines to begin with.
    pub(super) tail: usize,
    /// Whether to print JSON.
    pub(super) json: bool,
}

/// Prints an app's log.
pub(super) fn run(options: &Options, paths: &Paths, wanted: &Wanted) -> Result<(), CliError> {
    let client = Target::resolve(options, paths)?.client()?;
    block_on(async {
        let app_id = app_id(&client, &wanted.name).await?;
        let reply = client.logs(&app_id, wanted.tail).await?;
        let mut last = None;
        for record in &reply.logs {
            last = Some(record.sequence).filter(|sequence| *sequence > 0).or(last);
            print(record, wanted.json)?;
        }
        if wanted.follow {
            follow(&client, &app_id, last, wanted.json).await
        } else {
            Ok(())
        }
    })
}

/// Prints until it is interrupted; a broken connection is made again behind the last line.
async fn follow(client: &Client, app_id: &str, mut last: Option<u64>, json: bool) -> Result<(), CliError> {
    loop {
        let mut socket = match client.follow_log(app_id, last).await {
            Ok(socket) => socket,
            Err(error @ ClientError::Unauthorised(_)) => return Err(error.into()),
            Err(error) => {
                eprintln!("fp: {error}; trying again");
                tokio::time::sleep(TRY_AGAIN_AFTER).await;
                continue;
            }
        };
        while let Ok(frame) = socket.next().await {
            match frame {
                LogFrame::Log(record) if last.is_none_or(|last| record.sequence > last) => {
                    last = Some(record.sequence);
                    print(&record, json)?;
                }
                LogFrame::Status { message, .. } => eprintln!("fp: {}", crate::sanitise::one_line(&message)),
                LogFrame::Error { message } => {
                    return Err(CliError::Failed(crate::sanitise::one_line(&message)));
                }
                LogFrame::Log(_) | LogFrame::Connected { .. } => {}
            }
        }
    }
}

/// Prints a line as the log pane shows it.
fn print(record: &LogRecord, json: bool) -> Result<(), CliError> {
    if json {
        return output::line(&serde_json::to_string(record).map_err(std::io::Error::other)?);
    }
    let mut pane = LogPane::default();
    pane.take(vec![LogFrame::Log(record.clone())]);
    match pane.lines.back() {
        Some(line) => output::line(&format!("{} {}", line.time, line.text)),
        None => Ok(()),
    }
}
