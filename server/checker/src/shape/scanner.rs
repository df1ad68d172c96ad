//! The scan itself: one pass over the bytes with a stack of what is open.

mod strings;

use super::level::{Kind, Level};
use super::{MAX_BRACKETS, MAX_DIGITS, MAX_INDENTS, MAX_WEIGHT, Shape, ShapeFault};

pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    offset: usize,
    levels: Vec<Level>,
    /// Indentation columns that are open.
    indents: Vec<usize>,
    /// Sum of the depths of all levels.
    sum: usize,
    weight: usize,
    fault: Option<ShapeFault>,
    /// Start of an f-string that was left in a way the lexer may read differently.
    broken: Option<usize>,
    long_integers: Vec<std::ops::Range<usize>>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            offset: if text.starts_with('\u{feff}') { 3 } else { 0 },
            levels: vec![Level::new(Kind::Base, 0)],
            indents: Vec::new(),
            sum: 0,
            weight: 0,
            fault: None,
            broken: None,
            long_integers: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Shape {
        self.line_start();
        while self.offset < self.bytes.len() && self.fault.is_none() {
            match self.kind() {
                Kind::Text(quote) => self.string_text(quote),
                Kind::Field(true) => self.format_specification(),
                _ => self.code(),
            }
        }
        self.settle();
        Shape {
            weight: self.weight,
            fault: self.fault,
            long_integers: self.long_integers,
        }
    }

    /// Corrects the verdict for texts that end with something open.
    fn settle(&mut self) {
        let open_string = self
            .levels
            .iter()
            .find(|level| matches!(level.kind, Kind::Text(_)));
        let open_string = open_string.map(|level| level.start);
        if self.broken.is_none()
            && open_string.is_none_or(|start| self.fault.is_some() && !self.swallows(start))
        {
            if matches!(self.fault, Some(ShapeFault::Chain(_))) {
                self.blame_open_bracket();
            }
        } else if let Some(start) = self.broken.or(open_string) {
            self.weight = self.raw_weight();
            self.fault = (self.weight > MAX_WEIGHT).then_some(ShapeFault::UnclosedString(start));
        }
    }

    /// A chain that is long only because a bracket stays open is reported at the bracket.
    fn blame_open_bracket(&mut self) {
        let Some(open) = self
            .levels
            .iter()
            .find(|level| matches!(level.kind, Kind::Bracket(_)))
            .copied()
        else {
            return;
        };
        if self.swallows(open.start) {
            self.fault = Some(ShapeFault::Unclosed(open.start));
        }
    }

    /// Whether statements stand between something that is open and where the scan stopped.
    fn swallows(&self, start: usize) -> bool {
        let inside = self.bytes.get(start..self.offset).unwrap_or_default();
        let statement = |line: &[u8]| {
            [&b"def "[..], b"class ", b"import ", b"@"]
                .iter()
                .any(|word| line.starts_with(word))
        };
        inside.split(|byte| *byte == b'\n').skip(1).any(statement)
    }

    /// The weight if every character of the file were code of one expression.
    fn raw_weight(&self) -> usize {
        let operators = self
            .bytes
            .iter()
            .filter(|byte| is_operator(**byte) || matches!(byte, b'(' | b'[' | b'{'))
            .count();
        let words = self
            .bytes
            .split(|byte| !is_word(*byte))
            .filter(|word| is_nesting_keyword(word))
            .count();
        operators + words
    }

    fn top(&self) -> Level {
        self.levels.last().copied().unwrap_or(Level::new(Kind::Base, 0))
    }

    fn kind(&self) -> Kind {
        self.levels.last().map_or(Kind::Base, |level| level.kind)
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.offset + ahead).copied().unwrap_or(0)
    }

    fn code(&mut self) {
        let byte = self.peek(0);
        match byte {
            b' ' => self.offset += 1,
            b'\n' | b'\r' => self.newline(),
            b'#' => self.skip_line(),
            b'\\' => self.continuation(),
            b'"' | b'\'' => self.open_string(b"", self.offset),
            b'(' => self.open(Kind::Bracket(b')')),
            b'[' => self.open(Kind::Bracket(b']')),
            b'{' => self.open(Kind::Bracket(b'}')),
            b')' | b']' | b'}' => self.close(byte),
            b',' => self.comma(),
            b':' => self.colon(),
            b'0'..=b'9' => self.number(),
            _ if is_word(byte) => self.word(),
            _ => {
                if is_operator(byte) {
                    self.count(1);
                }
                self.offset += 1;
            }
        }
    }

    /// Adds to the open level and compares with the limit.
    fn count(&mut self, amount: usize) {
        if let Some(level) = self.levels.last_mut() {
            level.count += amount;
        }
        self.sum += amount;
        self.compare();
    }

    fn compare(&mut self) {
        self.weight = self.weight.max(self.sum + self.indents.len());
        if self.sum > MAX_WEIGHT {
            self.fault = Some(ShapeFault::Chain(self.offset));
        }
    }

    fn open(&mut self, kind: Kind) {
        self.count(1);
        self.levels.push(Level::new(kind, self.offset));
        self.offset += 1;
        if self.levels.len() > MAX_BRACKETS {
            self.fault = Some(ShapeFault::Brackets(self.offset - 1));
        }
    }

    /// A closing bracket closes only its own kind; any other is ignored, as error recovery may ignore it too.
    fn close(&mut self, byte: u8) {
        self.offset += 1;
        match self.kind() {
            Kind::Bracket(closer) if closer == byte => self.pop(),
            Kind::Field(_) if byte == b'}' => self.pop(),
            _ => {}
        }
    }

    fn pop(&mut self) {
        let Some(closed) = self.levels.pop() else { return };
        self.sum -= closed.depth();
        let mut depth = closed.ended.max(closed.depth());
        let Some(around) = self.levels.last_mut() else {
            return;
        };
        // Fields of an f-string stand side by side: the next one does not hold this one.
        if matches!((closed.kind, around.kind), (Kind::Field(_), Kind::Text(_))) {
            around.count -= 1;
            self.sum -= 1;
            depth += 1;
        }
        self.sum += depth.saturating_sub(around.inner);
        around.inner = around.inner.max(depth);
        self.compare();
    }

    fn comma(&mut self) {
        self.offset += 1;
        if let Some(level) = self.levels.last_mut()
            && level.kind != Kind::Base
            && level.lambdas == 0
            && !level.sticky
        {
            self.sum -= level.depth();
            level.ended = level.ended.max(level.depth());
            level.count = 0;
            level.inner = 0;
        }
    }

    fn colon(&mut self) {
        self.count(1);
        self.offset += 1;
        if let Some(level) = self.levels.last_mut() {
            if level.kind == Kind::Field(false) {
                level.kind = Kind::Field(true);
            }
            level.lambdas = level.lambdas.saturating_sub(1);
        }
    }

    fn number(&mut self) {
        let start = self.offset;
        self.skip_word();
        let range = start..self.offset;
        let digits = self.bytes.get(range.clone()).unwrap_or_default();
        let is_integer =
            digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_') && self.peek(0) != b'.';
        let fraction = start.checked_sub(1).and_then(|before| self.bytes.get(before)) == Some(&b'.');
        if range.len() > MAX_DIGITS && is_integer && !fraction {
            let digits = digits.iter().filter(|byte| **byte != b'_').count();
            if digits > MAX_DIGITS {
                self.long_integers.push(range);
            }
        }
    }

    fn skip_word(&mut self) {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        self.offset += rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
    }

    fn word(&mut self) {
        let start = self.offset;
        self.skip_word();
        let bytes = self.bytes;
        let word = bytes.get(start..self.offset).unwrap_or_default();
        if word.len() <= 2 && matches!(self.peek(0), b'"' | b'\'') && strings::is_prefix(word) {
            self.open_string(word, start);
        } else if is_nesting_keyword(word) {
            self.count(1);
            if let Some(level) = self.levels.last_mut() {
                level.lambdas += usize::from(word == b"lambda");
                level.sticky |= word == b"yield";
            }
        }
    }

    fn newline(&mut self) {
        self.offset += 1 + usize::from(self.peek(0) == b'\r' && self.peek(1) == b'\n');
        if self.levels.len() == 1 {
            self.sum = 0;
            self.levels.clear();
            self.levels.push(Level::new(Kind::Base, self.offset));
            self.line_start();
        }
    }

    /// Measures the indentation of a logical line that starts here.
    fn line_start(&mut self) {
        let mut column = 0;
        loop {
            match self.peek(0) {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                b'\x0c' => column = 0,
                _ => break,
            }
            self.offset += 1;
        }
        if matches!(self.peek(0), b'\n' | b'\r' | b'#') || self.offset >= self.bytes.len() {
            return;
        }
        while self.indents.last().is_some_and(|open| *open > column) {
            self.indents.pop();
        }
        if column > self.indents.last().copied().unwrap_or(0) {
            self.indents.push(column);
            if self.indents.len() >= MAX_INDENTS {
                self.fault = Some(ShapeFault::Indents(self.offset));
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        self.offset += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    fn continuation(&mut self) {
        self.offset += 1;
        if self.peek(0) == b'\r' && self.peek(1) == b'\n' {
            self.offset += 1;
        }
        self.offset += usize::from(matches!(self.peek(0), b'\n' | b'\r'));
    }
}

fn is_word(byte: u8) -> bool {
    /// One answer for every byte: this is asked of most bytes of a file.
    const WORD: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 255")]
            let value = byte as u8;
            table[byte] = value.is_ascii_alphanumeric() || value == b'_' || value >= 0x80;
            byte += 1;
        }
        table
    };
    WORD[usize::from(byte)]
}

fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'@'
            | b'&'
            | b'|'
            | b'^'
            | b'~'
            | b'<'
            | b'>'
            | b'='
            | b'!'
            | b'.'
            | b':'
    )
}

/// Keywords that put one expression inside another.
fn is_nesting_keyword(word: &[u8]) -> bool {
    word.len() <= 6
        && matches!(
            word,
            b"not"
                | b"await"
                | b"lambda"
                | b"if"
                | b"else"
                | b"for"
                | b"in"
                | b"is"
                | b"and"
                | b"or"
                | b"yield"
                | b"from"
                | b"async"
        )
}
