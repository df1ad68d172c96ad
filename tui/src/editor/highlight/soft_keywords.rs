//! `match`, `case` and `type`, which are keywords of Python only where they begin a statement of that form.
//!
//! The grammar is older than these statements and reads `match x:` as an annotation.

use super::token::{TokenKind, TokenSpan};

/// Marks the soft keyword a line of Python begins with, if it does.
pub(super) fn mark(line: &str, spans: &mut Vec<TokenSpan>) {
    let code = line.trim_start();
    let Some(word) = ["match", "case", "type"]
        .into_iter()
        .find(|word| is_keyword(word, code))
    else {
        return;
    };
    // Blanks before a statement are ASCII, so bytes and characters agree.
    let (Ok(start), Ok(length)) = (u32::try_from(line.len() - code.len()), u32::try_from(word.len())) else {
        return;
    };
    let keyword = TokenSpan {
        start,
        end: start + length,
        kind: TokenKind::Keyword,
    };
    let place = spans.partition_point(|span| span.end <= start);
    match spans.get_mut(place) {
        Some(span) if span.start < keyword.end => {
            let is_name = matches!(
                span.kind,
                TokenKind::Builtin | TokenKind::Function | TokenKind::Type
            );
            if is_name && span.start == start && span.end == keyword.end {
                *span = keyword;
            }
        }
        _ => spans.insert(place, keyword),
    }
}

fn is_keyword(word: &str, code: &str) -> bool {
    let Some(rest) = code.strip_prefix(word) else {
        return false;
    };
    let subject = rest.trim_start();
    let begins_subject = |first: char| first.is_alphanumeric() || "_\"'([{-*".contains(first);
    if !subject.starts_with(begins_subject)
        || rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
    {
        return false;
    }
    if word == "type" {
        is_alias(rest, subject)
    } else {
        has_block_colon(subject)
    }
}

/// `type Name = …` or `type Name[T] = …`.
fn is_alias(rest: &str, subject: &str) -> bool {
    let behind_name = subject
        .trim_start_matches(|part: char| part.is_alphanumeric() || part == '_')
        .trim_start();
    let defines = behind_name.starts_with('=') && !behind_name.starts_with("==");
    rest.starts_with([' ', '\t']) && (defines || behind_name.starts_with('['))
}

/// Whether a `:` outside brackets and quotes follows, as in `match x:`.
fn has_block_colon(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '#') => return false,
            (None, ':') if depth == 0 => return true,
            (Some(_) | None, _) => {}
        }
    }
    false
}
