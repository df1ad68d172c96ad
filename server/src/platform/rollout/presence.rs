//! Whether apps answer, as this server has seen it, and a bell for everybody who waits for one.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::lock;
use crate::store::AppId;

/// Whether the live revision of an app answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answering {
    /// It was not seen to answer since this server started, or since it ended.
    #[default]
    No,
    /// It was asleep, somebody asked for it, and it is being started.
    Waking,
    /// It was seen to answer.
    Yes,
}

/// What is known of every app; apps without an entry do not answer.
#[derive(Default)]
pub(super) struct Presence {
    apps: Mutex<HashMap<AppId, watch::Sender<Answering>>>,
    /// How often anything was noted.
    changes: AtomicU64,
}

impl Presence {
    /// A number that is another one after every change.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    pub(super) fn get(&self, app_id: &AppId) -> Answering {
        lock(&self.apps)
            .get(app_id)
            .map(|sender| *sender.borrow())
            .unwrap_or_default()
    }

    /// Notes it, and wakes everybody who waits even when it is no news.
    pub(super) fn set(&self, app_id: &AppId, answering: Answering) {
        lock(&self.apps)
            .entry(app_id.clone())
            .or_default()
            .send_replace(answering);
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// It does not answer yet; an app that is being woken goes on being woken.
    pub(super) fn not_yet(&self, app_id: &AppId) {
        if self.get(app_id) != Answering::Waking {
            self.set(app_id, Answering::No);
        }
    }

    /// Something else about the app changed.
    pub(super) fn ring(&self, app_id: &AppId) {
        if let Some(sender) = lock(&self.apps).get(app_id) {
            sender.send_modify(|_| {});
        }
    }

    /// Changes from now on.
    pub(super) fn watch(&self, app_id: &AppId) -> watch::Receiver<Answering> {
        lock(&self.apps).entry(app_id.clone()).or_default().subscribe()
    }

    /// The apps that answer.
    pub(super) fn awake(&self) -> Vec<AppId> {
        let answers = |(id, sender): (&AppId, &watch::Sender<Answering>)| {
            (*sender.borrow() == Answering::Yes).then(|| id.clone())
        };
        lock(&self.apps).iter().filter_map(answers).collect()
    }

    pub(super) fn forget(&self, app_id: &AppId) {
        lock(&self.apps).remove(app_id);
        self.changes.fetch_add(1, Ordering::Release);
    }
}
