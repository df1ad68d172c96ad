//! Finds the bracket that matches another one.

use ropey::Rope;

/// How many characters are looked through, so that an unmatched bracket in a large file costs nothing to speak of.
const REACH: usize = 20_000;

/// The bracket at the cursor, or else before it, and the one that matches it. Brackets that `is_code` denies (in
/// strings, in comments) do not count; it is asked about a line and a column.
pub(crate) fn matching_pair(
    rope: &Rope,
    cursor: usize,
    is_code: impl Fn(usize, usize) -> bool,
) -> Option<[usize; 2]> {
    let counts = |offset: usize| {
        let line = rope.char_to_line(offset);
        is_code(line, offset - rope.line_to_char(line))
    };
    let places = [Some(cursor), cursor.checked_sub(1)];
    let at = places.into_iter().flatten().find(|place| {
        rope.get_char(*place)
            .is_some_and(|character| partner(character).is_some())
            && counts(*place)
    })?;
    let open = rope.char(at);
    let (close, forward) = partner(open)?;
    let found = if forward {
        let rest = rope
            .chars_at(at + 1)
            .take(REACH)
            .enumerate()
            .map(|(index, found)| (at + 1 + index, found));
        matching(rest, open, close, counts)
    } else {
        let rest = rope.chars_at(at).reversed().take(REACH).enumerate();
        matching(
            rest.map(|(index, found)| (at - 1 - index, found)),
            open,
            close,
            counts,
        )
    };
    found.map(|found| [at, found])
}

/// The other bracket of a pair, and whether it comes behind.
fn partner(bracket: char) -> Option<(char, bool)> {
    Some(match bracket {
        '(' => (')', true),
        '[' => (']', true),
        '{' => ('}', true),
        ')' => ('(', false),
        ']' => ('[', false),
        '}' => ('{', false),
        _ => return None,
    })
}

fn matching(
    characters: impl Iterator<Item = (usize, char)>,
    open: char,
    close: char,
    counts: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, character) in characters {
        if (character != open && character != close) || !counts(offset) {
            continue;
        }
        match (character == close, depth) {
            (true, 0) => return Some(offset),
            (true, _) => depth -= 1,
            (false, _) => depth += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_both_ways_and_nested() {
        let rope = Rope::from_str("f(a[0], (b))");
        let anywhere = |_, _| true;
        assert_eq!(matching_pair(&rope, 1, anywhere), Some([1, 11]));
        assert_eq!(matching_pair(&rope, 12, anywhere), Some([11, 1]));
        assert_eq!(matching_pair(&rope, 3, anywhere), Some([3, 5]));
        assert_eq!(matching_pair(&rope, 7, anywhere), None);
    }

    #[test]
    fn brackets_that_are_not_code_do_not_count() {
        let rope = Rope::from_str("(')')");
        assert_eq!(matching_pair(&rope, 0, |_, column| column != 2), Some([0, 4]));
        assert_eq!(matching_pair(&rope, 2, |_, column| column != 2), None);
    }
}
