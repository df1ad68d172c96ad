//! Which lines differ from a text the person knows: the one that was last deployed, say.

use ropey::Rope;
use similar::{Algorithm, DiffOp};

use super::transaction::LineEdit;

/// For each line of the text, the line of the baseline it is.
#[derive(Debug, Clone)]
pub(crate) struct Baseline {
    rope: Rope,
    origins: Vec<Option<usize>>,
}

impl Baseline {
    /// A baseline equal to the text.
    pub(crate) fn of(rope: &Rope) -> Self {
        Self {
            rope: rope.clone(),
            origins: (0..rope.len_lines()).map(Some).collect(),
        }
    }

    /// Compares `text` with `baseline`, whole.
    pub(crate) fn compare(baseline: Rope, text: &Rope) -> Self {
        let lines = |rope: &Rope| rope.lines().map(|line| line.to_string()).collect::<Vec<_>>();
        let operations = similar::capture_diff_slices(Algorithm::Patience, &lines(&baseline), &lines(text));
        let mut origins = vec![None; text.len_lines()];
        for operation in operations {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = operation
            {
                for (index, origin) in origins.iter_mut().skip(new_index).take(len).enumerate() {
                    *origin = Some(old_index + index);
                }
            }
        }
        Self {
            rope: baseline,
            origins,
        }
    }

    /// Whether the line is not a line of the baseline.
    pub(crate) fn is_changed(&self, line: usize) -> bool {
        self.origins.get(line).is_some_and(Option::is_none)
    }

    /// Takes note of edits, in the order [`super::transaction::Transaction::apply`] returns them; `text` is the text
    /// after all of them. Lines edited back to what they were count as unchanged again.
    pub(crate) fn edited(&mut self, edits: &[LineEdit], text: &Rope) {
        for edit in edits {
            let behind = (edit.last_before + 1).min(self.origins.len());
            let fresh = vec![None; edit.last_after - edit.first + 1];
            self.origins.splice(edit.first.min(behind)..behind, fresh);
        }
        // The last edit in the text was made first: what comes before it moved it since.
        let (mut grown, mut shrunk) = (0, 0);
        for edit in edits.iter().rev() {
            self.recognise(
                edit.first + grown - shrunk,
                edit.last_after + grown - shrunk,
                text,
            );
            grown += edit.last_after;
            shrunk += edit.last_before;
        }
    }

    /// Compares the changed lines around `first..=last` with the lines of the baseline missing there, from both ends.
    fn recognise(&mut self, first: usize, last: usize, text: &Rope) {
        let changed = |line: usize| self.origins.get(line).is_some_and(Option::is_none);
        let (mut start, mut end) = (first, last + 1);
        while start > 0 && changed(start - 1) {
            start -= 1;
        }
        while changed(end) {
            end += 1;
        }
        let above = start
            .checked_sub(1)
            .and_then(|line| self.origins.get(line).copied().flatten());
        let (mut old_start, mut old_end) = (
            above.map_or(0, |line| line + 1),
            self.origins
                .get(end)
                .copied()
                .flatten()
                .unwrap_or(self.rope.len_lines()),
        );
        while start < end && old_start < old_end && text.get_line(start) == self.rope.get_line(old_start) {
            self.origins[start] = Some(old_start);
            (start, old_start) = (start + 1, old_start + 1);
        }
        while start < end && old_start < old_end && text.get_line(end - 1) == self.rope.get_line(old_end - 1)
        {
            (end, old_end) = (end - 1, old_end - 1);
            self.origins[end] = Some(old_end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::transaction::{Change, Transaction};
    use super::*;

    fn changed(baseline: &Baseline) -> Vec<usize> {
        (0..baseline.origins.len())
            .filter(|line| baseline.is_changed(*line))
            .collect()
    }

    #[test]
    fn edited_lines_are_changed_until_they_are_edited_back() {
        let mut rope = Rope::from_str("a\nb\nc\nd\n");
        let mut baseline = Baseline::of(&rope);
        let before = rope.clone();
        let edit = Transaction::new(vec![Change::insert(0, "x\ny\n"), Change::replace(4..5, "Q")]);
        let edits = edit.apply(&mut rope);
        baseline.edited(&edits, &rope);
        assert_eq!(changed(&baseline), [0, 1, 4]);
        let edits = edit.invert(&before).apply(&mut rope);
        baseline.edited(&edits, &rope);
        assert!(changed(&baseline).is_empty());
    }

    #[test]
    fn a_new_baseline_is_compared_line_by_line() {
        let text = Rope::from_str("a\nnew\nb\nc!\n");
        assert_eq!(
            changed(&Baseline::compare(Rope::from_str("a\nb\nc\n"), &text)),
            [1, 3]
        );
    }
}
