//! What can be undone: steps of a size a person thinks in (a word, a deletion), not characters.
//!
//! Holds transactions only; applying them is the buffer's work.

use std::collections::VecDeque;

use super::selection::Selection;
use super::transaction::Transaction;

/// A pause in typing after which the next character begins a new step.
const PAUSE_MS: u64 = 1_000;
/// How much removed and added text is kept for undo before the oldest steps go, in bytes.
const TEXT_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// What sort of edit was made; only edits of one sort, close in time and place, share a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// Characters typed one after the other.
    Typing,
    /// Characters taken away before the cursor.
    DeletingBackward,
    /// Characters taken away after the cursor.
    DeletingForward,
    /// A paste, an indent, a moved line: always a step of its own.
    Whole,
}

/// One step of the history.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) forward: Transaction,
    pub(crate) inverse: Transaction,
    pub(crate) before: Selection,
    pub(crate) after: Selection,
    pub(crate) kind: EditKind,
    /// The clock when the newest edit of this step was made, in milliseconds.
    pub(crate) at_ms: u64,
    /// The revision the step leads away from.
    pub(crate) from_revision: u64,
    /// The revision the step leads to.
    pub(crate) to_revision: u64,
}

impl Step {
    fn bytes(&self) -> usize {
        self.forward.text_bytes() + self.inverse.text_bytes()
    }

    fn absorbs(&self, next: &Self) -> bool {
        self.kind == next.kind
            && self.kind != EditKind::Whole
            && self.after == next.before
            && next.before.is_empty()
            && next.at_ms.saturating_sub(self.at_ms) <= PAUSE_MS
            && !self.begins_word(next)
    }

    /// Whether `next` types the first letter after blanks: `one two` is two steps.
    fn begins_word(&self, next: &Self) -> bool {
        let typed = |step: &Self| step.forward.changes().last().map(|change| change.text.clone());
        let last = typed(self).and_then(|text| text.chars().next_back());
        let first = typed(next).and_then(|text| text.chars().next());
        match (last, first) {
            (Some(last), Some(first)) => last.is_whitespace() && !first.is_whitespace(),
            _ => false,
        }
    }
}

/// The steps done and the steps taken back.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    bytes: usize,
    sealed: bool,
}

impl History {
    /// Keeps a new step, as part of the newest one where they belong together. Redo is no longer possible.
    pub(crate) fn push(&mut self, step: Step) {
        self.bytes += step.bytes();
        for gone in self.undone.drain(..) {
            self.bytes -= gone.bytes();
        }
        match self
            .done
            .back_mut()
            .filter(|last| !self.sealed && last.absorbs(&step))
        {
            Some(last) => merge(last, step),
            None => self.done.push_back(step),
        }
        self.sealed = false;
        self.forget_oldest();
    }

    /// Ends the newest step: the next edit begins another, whatever it is.
    pub(crate) fn seal(&mut self) {
        self.sealed = true;
    }

    /// Moves the newest step to the undone ones and returns it.
    pub(crate) fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop_back()?;
        self.undone.push(step.clone());
        self.sealed = true;
        Some(step)
    }

    /// Moves the newest undone step back and returns it.
    pub(crate) fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.done.push_back(step.clone());
        self.sealed = true;
        Some(step)
    }

    fn forget_oldest(&mut self) {
        while self.bytes > TEXT_LIMIT_BYTES && self.done.len() > 1 {
            self.bytes -= self.done.pop_front().map_or(0, |step| step.bytes());
        }
    }
}

fn merge(last: &mut Step, next: Step) {
    last.forward = std::mem::take(&mut last.forward).compose(next.forward);
    last.inverse = next.inverse.compose(std::mem::take(&mut last.inverse));
    last.after = next.after;
    last.at_ms = next.at_ms;
    last.to_revision = next.to_revision;
}
