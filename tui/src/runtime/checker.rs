//! The checker's thread: the newest text is checked, older ones in the queue are passed over.

use std::sync::Arc;

use fp_checker::Policy;

use super::Outbox;
use super::background::Worker;
use crate::effect::{Snapshot, to_files};
use crate::message::Message;

/// What is to be checked, and by what.
pub(super) type Order = (Snapshot, Arc<Policy>);

/// Stack of the thread, in bytes: parsing recurses with the nesting of the code.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Starts the thread.
pub(super) fn spawn(outbox: Outbox) -> std::io::Result<Worker<Order>> {
    let answers = outbox.clone();
    Worker::spawn("checker", STACK_BYTES, outbox, move |orders: Vec<Order>| {
        let Some((newest, policy)) = orders.into_iter().next_back() else {
            return;
        };
        let checked = fp_checking::check(&to_files(&newest.texts), &newest.entrypoint, &policy);
        let _ = answers.send(Message::Checked {
            app_id: newest.app_id,
            version: newest.version,
            findings: checked.diagnostics,
        });
    })
}
