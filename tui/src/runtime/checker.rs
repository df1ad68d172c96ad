//! The checker's thread: the newest text is checked, older ones in the queue are passed over.

use super::Outbox;
use super::background::Worker;
use crate::check;
use crate::effect::{Snapshot, to_files};
use crate::message::Message;

/// Stack of the thread, in bytes: parsing recurses with the nesting of the code.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Starts the thread.
pub(super) fn spawn(outbox: Outbox) -> std::io::Result<Worker<Snapshot>> {
    let answers = outbox.clone();
    Worker::spawn("checker", STACK_BYTES, outbox, move |snapshots: Vec<Snapshot>| {
        let Some(newest) = snapshots.into_iter().next_back() else {
            return;
        };
        let findings = check::findings(&to_files(&newest.texts), &newest.entrypoint);
        let _ = answers.send(Message::Checked {
            app_id: newest.app_id,
            version: newest.version,
            findings,
        });
    })
}
