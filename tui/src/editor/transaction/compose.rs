//! Two transactions made into one.

use super::{Change, Transaction};

/// One step over the text between two transactions.
enum Step {
    Keep(usize),
    Delete(usize),
    Insert(String),
}

impl Transaction {
    /// One transaction that does what this one and then `next` do, so that a word typed letter by letter is
    /// one step of the history.
    #[must_use]
    pub fn compose(self, next: Self) -> Self {
        let mut first = Steps::new(self);
        let mut second = Steps::new(next);
        let mut built = Builder::default();
        loop {
            match (first.take(), second.take()) {
                (None, None) => return Self::new(built.finish()),
                (Some(Step::Delete(count)), other) => {
                    built.delete(count);
                    second.put_back(other);
                }
                (other, Some(Step::Insert(text))) => {
                    built.insert(&text);
                    first.put_back(other);
                }
                (Some(step), None) | (None, Some(step)) => built.step(step),
                (Some(Step::Keep(kept)), Some(step)) => {
                    let (taken, rest) = split(step, kept);
                    first.put_back_kept(kept - length(&taken));
                    second.put_back(rest);
                    built.step(taken);
                }
                (Some(Step::Insert(text)), Some(step)) => {
                    let (inserted, left) = split(Step::Insert(text), length(&step));
                    let (taken, rest) = split(step, length(&inserted));
                    first.put_back(left);
                    second.put_back(rest);
                    if matches!(taken, Step::Keep(_)) {
                        built.step(inserted);
                    }
                }
            }
        }
    }
}

/// The steps of a transaction; after the last of them everything is kept.
struct Steps {
    waiting: Vec<Step>,
}

impl Steps {
    fn new(transaction: Transaction) -> Self {
        let mut waiting = Vec::new();
        let mut offset = 0;
        for change in transaction.changes {
            waiting.push(Step::Keep(change.range.start - offset));
            offset = change.range.end;
            waiting.push(Step::Delete(change.range.len()));
            waiting.push(Step::Insert(change.text));
        }
        waiting.retain(|step| length(step) > 0);
        waiting.reverse();
        Self { waiting }
    }

    fn take(&mut self) -> Option<Step> {
        self.waiting.pop()
    }

    fn put_back(&mut self, step: Option<Step>) {
        self.waiting.extend(step.filter(|step| length(step) > 0));
    }

    fn put_back_kept(&mut self, count: usize) {
        self.put_back(Some(Step::Keep(count)));
    }
}

fn length(step: &Step) -> usize {
    match step {
        Step::Keep(count) | Step::Delete(count) => *count,
        Step::Insert(text) => text.chars().count(),
    }
}

/// The first `count` characters of a step, and what is left of it.
fn split(step: Step, count: usize) -> (Step, Option<Step>) {
    let length = length(&step);
    if length <= count {
        return (step, None);
    }
    match step {
        Step::Keep(_) => (Step::Keep(count), Some(Step::Keep(length - count))),
        Step::Delete(_) => (Step::Delete(count), Some(Step::Delete(length - count))),
        Step::Insert(mut text) => {
            let at = text
                .char_indices()
                .nth(count)
                .map_or(text.len(), |(byte, _)| byte);
            let rest = text.split_off(at);
            (Step::Insert(text), Some(Step::Insert(rest)))
        }
    }
}

/// Gathers steps into changes counted in the first text.
#[derive(Default)]
struct Builder {
    changes: Vec<Change>,
    open: Option<Change>,
    offset: usize,
}

impl Builder {
    fn step(&mut self, step: Step) {
        match step {
            Step::Keep(count) => self.keep(count),
            Step::Delete(count) => self.delete(count),
            Step::Insert(text) => self.insert(&text),
        }
    }

    fn keep(&mut self, count: usize) {
        if count > 0 {
            self.changes.extend(self.open.take());
            self.offset += count;
        }
    }

    fn delete(&mut self, count: usize) {
        self.open().range.end += count;
        self.offset += count;
    }

    fn insert(&mut self, text: &str) {
        self.open().text.push_str(text);
    }

    fn open(&mut self) -> &mut Change {
        let offset = self.offset;
        self.open.get_or_insert_with(|| Change::delete(offset..offset))
    }

    fn finish(mut self) -> Vec<Change> {
        self.changes.extend(self.open.take());
        self.changes
    }
}
