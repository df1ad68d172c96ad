//! Line starts of a text, for turning offsets into lines and columns.

use crate::diagnostic::Position;

/// Byte offsets at which lines start. `\n`, `\r\n` and a lone `\r` end a line, as Python counts them.
#[derive(Debug)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
    /// Characters before every block of `BLOCK` bytes: a place far along a long line needs no counting from its start. Empty
    /// where every character is one byte.
    characters: Vec<usize>,
}

/// Bytes between two counts of characters.
const BLOCK: usize = 1024;

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
        let characters = if text.is_ascii() {
            Vec::new()
        } else {
            blocks(bytes)
        };
        Self { starts, characters }
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
        let marks = usize::from(line == 1 && offset > 0 && text.starts_with('\u{feff}'));
        Position {
            line,
            column: self.characters_before(text, offset) - self.characters_before(text, start) - marks + 1,
        }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        if self.characters.is_empty() {
            return offset;
        }
        let block = (offset / BLOCK).min(self.characters.len() - 1);
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or_default() + characters_in(rest)
    }
}

/// Characters before every block.
fn blocks(bytes: &[u8]) -> Vec<usize> {
    let mut count = 0;
    let before = |block: &[u8]| {
        let before = count;
        count += characters_in(block);
        before
    };
    bytes.chunks(BLOCK).map(before).collect()
}

/// Characters that begin in these bytes of a text.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
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

    #[test]
    fn far_along_a_long_line() {
        let text = format!("x\n{}", "ä€a".repeat(2_000));
        let index = LineIndex::new(&text);
        for (count, (offset, _)) in text.char_indices().skip(2).enumerate() {
            assert_eq!(index.position(&text, offset).column, count + 1);
        }
    }
}
