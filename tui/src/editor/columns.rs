//! Where characters of a line are on screen: tabs, wide characters, and stand-ins for what must not reach a terminal.

use std::borrow::Cow;
use std::ops::ControlFlow;

use ropey::RopeSlice;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns from one tab stop to the next.
pub const TAB_WIDTH: usize = 4;

/// Drawn for characters that would be invisible, or would reorder the text around them.
const INVISIBLE: &str = "\u{fffd}";

/// One grapheme of a line and the cells it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph<'a> {
    /// Its first character, counted from the start of the line.
    pub(crate) start: usize,
    /// Behind its last character.
    pub(crate) end: usize,
    /// Its first column.
    pub(crate) column: usize,
    /// The columns it covers, at least one.
    pub(crate) width: usize,
    /// What is drawn.
    pub(crate) symbol: Cow<'a, str>,
    /// Whether the symbol stands in for a character that cannot be drawn.
    pub(crate) stands_in: bool,
}

/// Calls `visit` with each glyph that ends behind `first_column`, until it breaks. A line of plain ASCII, however
/// long, costs nothing for what lies before the first column.
pub(crate) fn glyphs(
    line: RopeSlice<'_>,
    first_column: usize,
    mut visit: impl FnMut(Glyph<'_>) -> ControlFlow<()>,
) {
    if is_plain(line) {
        let first = first_column.min(line.len_chars());
        for (index, character) in line.chars_at(first).enumerate() {
            if visit(plain_glyph(first + index, character, &mut [0; 4])).is_break() {
                return;
            }
        }
        return;
    }
    let text = Cow::from(line);
    let (mut start, mut column) = (0, 0);
    for grapheme in text.graphemes(true) {
        let glyph = glyph(grapheme, start, column);
        (start, column) = (glyph.end, glyph.column + glyph.width);
        if column > first_column && visit(glyph).is_break() {
            return;
        }
    }
}

/// The column the character at `offset` of the line begins in.
pub(crate) fn column_of(line: RopeSlice<'_>, offset: usize) -> usize {
    if is_plain(line) {
        return offset.min(line.len_chars());
    }
    let mut column = 0;
    glyphs(line, 0, |glyph| {
        if glyph.end > offset {
            column = glyph.column;
            return ControlFlow::Break(());
        }
        column = glyph.column + glyph.width;
        ControlFlow::Continue(())
    });
    column
}

/// The character of the line drawn at `column`; the line's length when it is shorter.
pub(crate) fn offset_at(line: RopeSlice<'_>, column: usize) -> usize {
    if is_plain(line) {
        return column.min(line.len_chars());
    }
    let mut offset = line.len_chars();
    glyphs(line, column, |glyph| {
        offset = glyph.start;
        ControlFlow::Break(())
    });
    offset
}

/// Whether every character of the line is one column wide and drawn as it is.
fn is_plain(line: RopeSlice<'_>) -> bool {
    line.chunks()
        .all(|chunk| chunk.bytes().all(|byte| matches!(byte, b' '..=b'~')))
}

fn plain_glyph(start: usize, character: char, buffer: &mut [u8; 4]) -> Glyph<'_> {
    let symbol = Cow::Borrowed(&*character.encode_utf8(buffer));
    Glyph {
        start,
        end: start + 1,
        column: start,
        width: 1,
        symbol,
        stands_in: false,
    }
}

fn glyph(grapheme: &str, start: usize, column: usize) -> Glyph<'_> {
    let end = start + grapheme.chars().count();
    let (symbol, width, stands_in) = match grapheme.chars().next() {
        Some('\t') => (Cow::Borrowed(""), TAB_WIDTH - column % TAB_WIDTH, false),
        Some(character) if character.is_control() => (control_picture(character), 1, true),
        _ if grapheme.width() == 0 || is_separator(grapheme) => (Cow::Borrowed(INVISIBLE), 1, true),
        _ => (Cow::Borrowed(grapheme), grapheme.width(), false),
    };
    Glyph {
        start,
        end,
        column,
        width,
        symbol,
        stands_in,
    }
}

/// The line and paragraph separators: terminals disagree on them, so they are never sent.
fn is_separator(grapheme: &str) -> bool {
    matches!(grapheme, "\u{2028}" | "\u{2029}")
}

/// The picture Unicode has for a control character (U+2400 and on), such as ␛.
fn control_picture(control: char) -> Cow<'static, str> {
    let picture = match u32::from(control) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('\u{2421}'),
        _ => None,
    };
    picture.map_or(Cow::Borrowed(INVISIBLE), |picture| {
        Cow::Owned(picture.to_string())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ropey::Rope;

    use super::*;

    fn drawn(text: &str) -> Vec<(usize, usize, String)> {
        let mut all = Vec::new();
        glyphs(Rope::from_str(text).slice(..), 0, |glyph| {
            all.push((glyph.column, glyph.width, glyph.symbol.into_owned()));
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn tabs_reach_the_next_stop_and_wide_characters_take_two_columns() {
        let expected = [(0, 1, "a"), (1, 3, ""), (4, 2, "世"), (6, 1, "b")];
        assert_eq!(
            drawn("a\t世b"),
            expected.map(|(column, width, text)| (column, width, text.to_owned()))
        );
    }

    #[test]
    fn control_and_invisible_characters_have_stand_ins() {
        let symbols: Vec<_> = drawn("\u{1b}\u{7f}\u{9b}\u{202e}\u{200b}\u{2028}")
            .into_iter()
            .map(|g| g.2)
            .collect();
        assert_eq!(symbols, ["␛", "␡", "�", "�", "�", "�"]);
    }

    proptest! {
        #[test]
        fn every_column_leads_to_a_character_and_back(text in "[ -~\té世\u{301}\u{1b}]{0,60}") {
            let rope = Rope::from_str(&text);
            let line = rope.slice(..);
            glyphs(line, 0, |glyph| {
                assert_eq!(column_of(line, glyph.start), glyph.column);
                for column in glyph.column..glyph.column + glyph.width {
                    assert_eq!(offset_at(line, column), glyph.start);
                }
                ControlFlow::Continue(())
            });
            prop_assert_eq!(offset_at(line, usize::MAX), line.len_chars());
        }
    }
}
