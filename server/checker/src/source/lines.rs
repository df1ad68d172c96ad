//! Line starts of a text, for turning offsets into lines and columns.

use crate::diagnostic::Position;

/// Byte offsets at which lines start. `\n`, `\r\n` and a lone `\r` end a line, as Python counts them.
#[derive(Debug)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub(crate) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for offset in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes.get(offset..offset + 2) != Some(b"\r\n") {
                starts.push(offset + 1);
            }
        }
        Self { starts }
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// Line and column (in characters, a byte order mark not counted) of a byte offset.
    pub(crate) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let before = if line == 1 {
            before.trim_start_matches('\u{feff}')
        } else {
            before
        };
        Position {
            line,
            column: before.chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::LineIndex;

    #[rstest]
    #[case("ab\ncd", 3, (2, 1))]
    #[case("ab\r\ncd", 5, (2, 2))]
    #[case("ab\rcd", 3, (2, 1))]
    #[case("äb", 2, (1, 2))]
    #[case("äb", 1, (1, 1))]
    #[case("\u{feff}x", 3, (1, 1))]
    #[case("", 9, (1, 1))]
    fn positions(#[case] text: &str, #[case] offset: usize, #[case] expected: (usize, usize)) {
        let position = LineIndex::new(text).position(text, offset);
        assert_eq!((position.line, position.column), expected);
    }
}
