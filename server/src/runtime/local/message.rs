//! The messages of `docs/runner-protocol.md` as the server reads and writes them.

use std::collections::BTreeMap;
use std::path::Path;

use fp_contract::Timestamp;
use fp_contract::deployment::{Failure, StageName};
use fp_contract::files::Files;
use serde::{Deserialize, Serialize};

/// The longest message either side accepts, in bytes.
pub(super) const MAX_LINE_BYTES: usize = 2 * 1024 * 1024;

/// How long each step may take in the runner, in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Limits {
    #[serde(rename = "import_seconds")]
    pub(super) import: u32,
    #[serde(rename = "start_seconds")]
    pub(super) start: u32,
    #[serde(rename = "health_seconds")]
    pub(super) health: u32,
    #[serde(rename = "drain_seconds")]
    pub(super) drain: u32,
}

/// A request to the parent (`spawn`, `ping`) or to a supervisor.
#[derive(Debug, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(super) enum Request<'a> {
    Spawn {
        app_id: &'a str,
        control: &'a Path,
        listen: &'a Path,
        work_dir: &'a Path,
        data_dir: &'a Path,
    },
    Load {
        revision: &'a str,
        entrypoint: &'a str,
        files: &'a Files,
        env: &'a BTreeMap<String, String>,
        env_version: u64,
        limits: Limits,
    },
    Cancel {
        load: u64,
    },
    Stop,
    Status,
    Follow,
}

/// The answer to a request.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    pub(super) id: u64,
    pub(super) ok: bool,
    #[serde(default)]
    pub(super) error: Option<String>,
    #[serde(default)]
    pub(super) failure: Option<Box<Failure>>,
    #[serde(default)]
    pub(super) pid: Option<u32>,
    #[serde(default)]
    pub(super) revision: Option<String>,
    #[serde(default)]
    pub(super) env_version: Option<u64>,
    #[serde(default)]
    pub(super) dropped: u64,
}

/// Something the runner says unasked.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event {
    Stage {
        load: u64,
        stage: StageName,
        at: Timestamp,
    },
    Log(LogEvent),
    Request(RequestEvent),
    Exited(ExitedEvent),
    SupervisorExited(SupervisorExitedEvent),
}

/// A line of output.
#[derive(Debug, Deserialize)]
pub(super) struct LogEvent {
    pub(super) at: String,
    pub(super) stream: Output,
    pub(super) revision: Option<String>,
    pub(super) line: String,
}

/// Where a line of output came from.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Output {
    Stdout,
    Stderr,
    Runner,
}

/// A request the app answered.
#[derive(Debug, Deserialize)]
pub(super) struct RequestEvent {
    pub(super) at: String,
    pub(super) revision: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) status: u16,
    pub(super) duration_ms: f64,
    pub(super) error: Option<String>,
}

/// A child that ended.
#[derive(Debug, Deserialize)]
pub(super) struct ExitedEvent {
    pub(super) revision: String,
    pub(super) pid: u32,
    pub(super) exit_code: Option<i32>,
    pub(super) signal: Option<i32>,
    pub(super) after_seconds: f64,
    pub(super) was: Phase,
    #[serde(default)]
    pub(super) tail: Vec<String>,
}

/// What a child was doing when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Phase {
    Serving,
    Loading,
    Draining,
}

/// A supervisor that ended.
#[derive(Debug, Deserialize)]
pub(super) struct SupervisorExitedEvent {
    pub(super) app_id: String,
    pub(super) pid: u32,
    pub(super) exit_code: Option<i32>,
    pub(super) signal: Option<i32>,
}

/// Anything that comes from the runner.
#[derive(Debug)]
pub(super) enum Incoming {
    Event(Event),
    Reply(Reply),
}

/// A request with its number, as a line.
pub(super) fn encode(id: u64, request: &Request<'_>) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Numbered<'a> {
        id: u64,
        #[serde(flatten)]
        request: &'a Request<'a>,
    }
    let mut line = serde_json::to_vec(&Numbered { id, request })?;
    line.push(b'\n');
    Ok(line)
}

/// Reads a line; `None` for what this side does not know, which the protocol says to ignore.
pub(super) fn decode(line: &[u8]) -> Option<Incoming> {
    #[derive(Deserialize)]
    struct Head {
        event: Option<serde::de::IgnoredAny>,
    }
    let head: Head = serde_json::from_slice(line).ok()?;
    if head.event.is_some() {
        serde_json::from_slice(line).ok().map(Incoming::Event)
    } else {
        serde_json::from_slice(line).ok().map(Incoming::Reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_one_object_a_line() {
        let line = encode(7, &Request::Cancel { load: 3 }).unwrap();
        assert_eq!(line, b"{\"id\":7,\"op\":\"cancel\",\"load\":3}\n");
    }

    #[test]
    fn events_and_replies_are_told_apart() {
        let event = br#"{"event":"stage","load":1,"stage":"import","at":"2026-11-21T03:21:42.416000Z"}"#;
        assert!(matches!(
            decode(event),
            Some(Incoming::Event(Event::Stage {
                load: 1,
                stage: StageName::Import,
                ..
            }))
        ));
        let failed = br#"{"id":1,"ok":false,"failure":{"kind":"no_app","message":"m","traceback":null,"file":null,"line":null,"exit_code":null,"signal":null,"tail":[]}}"#;
        let Some(Incoming::Reply(reply)) = decode(failed) else {
            panic!("not a reply")
        };
        assert_eq!(reply.failure.unwrap().kind, "no_app");
    }

    #[test]
    fn unknown_events_are_ignored() {
        assert!(decode(br#"{"event":"weather","id":1,"ok":true}"#).is_none());
        assert!(decode(b"not json").is_none());
    }
}
