//! Cut and copy: the text is returned, whoever asked for it has the clipboard.

use super::Outcome;
use crate::editor::Editor;
use crate::editor::history::EditKind;
use crate::editor::selection::Selection;

impl Editor {
    pub(super) fn copy(&self) -> Outcome {
        Outcome {
            clipboard: Some(self.clipboard_text()),
            ..Outcome::default()
        }
    }

    pub(super) fn cut(&mut self, now_ms: u64) -> Outcome {
        let clipboard = Some(self.clipboard_text());
        let selection = self.buffer.selection();
        let outcome = if selection.is_empty() {
            self.delete_lines(now_ms)
        } else {
            self.delete(
                selection.range(),
                Selection::cursor(selection.start()),
                EditKind::Whole,
                now_ms,
            )
        };
        Outcome { clipboard, ..outcome }
    }

    /// The selection; without one the cursor's line with a line ending, so that pasting it makes a line.
    fn clipboard_text(&self) -> String {
        if !self.buffer.selection().is_empty() {
            return self.buffer.selected_text();
        }
        let line = self.buffer.line(self.buffer.cursor().line);
        format!("{line}{}", self.buffer.line_ending().as_str())
    }
}
