//! The code pane's core: a text, its edits, its colours and what of it is on screen.
//!
//! Pure: no files, no clock, no terminal. [`Editor::execute`] is the one place where a person's edits happen;
//! [`view::CodePane`] draws an editor and cannot change it. An editor stays on the thread it was made on
//! (see [`highlight`]); [`Buffer::snapshot`] is what goes elsewhere.

mod baseline;
mod brackets;
pub mod buffer;
pub mod columns;
pub mod command;
pub mod diagnostic;
mod grapheme;
pub mod highlight;
pub mod history;
pub mod indentation;
pub mod language;
pub mod line_ending;
pub mod palette;
pub mod position;
pub mod sanitise;
pub mod search;
pub mod selection;
pub mod transaction;
pub mod view;
mod viewport;

use ropey::Rope;

use self::baseline::Baseline;
pub use self::buffer::Buffer;
use self::diagnostic::Diagnostic;
use self::highlight::Highlighter;
use self::history::EditKind;
use self::indentation::Indentation;
use self::language::Language;
use self::search::Query;
use self::selection::Selection;
use self::transaction::{LineEdit, Transaction};
use self::viewport::Viewport;

/// One open file.
#[derive(Debug, Clone)]
pub struct Editor {
    buffer: Buffer,
    language: Language,
    indentation: Indentation,
    highlighter: Highlighter,
    baseline: Baseline,
    diagnostics: Vec<Diagnostic>,
    query: Option<Query>,
    /// The column vertical motions head for, while they last.
    goal_column: Option<usize>,
    viewport: Viewport,
}

impl Editor {
    /// An editor of `text`, cursor at the start, with `text` as the baseline of the changed marks.
    pub fn new(text: &str, language: Language) -> Self {
        let buffer = Buffer::from_text(text);
        Self {
            language,
            indentation: Indentation::of(buffer.rope()),
            highlighter: Highlighter::new(language, buffer.line_count()),
            baseline: Baseline::of(buffer.rope()),
            diagnostics: Vec::new(),
            query: None,
            goal_column: None,
            viewport: Viewport::default(),
            buffer,
        }
    }

    /// The text and its selection.
    pub fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// What the text is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// How the text is indented.
    pub fn indentation(&self) -> Indentation {
        self.indentation
    }

    /// What was last searched for.
    pub fn query(&self) -> Option<&Query> {
        self.query.as_ref()
    }

    /// The tokens, as far as they are known.
    pub fn highlighter(&self) -> &Highlighter {
        &self.highlighter
    }

    /// The findings drawn in the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Replaces the findings. Until the next call they move with the lines they are on.
    pub fn set_diagnostics(&mut self, diagnostics: Vec<Diagnostic>) {
        self.diagnostics = diagnostics;
    }

    /// The worst finding about the cursor's line.
    pub fn diagnostic_at_cursor(&self) -> Option<&Diagnostic> {
        diagnostic::worst_at_line(&self.diagnostics, self.buffer.cursor().line)
    }

    /// Sets the text the changed marks compare with.
    pub fn set_baseline(&mut self, baseline: Rope) {
        self.baseline = Baseline::compare(baseline, self.buffer.rope());
    }

    /// Whether a line differs from the baseline.
    pub fn is_line_changed(&self, line: usize) -> bool {
        self.baseline.is_changed(line)
    }

    /// Notes that the text as it is now has been saved: [`Buffer::is_modified`] counts from here.
    pub fn mark_saved(&mut self) {
        self.buffer.mark_saved();
    }

    /// Sets the selection, kept within the text and between whole characters (graphemes), and brings its head into sight.
    pub fn select(&mut self, selection: Selection) {
        self.set_selection(selection);
        self.scroll_to_cursor();
    }

    fn set_selection(&mut self, selection: Selection) {
        self.goal_column = None;
        let Selection { anchor, head } = selection.clamped(self.buffer.rope().len_chars());
        let text = self.buffer.rope().slice(..);
        let whole = Selection::new(
            grapheme::boundary_at(text, anchor),
            grapheme::boundary_at(text, head),
        );
        self.buffer.set_selection(whole);
    }

    /// Highlights up to `budget` more lines (about 30 µs each) when there is nothing else to do. Says whether lines
    /// are left and which lines changed colour: a screen that shows none of them need not be drawn again.
    pub fn highlight_more(&mut self, budget: usize) -> highlight::Progress {
        self.highlighter.work(self.buffer.rope(), budget)
    }

    fn apply(&mut self, transaction: Transaction, after: Selection, kind: EditKind, now_ms: u64) -> bool {
        self.goal_column = None;
        let edits = self.buffer.apply(transaction, after, kind, now_ms);
        self.edited(&edits);
        !edits.is_empty()
    }

    fn edited(&mut self, edits: &[LineEdit]) {
        self.highlighter.edited(edits);
        self.baseline.edited(edits, self.buffer.rope());
        for edit in edits {
            for diagnostic in &mut self.diagnostics {
                diagnostic.follow(*edit);
            }
        }
    }
}

#[cfg(test)]
mod tests;
