//! The scan inside strings: where they end, and the replacement fields of f-strings and t-strings.

use super::Scanner;
use crate::shape::level::{Kind, Level, Quote};

impl Scanner<'_> {
    pub(super) fn open_string(&mut self, prefix: &[u8], start: usize) {
        let byte = self.peek(0);
        let triple = self.peek(1) == byte && self.peek(2) == byte;
        let has = |letter: u8| prefix.iter().any(|given| given.eq_ignore_ascii_case(&letter));
        let quote = Quote {
            byte,
            triple,
            raw: has(b'r'),
        };
        self.offset += if triple { 3 } else { 1 };
        if has(b'f') || has(b't') {
            self.count(1);
            self.levels.push(Level::new(Kind::Text(quote), start));
        } else {
            self.plain_string(quote);
        }
    }

    /// Skips a string without replacement fields. One that is not closed ends with its line, or with the file.
    fn plain_string(&mut self, quote: Quote) {
        while self.offset < self.bytes.len() {
            match self.peek(0) {
                b'\\' => self.escape(),
                b'\n' | b'\r' if !quote.triple => {
                    let inside = self
                        .levels
                        .iter()
                        .find(|level| matches!(level.kind, Kind::Text(_)));
                    self.broken = self.broken.or(inside.map(|level| level.start));
                    return;
                }
                byte if byte == quote.byte => {
                    if self.ends(quote) {
                        return;
                    }
                }
                _ => self.skip_text(),
            }
        }
    }

    /// Skips what has no meaning in any string.
    fn skip_text(&mut self) {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let special = |byte: &u8| SPECIAL[usize::from(*byte)];
        self.offset += rest
            .iter()
            .skip(1)
            .position(special)
            .map_or(rest.len(), |length| length + 1);
    }

    /// Skips a backslash and what it escapes.
    fn escape(&mut self) {
        self.offset += 1;
        self.offset += usize::from(self.peek(0) == b'\r' && self.peek(1) == b'\n');
        self.offset += 1;
    }

    /// Skips the closing quote if it stands here, or one quote if it does not.
    fn ends(&mut self, quote: Quote) -> bool {
        let closed = !quote.triple || (self.peek(1) == quote.byte && self.peek(2) == quote.byte);
        self.offset += if closed && quote.triple { 3 } else { 1 };
        closed
    }

    /// One step in the text of an f-string.
    pub(super) fn string_text(&mut self, quote: Quote) {
        match self.peek(0) {
            b'\\' if matches!(self.peek(1), b'{' | b'}') => self.offset += 1,
            b'\\' if !quote.raw && self.peek(1) == b'N' && self.peek(2) == b'{' => self.named_character(),
            b'\\' => self.escape(),
            b'{' if self.peek(1) == b'{' => self.offset += 2,
            b'{' => self.open(Kind::Field(false)),
            b'\n' | b'\r' if !quote.triple => {
                self.broken = self.broken.or(Some(self.top().start));
                self.pop();
            }
            byte if byte == quote.byte => {
                if self.ends(quote) {
                    self.pop();
                }
            }
            _ => self.skip_text(),
        }
    }

    /// Skips `\N{NAME}`.
    fn named_character(&mut self) {
        while self.offset < self.bytes.len() && !matches!(self.peek(0), b'}' | b'\n' | b'"' | b'\'') {
            self.offset += 1;
        }
        self.offset += usize::from(self.peek(0) == b'}');
    }

    /// One step in the format specification of a replacement field.
    pub(super) fn format_specification(&mut self) {
        let string = self.levels.iter().rev().find_map(|level| match level.kind {
            Kind::Text(quote) => Some((quote, level.start)),
            _ => None,
        });
        let Some((quote, start)) = string else {
            return self.pop();
        };
        match self.peek(0) {
            b'{' => self.open(Kind::Field(false)),
            b'}' => self.close(b'}'),
            b'\\' => self.escape(),
            byte if byte == quote.byte || (!quote.triple && matches!(byte, b'\n' | b'\r')) => {
                self.broken = self
                    .broken
                    .or((byte != quote.byte || !quote.triple).then_some(start));
                self.offset += 1;
            }
            _ => self.offset += 1,
        }
    }
}

/// Bytes that may have a meaning in a string.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\\\"'\n\r{}";
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
};

/// Whether a word is the prefix of a string.
pub(super) fn is_prefix(word: &[u8]) -> bool {
    word.iter()
        .all(|byte| b"rbuft".contains(&byte.to_ascii_lowercase()))
}
