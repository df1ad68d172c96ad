//! The journal's thread: writes wait for the disk here, never where keys are handled.

use std::collections::HashMap;

use fp_contract::Timestamp;
use tokio::sync::oneshot;

use super::Outbox;
use super::background::Worker;
use crate::effect::{Snapshot, to_files};
use crate::journal::{Journal, JournalEntry};
use crate::message::Message;

/// Something for the journal's thread.
pub(super) enum Order {
    /// Keep these texts.
    Write(Snapshot, u64),
    /// Forget an app, unless it has been written since `version`.
    Clear { app_id: String, version: u64 },
    /// Keep a replaced text beside the journal.
    SetAside(Snapshot),
    /// Read what is kept of an app.
    Read(String, oneshot::Sender<Option<JournalEntry>>),
}

/// Stack of the thread, in bytes: it only writes files.
const STACK_BYTES: usize = 512 * 1024;

/// Starts the thread.
pub(super) fn spawn(journal: Journal, outbox: Outbox) -> std::io::Result<Worker<Order>> {
    let mut keeper = Keeper {
        journal,
        outbox: outbox.clone(),
        written: HashMap::new(),
    };
    Worker::spawn("journal", STACK_BYTES, outbox, move |orders| {
        keeper.carry_out(orders);
    })
}

struct Keeper {
    journal: Journal,
    outbox: Outbox,
    /// The version last written, by app.
    written: HashMap<String, u64>,
}

impl Keeper {
    fn carry_out(&mut self, orders: Vec<Order>) {
        let mut orders = orders.into_iter().peekable();
        while let Some(order) = orders.next() {
            match order {
                // A newer text of the same app is right behind: this one need not reach the disk.
                Order::Write(snapshot, _) if matches!(orders.peek(), Some(Order::Write(next, _)) if next.app_id == snapshot.app_id) =>
                    {}
                Order::Write(snapshot, unsaved_changes) => self.write(&snapshot, unsaved_changes),
                Order::Clear { app_id, version } => self.clear(&app_id, version),
                Order::SetAside(snapshot) => self.set_aside(&snapshot),
                Order::Read(app_id, reply) => {
                    self.written.remove(&app_id);
                    let _ = reply.send(self.journal.read(&app_id).unwrap_or_default());
                }
            }
        }
    }

    fn write(&mut self, snapshot: &Snapshot, unsaved_changes: u64) {
        let result = self.journal.write(&entry(snapshot, unsaved_changes));
        let (app_id, version) = (snapshot.app_id.clone(), snapshot.version);
        if result.is_ok() {
            self.written.insert(app_id.clone(), version);
        }
        let result = result.map_err(|error| error.to_string());
        let _ = self.outbox.send(Message::Journaled {
            app_id,
            version,
            result,
        });
    }

    fn clear(&mut self, app_id: &str, version: u64) {
        let newer = self.written.get(app_id).is_some_and(|written| *written > version);
        // An entry that cannot be removed is the server's text at worst, and is recognised when it is read.
        if !newer && self.journal.clear(app_id).is_ok() {
            self.written.remove(app_id);
        }
    }

    fn set_aside(&mut self, snapshot: &Snapshot) {
        if let Err(error) = self.journal.set_aside(&entry(snapshot, 0)) {
            let result = Err(error.to_string());
            let (app_id, version) = (snapshot.app_id.clone(), snapshot.version);
            let _ = self.outbox.send(Message::Journaled {
                app_id,
                version,
                result,
            });
        }
    }
}

fn entry(snapshot: &Snapshot, unsaved_changes: u64) -> JournalEntry {
    JournalEntry {
        app_id: snapshot.app_id.clone(),
        written_at: Timestamp::now(),
        base_draft_version: snapshot.base_draft_version,
        unsaved_changes,
        entrypoint: snapshot.entrypoint.clone(),
        files: to_files(&snapshot.texts),
    }
}
