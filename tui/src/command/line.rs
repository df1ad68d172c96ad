//! The state of the `:` line: text, completions, history.

use crate::input::LineInput;

/// The `:` line while it is typed.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    /// What has been typed.
    pub input: LineInput,
    /// What the line could become, for the text that was typed.
    pub completions: Vec<String>,
    /// The completion shown in the line.
    pub chosen: Option<usize>,
    /// Why the line was not accepted.
    pub error: Option<String>,
}

impl CommandLine {
    /// A line that begins with `text`.
    pub fn new(text: &str) -> Self {
        Self {
            input: LineInput::new(text),
            ..Self::default()
        }
    }

    /// Puts the next completion into the line, or the one before.
    pub fn cycle(&mut self, forward: bool) {
        let count = self.completions.len();
        if count == 0 {
            return;
        }
        let next = match (self.chosen, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(place), true) => (place + 1) % count,
            (Some(place), false) => (place + count - 1) % count,
        };
        self.chosen = Some(next);
        let text = self.completions[next].clone();
        self.input.set(&text);
    }

    /// Takes note of typing: the completions are new, none is chosen.
    pub fn typed(&mut self, completions: Vec<String>) {
        self.completions = completions;
        self.chosen = None;
        self.error = None;
    }
}
