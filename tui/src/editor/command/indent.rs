//! Indenting, dedenting and commenting lines.

use super::Outcome;
use crate::editor::Editor;
use crate::editor::columns;
use crate::editor::history::EditKind;
use crate::editor::indentation::Indentation;
use crate::editor::selection::Selection;
use crate::editor::transaction::{Bias, Change, Transaction};

impl Editor {
    /// Indents the lines of a selection that spans lines; otherwise puts blanks up to the next indent step.
    pub(super) fn indent(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        if first == last {
            let text = self.blanks_to_next_step();
            let changed = self.replace_selection(text, EditKind::Whole, now_ms);
            return Outcome {
                changed,
                ..Outcome::default()
            };
        }
        let unit = self.indentation.unit();
        let lines = (first..=last).filter(|line| self.buffer.line(*line).len_chars() > 0);
        let changes = lines
            .map(|line| Change::insert(self.buffer.line_start(line), unit.clone()))
            .collect();
        self.change_lines(changes, Bias::After, now_ms)
    }

    fn blanks_to_next_step(&self) -> String {
        let Indentation::Spaces(step) = self.indentation else {
            return "\t".to_owned();
        };
        let start = self.buffer.position_of(self.buffer.selection().start());
        let column = columns::column_of(self.buffer.line(start.line), start.column);
        " ".repeat(step - column % step)
    }

    pub(super) fn dedent(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        let removal = |line: usize| {
            let start = self.buffer.line_start(line);
            let step = self
                .indentation
                .step_at_start(&self.buffer.line(line).to_string());
            Change::delete(start..start + step)
        };
        let changes = (first..=last).map(removal).collect();
        self.change_lines(changes, Bias::After, now_ms)
    }

    /// Makes comments of the lines, at the depth of the shallowest of them; or code again when all are comments.
    pub(super) fn toggle_comment(&mut self, now_ms: u64) -> Outcome {
        let Some((open, close)) = self.language.comment_marks() else {
            return Outcome::message("this kind of file has no comments");
        };
        let (first, last) = self.selected_lines();
        let texts =
            (first..=last).map(|line| (self.buffer.line_start(line), self.buffer.line(line).to_string()));
        let texts: Vec<_> = texts.filter(|(_, text)| !text.trim().is_empty()).collect();
        let are_comments = texts.iter().all(|(_, text)| text.trim_start().starts_with(open));
        let depth = texts.iter().map(|(_, text)| blanks(text)).min().unwrap_or(0);
        let changes = texts.iter().flat_map(|(start, text)| {
            if are_comments {
                uncomment(*start, text, open, close)
            } else {
                comment(*start, text, depth, open, close)
            }
        });
        let changes = changes.collect();
        // A cursor at the end of the line stays before a closing mark.
        let bias = if close.is_empty() {
            Bias::After
        } else {
            Bias::Before
        };
        self.change_lines(changes, bias, now_ms)
    }

    fn change_lines(&mut self, line_changes: Vec<Change>, bias: Bias, now_ms: u64) -> Outcome {
        let transaction = Transaction::new(line_changes);
        let Selection { anchor, head } = self.buffer.selection();
        // A selection that begins with a line still does so afterwards; a cursor moves with the text.
        let lower = if anchor == head { bias } else { Bias::Before };
        let map = |offset: usize| {
            transaction.map_offset(offset, if offset == anchor.min(head) { lower } else { bias })
        };
        let after = Selection::new(map(anchor), map(head));
        let changed = self.apply(transaction, after, EditKind::Whole, now_ms);
        Outcome {
            changed,
            ..Outcome::default()
        }
    }
}

/// Characters of blanks at the start.
fn blanks(text: &str) -> usize {
    text.chars()
        .take_while(|character| character.is_whitespace())
        .count()
}

fn comment(start: usize, text: &str, depth: usize, open: &str, close: &str) -> Vec<Change> {
    let mut changes = vec![Change::insert(start + depth, format!("{open} "))];
    if !close.is_empty() {
        changes.push(Change::insert(start + text.chars().count(), format!(" {close}")));
    }
    changes
}

fn uncomment(start: usize, text: &str, open: &str, close: &str) -> Vec<Change> {
    let blanks = blanks(text);
    let code = text.trim_start();
    let opened = open.len() + usize::from(code[open.len()..].starts_with(' '));
    let mut changes = vec![Change::delete(start + blanks..start + blanks + opened)];
    let trimmed = text.trim_end();
    if let Some(kept) = trimmed
        .strip_suffix(close)
        .filter(|kept| !close.is_empty() && kept.len() > open.len())
    {
        let end = start + trimmed.chars().count();
        let closed = close.len() + usize::from(kept.ends_with(' '));
        changes.push(Change::delete(end - closed..end));
    }
    changes
}
