//! The messages of `docs/runner-protocol.md` as the server reads and writes them.

use std::collections::BTreeMap;
use std::path::Path;

use fp_contract::Timestamp;
use fp_contract::deployment::{Failure, StageName};
use fp_contract::files::Files;
use serde::{Deserialize, Serialize};

/// The longest message either side accepts, in bytes.
pub(in crate::runtime) const MAX_LINE_BYTES: usize = 2 * 1024 * 1024;

/// How long each step may take in the runner, in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(in crate::runtime) struct Limits {
    #[serde(rename = "import_seconds")]
    pub(in crate::runtime) import: u32,
    #[serde(rename = "start_seconds")]
    pub(in crate::runtime) start: u32,
    #[serde(rename = "health_seconds")]
    pub(in crate::runtime) health: u32,
    #[serde(rename = "drain_seconds")]
    pub(in crate::runtime) drain: u32,
}

/// A request to the parent (`spawn`, `ping`) or to a supervisor.
#[derive(Debug, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(in crate::runtime) enum Request<'a> {
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
    /// The first message over TCP.
    Hello {
        token: &'a str,
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
pub(in crate::runtime) struct Reply {
    pub(in crate::runtime) id: u64,
    pub(in crate::runtime) ok: bool,
    #[serde(default)]
    pub(in crate::runtime) error: Option<String>,
    #[serde(default)]
    pub(in crate::runtime) failure: Option<Box<Failure>>,
    #[serde(default)]
    pub(in crate::runtime) pid: Option<u32>,
    #[serde(default)]
    pub(in crate::runtime) revision: Option<String>,
    #[serde(default)]
    pub(in crate::runtime) env_version: Option<u64>,
    #[serde(default)]
    pub(in crate::runtime) dropped: u64,
    /// How what answers already came about.
    #[serde(default)]
    pub(in crate::runtime) stages: Vec<StagePassed>,
}

/// A stage of a load that is over.
#[derive(Debug, Deserialize)]
pub(in crate::runtime) struct StagePassed {
    pub(in crate::runtime) stage: StageName,
    pub(in crate::runtime) at: Timestamp,
}

/// Something the runner says unasked.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(in crate::runtime) enum Event {
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
pub(in crate::runtime) struct LogEvent {
    pub(in crate::runtime) at: String,
    pub(in crate::runtime) stream: Output,
    pub(in crate::runtime) revision: Option<String>,
    pub(in crate::runtime) line: String,
}

/// Where a line of output came from.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::runtime) enum Output {
    Stdout,
    Stderr,
    Runner,
}

/// A request the app answered.
#[derive(Debug, Deserialize)]
pub(in crate::runtime) struct RequestEvent {
    pub(in crate::runtime) at: String,
    pub(in crate::runtime) revision: Option<String>,
    pub(in crate::runtime) method: String,
    pub(in crate::runtime) path: String,
    pub(in crate::runtime) query: Option<String>,
    /// Absent when no answer was begun.
    pub(in crate::runtime) status: Option<u16>,
    pub(in crate::runtime) duration_ms: f64,
    pub(in crate::runtime) error: Option<String>,
}

/// A child that ended.
#[derive(Debug, Deserialize)]
pub(in crate::runtime) struct ExitedEvent {
    pub(in crate::runtime) revision: String,
    pub(in crate::runtime) pid: u32,
    pub(in crate::runtime) exit_code: Option<i32>,
    pub(in crate::runtime) signal: Option<i32>,
    /// The limit of memory, when it was ended for reaching it.
    #[serde(default)]
    pub(in crate::runtime) out_of_memory_bytes: Option<u64>,
    pub(in crate::runtime) after_seconds: f64,
    pub(in crate::runtime) was: Phase,
    #[serde(default)]
    pub(in crate::runtime) tail: Vec<String>,
}

/// What a child was doing when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::runtime) enum Phase {
    Serving,
    Loading,
    Draining,
}

/// A supervisor that ended.
#[derive(Debug, Deserialize)]
pub(in crate::runtime) struct SupervisorExitedEvent {
    pub(in crate::runtime) app_id: String,
    pub(in crate::runtime) pid: u32,
    pub(in crate::runtime) exit_code: Option<i32>,
    pub(in crate::runtime) signal: Option<i32>,
}

/// Anything that comes from the runner.
#[derive(Debug)]
pub(in crate::runtime) enum Incoming {
    Event(Event),
    Reply(Reply),
}

/// A request with its number, as a line.
pub(in crate::runtime) fn encode(id: u64, request: &Request<'_>) -> serde_json::Result<Vec<u8>> {
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
pub(in crate::runtime) fn decode(line: &[u8]) -> Option<Incoming> {
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
