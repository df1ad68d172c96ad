//! What is known of an app's instance from what the runner says: which child serves, and how one ended.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fp_contract::Timestamp;
use fp_contract::instance::{Instance as SeenInstance, InstanceState};
use fp_contract::revision::short;
use tokio::sync::{broadcast, watch};

use super::processes::Processes;
use crate::logs::{Logs, NewLine};
use crate::runtime::RuntimeChange;
use crate::runtime::runner::message::{Event, ExitedEvent, Phase};
use crate::runtime::runner::{exit, record};
use crate::store::AppId;

/// Ends remembered: a child can end before the reply to its load is read.
const ENDS_KEPT: usize = 8;

/// The child that serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Serving {
    pub(super) revision: String,
    pub(super) pid: u32,
    /// The process id of its supervisor.
    pub(super) supervisor: u32,
    /// When its load succeeded.
    pub(super) since: Timestamp,
}

impl Serving {
    /// Whether it is the same child with the same revision, whenever it was heard of.
    fn is_same(&self, other: &Self) -> bool {
        (&self.revision, self.pid, self.supervisor) == (&other.revision, other.pid, other.supervisor)
    }
}

/// An app's instance, seen from outside.
#[derive(Debug)]
pub(super) struct Instance {
    app_id: AppId,
    work_dir: PathBuf,
    logs: std::sync::Arc<Logs>,
    changes: broadcast::Sender<RuntimeChange>,
    processes: Processes,
    serving: watch::Sender<Option<Serving>>,
    ended: Mutex<VecDeque<u32>>,
}

impl Instance {
    pub(super) fn new(
        app_id: AppId,
        work_dir: PathBuf,
        logs: std::sync::Arc<Logs>,
        changes: broadcast::Sender<RuntimeChange>,
        processes: Processes,
    ) -> Self {
        Self {
            app_id,
            work_dir,
            logs,
            changes,
            processes,
            serving: watch::Sender::new(None),
            ended: Mutex::default(),
        }
    }

    /// Whether a child serves.
    pub(super) fn is_serving(&self) -> bool {
        self.serving.borrow().is_some()
    }

    /// What there is to see of the child that serves.
    pub(super) fn seen(&self) -> Option<SeenInstance> {
        self.serving.borrow().as_ref().map(|serving| SeenInstance {
            name: serving.pid.to_string(),
            state: InstanceState::Answering,
            failure: None,
            restarts: 0,
            started_at: Some(serving.since),
            node: None,
        })
    }

    /// Which child serves, and every change of it.
    pub(super) fn watch(&self) -> watch::Receiver<Option<Serving>> {
        self.serving.subscribe()
    }

    /// A load succeeded: this child serves, unless its end was heard of already. True when it is a new one.
    pub(super) fn serves(&self, serving: Serving) -> bool {
        if self.ended().contains(&serving.pid) {
            return false;
        }
        let is_new = !self
            .serving
            .borrow()
            .as_ref()
            .is_some_and(|before| before.is_same(&serving));
        if is_new {
            let message = format!(
                "started revision {}, process {}",
                short(&serving.revision),
                serving.pid
            );
            self.happened("Started", message, Some(&serving.revision));
            self.serving.send_replace(Some(serving));
        }
        is_new
    }

    /// Nothing serves any more, on purpose.
    pub(super) fn stopped(&self) {
        if self.serving.send_replace(None).is_some() {
            self.happened("Stopped", "stopped", None);
        }
    }

    /// This supervisor is gone, and what served under it.
    pub(super) fn lost(&self, supervisor: u32) {
        let did_serve = self
            .serving
            .send_if_modified(|serving| serving.take_if(|it| it.supervisor == supervisor).is_some());
        if did_serve {
            self.happened("Lost", "ended with its runner, which was killed or failed", None);
        }
        let _nobody_listens = self.changes.send(RuntimeChange::Lost {
            app_id: self.app_id.clone(),
        });
    }

    /// Records of the log were lost because nobody took them.
    pub(super) fn dropped(&self, count: u64) {
        if count > 0 {
            self.happened("LinesLost", format!("{count} log lines were lost"), None);
        }
    }

    /// Something the supervisor said.
    pub(super) fn hear(&self, event: Event) {
        match event {
            Event::Log(event) => self.logs.append(&self.app_id, record::line(event)),
            Event::Request(event) => self.logs.append(&self.app_id, record::request(event)),
            Event::Exited(event) => self.exited(&event),
            Event::Stage { .. } | Event::SupervisorExited(_) => {}
        }
    }

    fn exited(&self, event: &ExitedEvent) {
        let mut ended = self.ended();
        ended.push_back(event.pid);
        if ended.len() > ENDS_KEPT {
            ended.pop_front();
        }
        drop(ended);
        self.processes.forget(event.pid);
        if event.was != Phase::Serving {
            return;
        }
        self.serving
            .send_if_modified(|serving| serving.take_if(|it| it.pid == event.pid).is_some());
        let failure = exit::failure(event, &self.work_dir);
        let message = format!("revision {} {}", short(&event.revision), failure.message);
        self.happened("Exited", message, Some(&event.revision));
        let _nobody_listens = self.changes.send(RuntimeChange::Exited {
            app_id: self.app_id.clone(),
            revision_id: event.revision.clone(),
            failure: Box::new(failure),
            after_seconds: event.after_seconds,
        });
    }

    fn happened(&self, reason: &'static str, message: impl Into<String>, revision: Option<&str>) {
        self.logs
            .append(&self.app_id, NewLine::happened(reason, message, revision));
    }

    fn ended(&self) -> MutexGuard<'_, VecDeque<u32>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
