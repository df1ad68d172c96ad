//! Logs: `/api/apps/{app_id}/logs` and `/logs/stream`.

use std::fmt::Write as _;

use fp_contract::log::{LogFrame, LogReply};

use super::socket::Socket;
use super::{Client, ClientError, app_path, escape};

impl Client {
    /// The last lines of an app's log.
    pub async fn logs(&self, app_id: &str, lines: usize) -> Result<LogReply, ClientError> {
        self.get(&app_path(app_id, &format!("/logs?tail_lines={lines}")))
            .await
    }

    /// Follows an app's log, from behind the line with sequence number `after`.
    pub async fn follow_log(
        &self,
        app_id: &str,
        after: Option<u64>,
    ) -> Result<Socket<LogFrame>, ClientError> {
        let mut query = format!("/logs/stream?token={}", escape(&self.token().unwrap_or_default()));
        if let Some(sequence) = after {
            let _ = write!(query, "&after={sequence}");
        }
        self.socket(&app_path(app_id, &query)).await
    }
}
