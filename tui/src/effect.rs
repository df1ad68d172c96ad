//! What the workstation wants done outside its own state. Effects are values; [`crate::runtime`] carries them out and
//! answers with messages.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fp_checker::Policy;
use fp_contract::files::Files;
use fp_contract::template::Template;
use ropey::Rope;

/// Texts by path, sharing their memory with the editors they come from.
pub type Texts = BTreeMap<String, Rope>;

/// Texts as they are sent and stored.
pub fn to_files(texts: &Texts) -> Files {
    texts
        .iter()
        .map(|(path, text)| (path.clone(), text.to_string()))
        .collect()
}

/// A version of an app's files, as the screen shows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The app.
    pub app_id: String,
    /// Counts the changes of the workspace; answers carry it back, so that stale ones are recognised.
    pub version: u64,
    /// The texts.
    pub texts: Texts,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// Whether the app is kept as one text or as files.
    pub single: bool,
    /// The server's draft version these texts started from.
    pub base_draft_version: u64,
}

/// Something to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// End the program.
    Quit,
    /// Sign in, keep the token, and connect.
    SignIn {
        /// The name.
        username: String,
        /// The password.
        password: String,
    },
    /// Create an account, then sign in with it.
    SignUp {
        /// The name.
        username: String,
        /// The e-mail address.
        email: String,
        /// The password.
        password: String,
    },
    /// Ask who is signed in, and follow the events.
    Connect,
    /// Fetch the templates.
    LoadTemplates,
    /// Fetch an app to edit it.
    Open {
        /// The app.
        app_id: String,
    },
    /// Create an app from a template.
    Create {
        /// The app's name.
        name: String,
        /// The template.
        template: Box<Template>,
        /// Whether to deploy it at once.
        deploy: bool,
    },
    /// Give an app another name.
    Rename {
        /// The app.
        app_id: String,
        /// Its new name.
        name: String,
    },
    /// Delete an app.
    Delete {
        /// The app.
        app_id: String,
        /// Its name, for the notice.
        name: String,
    },
    /// Deploy an app's draft as the server has it.
    Redeploy {
        /// The app.
        app_id: String,
        /// Its name, for the notice.
        name: String,
    },
    /// Send a draft.
    SaveDraft {
        /// The texts.
        snapshot: Snapshot,
        /// Whether the server checks them and refuses errors.
        validate: bool,
    },
    /// Deploy exactly these texts.
    Deploy(Snapshot),
    /// Fetch what the server holds, after a conflict.
    FetchTheirs {
        /// The app.
        app_id: String,
    },
    /// Follow an app's log; ends the following of any other.
    FollowLog {
        /// The app.
        app_id: String,
        /// The last sequence number already held.
        after: Option<u64>,
    },
    /// End the following of a log.
    StopLog,
    /// Ask by what the server checks.
    LoadPolicy,
    /// Check texts.
    Check {
        /// The texts.
        snapshot: Snapshot,
        /// By what.
        policy: Arc<Policy>,
    },
    /// Keep texts in the journal.
    WriteJournal {
        /// The texts.
        snapshot: Snapshot,
        /// How many changes the server has not seen.
        unsaved_changes: u64,
    },
    /// Forget what the journal keeps of an app, unless it is newer than `version`.
    ClearJournal {
        /// The app.
        app_id: String,
        /// The workspace's version that the server has.
        version: u64,
    },
    /// Set a replaced text aside, so that it can be found again.
    SetAside(Snapshot),
    /// Answer with [`crate::message::Message::Timer`] later.
    Wake {
        /// Which timer.
        timer: Timer,
        /// How much later.
        after: Duration,
    },
    /// Put text on the terminal's clipboard (OSC 52).
    Copy(String),
    /// Turn the mouse on or off.
    CaptureMouse(bool),
    /// Remember the theme for the next start.
    KeepTheme(String),
    /// Draw everything anew: something else may have written to the terminal.
    Redraw,
    /// Stop the process as a shell job (`ctrl-z`), and draw again when it continues.
    Suspend,
}

/// A timer. The ones that concern a version of the files do nothing when the files have changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// Typing stopped: check.
    Check(u64),
    /// Keep the text in the journal.
    Journal,
    /// Typing stopped: send the draft.
    Autosave(u64),
    /// A notice has been shown long enough.
    Notice(u64),
    /// Highlight some more.
    Highlight,
    /// A deployment is under way: show its running time.
    Progress,
}
