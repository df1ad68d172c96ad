//! A question with a few answers, each one key.

use fp_contract::app::AppDetail;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialog {
    /// The question in a few words.
    pub title: String,
    /// What there is to know before answering.
    pub body: Vec<String>,
    /// The answers.
    pub choices: Vec<Choice>,
    /// The answer that `enter` gives.
    pub selected: usize,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The key that gives it.
    pub key: char,
    /// What it does.
    pub label: &'static str,
    /// What is done.
    pub decision: Decision,
}

/// What an answer does.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing: back to where it was.
    Stay,
    /// Delete the app.
    Delete {
        /// The app.
        app_id: String,
        /// Its name.
        name: String,
    },
    /// Delete the shown file.
    DeleteFile(String),
    /// Send the draft, and leave once it is there.
    SaveAndLeave,
    /// Leave; the journal keeps the text.
    LeaveUnsaved,
    /// Go back to what the server has, and leave.
    DiscardAndLeave,
    /// End the program; the journal keeps the text.
    Quit,
    /// Send the text on screen over what the server has.
    KeepMine(Box<AppDetail>),
    /// Replace the text on screen by what the server has.
    TakeTheirs(Box<AppDetail>),
    /// Show both.
    SeeDifference(Box<AppDetail>),
}

impl Dialog {
    /// A question with answers; the last one is what `esc` gives.
    pub fn new(title: impl Into<String>, body: Vec<String>, choices: Vec<Choice>) -> Self {
        Self {
            title: title.into(),
            body,
            choices,
            selected: 0,
        }
    }

    /// The answer of a key.
    pub fn by_key(&self, key: char) -> Option<&Choice> {
        self.choices
            .iter()
            .find(|choice| choice.key.eq_ignore_ascii_case(&key))
    }
}

impl Choice {
    /// An answer.
    pub fn new(key: char, label: &'static str, decision: Decision) -> Self {
        Self { key, label, decision }
    }
}
