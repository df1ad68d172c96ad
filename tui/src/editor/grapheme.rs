//! What a person calls a character: steps over grapheme clusters in a rope, and the words they make.

use ropey::RopeSlice;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// The offset of the grapheme boundary after `offset`; the end of the text at the end. `\r\n` is one grapheme.
pub(crate) fn next_boundary(text: RopeSlice<'_>, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(text.char_to_byte(offset), text.len_bytes(), true);
    let (mut chunk, mut chunk_start, ..) = text.chunk_at_byte(cursor.cur_cursor());
    loop {
        match cursor.next_boundary(chunk, chunk_start) {
            Ok(boundary) => return boundary.map_or(text.len_chars(), |byte| text.byte_to_char(byte)),
            Err(GraphemeIncomplete::NextChunk) => {
                (chunk, chunk_start) = chunk_at(text, chunk_start + chunk.len());
            }
            Err(GraphemeIncomplete::PreContext(end)) => provide_context(&mut cursor, text, end),
            Err(_) => return (offset + 1).min(text.len_chars()),
        }
    }
}

/// The offset of the grapheme boundary before `offset`; 0 at the start.
pub(crate) fn previous_boundary(text: RopeSlice<'_>, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(text.char_to_byte(offset), text.len_bytes(), true);
    let (mut chunk, mut chunk_start, ..) = text.chunk_at_byte(cursor.cur_cursor());
    loop {
        match cursor.prev_boundary(chunk, chunk_start) {
            Ok(boundary) => return boundary.map_or(0, |byte| text.byte_to_char(byte)),
            Err(GraphemeIncomplete::PrevChunk) => {
                (chunk, chunk_start) = chunk_at(text, chunk_start.saturating_sub(1));
            }
            Err(GraphemeIncomplete::PreContext(end)) => provide_context(&mut cursor, text, end),
            Err(_) => return offset.saturating_sub(1),
        }
    }
}

/// `offset` where it is a boundary, the boundary before it where it is not.
pub(crate) fn boundary_at(text: RopeSlice<'_>, offset: usize) -> usize {
    let before = previous_boundary(text, offset);
    if next_boundary(text, before) == offset {
        offset
    } else {
        before
    }
}

fn chunk_at(text: RopeSlice<'_>, byte: usize) -> (&str, usize) {
    let (chunk, start, ..) = text.chunk_at_byte(byte);
    (chunk, start)
}

fn provide_context(cursor: &mut GraphemeCursor, text: RopeSlice<'_>, end: usize) {
    let (chunk, start) = chunk_at(text, end.saturating_sub(1));
    cursor.provide_context(&chunk[..end - start], start);
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Category {
    Blank,
    LineEnding,
    Word,
    Other,
}

fn category(text: RopeSlice<'_>, offset: usize) -> Category {
    match text.char(offset) {
        '\n' | '\r' => Category::LineEnding,
        character if character.is_whitespace() => Category::Blank,
        character if character.is_alphanumeric() || character == '_' => Category::Word,
        _ => Category::Other,
    }
}

/// The end of the word after `offset`. A line ending is a stop of its own.
pub(crate) fn next_word_end(text: RopeSlice<'_>, offset: usize) -> usize {
    let mut at = skip_forward(text, offset, Category::Blank);
    if at == text.len_chars() {
        return at;
    }
    let found = category(text, at);
    if found == Category::LineEnding {
        return if at == offset { next_boundary(text, at) } else { at };
    }
    at = next_boundary(text, at);
    skip_forward(text, at, found)
}

/// The start of the word before `offset`. A line ending is a stop of its own.
pub(crate) fn previous_word_start(text: RopeSlice<'_>, offset: usize) -> usize {
    let at = skip_backward(text, offset, Category::Blank);
    if at == 0 {
        return 0;
    }
    let before = previous_boundary(text, at);
    match category(text, before) {
        Category::LineEnding if at == offset => before,
        Category::LineEnding => at,
        found => skip_backward(text, before, found),
    }
}

/// The word at `offset`, or the run of blanks or signs where there is no word.
pub(crate) fn word_at(text: RopeSlice<'_>, offset: usize) -> (usize, usize) {
    let behind = offset.checked_sub(1).map(|_| previous_boundary(text, offset));
    let is_word = |at: usize| at < text.len_chars() && category(text, at) == Category::Word;
    let at = match behind {
        Some(behind) if !is_word(offset) && is_word(behind) => behind,
        _ => offset,
    };
    if at == text.len_chars() || category(text, at) == Category::LineEnding {
        return (offset, offset);
    }
    let kind = category(text, at);
    (skip_backward(text, at, kind), skip_forward(text, at, kind))
}

fn skip_forward(text: RopeSlice<'_>, mut offset: usize, kind: Category) -> usize {
    while offset < text.len_chars() && category(text, offset) == kind {
        offset = next_boundary(text, offset);
    }
    offset
}

fn skip_backward(text: RopeSlice<'_>, mut offset: usize, kind: Category) -> usize {
    while offset > 0 {
        let before = previous_boundary(text, offset);
        if category(text, before) != kind {
            break;
        }
        offset = before;
    }
    offset
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ropey::Rope;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn line_endings_flags_and_families_are_one_step() {
        let rope = Rope::from_str("a\r\n🇩🇪👩‍👩‍👧e\u{301}");
        let mut stops = vec![0];
        while *stops.last().unwrap() < rope.len_chars() {
            stops.push(next_boundary(rope.slice(..), *stops.last().unwrap()));
        }
        assert_eq!(stops, [0, 1, 3, 5, 10, 12]);
    }

    proptest! {
        #[test]
        fn steps_agree_with_the_segmentation_of_the_whole_text(text in "[a-c \\r\\n\u{301}é👩\u{200d}🇩🇪]{0,40}") {
            // Enough text before it that clusters fall across the chunks of the rope.
            let long = format!("{}{text}", "x".repeat(980));
            let rope = Rope::from_str(&long);
            let mut stops = vec![0];
            for grapheme in long.graphemes(true) {
                stops.push(stops.last().unwrap() + grapheme.chars().count());
            }
            for pair in stops[900..].windows(2) {
                prop_assert_eq!(next_boundary(rope.slice(..), pair[0]), pair[1]);
                prop_assert_eq!(previous_boundary(rope.slice(..), pair[1]), pair[0]);
            }
        }
    }
}
