//! Everything that can happen to the workstation: input, timers, and answers to effects.

use crossterm::event::{KeyEvent, MouseEvent};
use fp_contract::app::{App, AppDetail, DeployReply};
use fp_contract::diagnostic::Diagnostic;
use fp_contract::event::Event;
use fp_contract::log::LogFrame;
use fp_contract::policy::Policy;
use fp_contract::template::Template;
use fp_contract::user::User;

use crate::client::ClientError;
use crate::effect::Timer;
use crate::journal::JournalEntry;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was moved, clicked or scrolled.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size, in cells.
    Resized {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal window lost the focus.
    FocusLost,
    /// The process was asked to end (SIGTERM, SIGHUP).
    Terminated,
    /// A timer ran out.
    Timer(Timer),
    /// The server was, or was not, reached.
    Link(Link),
    /// Name and password were accepted, or why not.
    TokenAccepted(Result<(), ClientError>),
    /// Who is signed in, or why nobody is.
    SignedIn(Result<User, ClientError>),
    /// The templates arrived.
    Templates(Result<Vec<Template>, ClientError>),
    /// The server said by what it checks.
    Policy(Result<Policy, ClientError>),
    /// An app was fetched to be edited, with what the journal kept of it.
    Opened {
        /// The app.
        app_id: String,
        /// The app with its code.
        result: Box<Result<Opened, ClientError>>,
    },
    /// An app was created.
    Created {
        /// The template it came from.
        template: Box<Template>,
        /// The app as it was stored.
        result: Box<Result<App, ClientError>>,
    },
    /// A request that only succeeds or fails was carried out.
    Done {
        /// What was done, in the past tense, for the notice.
        what: String,
        /// Why it was not.
        result: Result<(), ClientError>,
    },
    /// A draft was sent.
    DraftSaved {
        /// The app.
        app_id: String,
        /// The workspace's version that was sent.
        version: u64,
        /// The app as it is now.
        result: Box<Result<AppDetail, ClientError>>,
    },
    /// A deploy was sent.
    Deployed {
        /// The app.
        app_id: String,
        /// The workspace's version that was sent.
        version: u64,
        /// The deployment that was recorded.
        result: Box<Result<DeployReply, ClientError>>,
    },
    /// What the server holds was fetched, after a conflict.
    Theirs {
        /// The app.
        app_id: String,
        /// The app with its code.
        result: Box<Result<AppDetail, ClientError>>,
    },
    /// Frames of the log stream, oldest first.
    Log {
        /// The app.
        app_id: String,
        /// The frames.
        frames: Vec<LogFrame>,
    },
    /// The log stream broke or was refused; it is being attached again.
    LogLost {
        /// The app.
        app_id: String,
        /// Why, in words.
        reason: String,
    },
    /// The checker has looked at a version of the files.
    Checked {
        /// The app.
        app_id: String,
        /// The workspace's version that was checked.
        version: u64,
        /// What it found.
        findings: Vec<Diagnostic>,
    },
    /// A version of the files was written to the journal, or could not be.
    Journaled {
        /// The app.
        app_id: String,
        /// The workspace's version that was written.
        version: u64,
        /// Why it could not be written.
        result: Result<(), String>,
    },
}

/// An app fetched to be edited.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The app with its code.
    pub detail: AppDetail,
    /// Edits that never reached the server.
    pub journal: Option<JournalEntry>,
}

/// The state of the events connection.
#[derive(Debug, Clone)]
pub enum Link {
    /// Something changed on the server; the first event after a connection is a snapshot.
    Event(Box<Event>),
    /// The connection is gone and being tried again.
    Lost {
        /// Why, in words.
        reason: String,
    },
    /// The server does not accept the token.
    Refused,
}
