//! The loop: messages in, one update each, one drawing for all of them, effects out.
//!
//! The first drawing happens before anything else is started. After that the thread of this loop only updates and
//! draws; reading keys, talking to the server, checking and writing the journal have threads and tasks of their own.

mod background;
mod checker;
mod execute;
mod input;
mod journal;
mod link;
mod log;
mod terminal;

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use fp_contract::Timestamp;

use crate::journal::Journal;
use crate::message::Message;
use crate::model::Model;
use crate::update;
use execute::Executor;
use terminal::Screen;

/// Streams are drawn at most this often; a key is drawn at once.
const FRAME: Duration = Duration::from_millis(10);

/// What the workstation starts with.
#[derive(Debug)]
pub struct Start {
    /// The server's address.
    pub server: String,
    /// The token, when there is one.
    pub token: Option<String>,
    /// The theme.
    pub theme: std::sync::Arc<crate::theme::Theme>,
    /// Something to say at the start.
    pub notice: Option<String>,
    /// The app to open.
    pub open: Option<String>,
    /// Where edits are kept.
    pub journal: Journal,
    /// Where a token goes after signing in.
    pub keep_token: KeepToken,
    /// Where the choice of a theme goes.
    pub preferences: crate::preferences::Preferences,
}

/// Where a token goes after signing in.
#[derive(Debug, Clone)]
pub enum KeepToken {
    /// Into the config file, as the platform of that name.
    Config {
        /// The file.
        path: std::path::PathBuf,
        /// The platform's name.
        platform: String,
    },
    /// Nowhere: it was given on the command line or belongs to the embedded server.
    Nowhere,
}

/// Runs the workstation until it is left.
pub fn run(start: Start) -> io::Result<()> {
    let began = Instant::now();
    let mut screen = Screen::enter()?;
    let mut model = Model::new(start.server.clone(), start.theme.clone(), screen.size()?);
    model.wall = Timestamp::now();
    screen.draw(&model)?;

    let (sender, receiver) = mpsc::channel();
    input::spawn(sender.clone());
    let mut executor = Executor::new(&start, sender)?;
    let mut effects = update::start(&mut model, start.open);
    if let Some(notice) = start.notice {
        effects.extend(update::say(&mut model, &notice));
    }
    executor.carry_out(effects, &mut screen)?;
    let result = turn(&mut model, &mut screen, &mut executor, &receiver, began);
    drop(screen);
    executor.finish();
    result.and(kept(&mut model, &receiver))
}

/// Whether the last edits are on the server or in the journal; there is no screen left to say so.
fn kept(model: &mut Model, receiver: &Receiver<Message>) -> io::Result<()> {
    for message in receiver.try_iter() {
        update::update(model, message);
    }
    let lost = model
        .workspace
        .as_ref()
        .filter(|workspace| workspace.is_unsaved() && workspace.journaled_version != workspace.version);
    let Some(workspace) = lost else {
        return Ok(());
    };
    let trouble = workspace.journal_trouble.clone();
    let trouble =
        trouble.unwrap_or_else(|| "edits are not kept on this machine: the journal ended".to_owned());
    Err(io::Error::other(trouble))
}

fn turn(
    model: &mut Model,
    screen: &mut Screen,
    executor: &mut Executor,
    receiver: &Receiver<Message>,
    began: Instant,
) -> io::Result<()> {
    let mut drawn_at = Instant::now();
    let mut stale = true;
    while !model.quitting {
        let Some(first) = wait(receiver, stale.then(|| drawn_at + FRAME)) else {
            screen.draw(model)?;
            (drawn_at, stale) = (Instant::now(), false);
            continue;
        };
        let mut urgent = false;
        for message in std::iter::once(first).chain(receiver.try_iter().take(MOST_AT_ONCE)) {
            urgent |= is_input(&message);
            model.now_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            model.wall = Timestamp::now();
            let effects = update::update(model, message);
            executor.carry_out(effects, screen)?;
        }
        stale = true;
        if !model.quitting && (urgent || drawn_at.elapsed() >= FRAME) {
            screen.draw(model)?;
            (drawn_at, stale) = (Instant::now(), false);
        }
    }
    Ok(())
}

/// Messages taken in before a drawing, so that a flood cannot hold it back.
const MOST_AT_ONCE: usize = 256;

/// The next message; `None` when it is time to draw.
fn wait(receiver: &Receiver<Message>, draw_at: Option<Instant>) -> Option<Message> {
    match draw_at {
        None => receiver.recv().ok().or(Some(Message::Terminated)),
        Some(moment) => match receiver.recv_timeout(moment.saturating_duration_since(Instant::now())) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Message::Terminated),
        },
    }
}

fn is_input(message: &Message) -> bool {
    matches!(
        message,
        Message::Key(_) | Message::Mouse(_) | Message::Paste(_) | Message::Resized { .. }
    )
}

/// Where threads and tasks send what happened.
type Outbox = Sender<Message>;
