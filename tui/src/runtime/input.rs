//! Reads the terminal's events on a thread of its own: a key is in the loop's hands at once.

use crossterm::event::{self, Event};

use super::Outbox;
use crate::message::Message;

/// Starts the thread. It ends with the process, or when the terminal is gone.
pub(super) fn spawn(outbox: Outbox) {
    std::thread::spawn(move || {
        while let Ok(event) = event::read() {
            let Some(message) = message(event) else {
                continue;
            };
            if outbox.send(message).is_err() {
                return;
            }
        }
        let _ = outbox.send(Message::Terminated);
    });
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => Some(Message::Resized { width, height }),
        Event::FocusLost => Some(Message::FocusLost),
        Event::FocusGained => None,
    }
}
