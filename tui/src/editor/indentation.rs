//! How a file is indented, and how the next line should be.

use ropey::Rope;

/// What one indent step is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indentation {
    /// So many blanks.
    Spaces(usize),
    /// One tab.
    Tab,
}

/// Lines looked at to tell how a file is indented.
const SAMPLE_LINES: usize = 500;

impl Indentation {
    /// The step `rope` uses: that of its first line indented by a tab, two or four blanks; four blanks where there is none.
    pub fn of(rope: &Rope) -> Self {
        for line in rope.lines().take(SAMPLE_LINES) {
            let blanks = line.chars().take_while(|character| *character == ' ').count();
            match line.chars().nth(blanks) {
                Some('\t') if blanks == 0 => return Self::Tab,
                Some(first) if !first.is_whitespace() && matches!(blanks, 2 | 4) => {
                    return Self::Spaces(blanks);
                }
                _ => {}
            }
        }
        Self::Spaces(4)
    }

    /// The text of one step.
    pub fn unit(self) -> String {
        match self {
            Self::Spaces(count) => " ".repeat(count),
            Self::Tab => "\t".to_owned(),
        }
    }

    /// `blanks` one step deeper.
    pub(crate) fn deeper(self, blanks: &str) -> String {
        format!("{blanks}{}", self.unit())
    }

    /// `blanks` one step shallower.
    pub(crate) fn shallower(self, blanks: &str) -> String {
        blanks[..blanks.len() - self.step_at_start(blanks)].to_owned()
    }

    /// How many of the blanks `line` begins with make one step.
    pub(crate) fn step_at_start(self, line: &str) -> usize {
        if line.starts_with('\t') {
            return 1;
        }
        let step = match self {
            Self::Spaces(count) => count,
            Self::Tab => super::columns::TAB_WIDTH,
        };
        line.chars()
            .take(step)
            .take_while(|character| *character == ' ')
            .count()
    }
}

/// Statements after which a block of Python ends.
const LAST_OF_BLOCK: [&str; 5] = ["return", "pass", "break", "continue", "raise"];

/// How deep the line after another one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextLine {
    Deeper,
    Same,
    Shallower,
}

/// What follows a line of Python whose code, without comment, is `code`.
pub(crate) fn after_python(code: &str) -> NextLine {
    let code = code.trim();
    if code.ends_with([':', '(', '[', '{']) {
        return NextLine::Deeper;
    }
    let first_word = code
        .split(|part: char| !part.is_alphanumeric() && part != '_')
        .next()
        .unwrap_or_default();
    let continues = code.ends_with([',', '\\']);
    if LAST_OF_BLOCK.contains(&first_word) && !continues {
        NextLine::Shallower
    } else {
        NextLine::Same
    }
}

/// What follows a line of a language with brackets.
pub(crate) fn after_brackets(code: &str) -> NextLine {
    if code.trim_end().ends_with(['(', '[', '{']) {
        NextLine::Deeper
    } else {
        NextLine::Same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_indented_line_tells() {
        let of = |text: &str| Indentation::of(&Rope::from_str(text));
        assert_eq!(of("a\n  b\n"), Indentation::Spaces(2));
        assert_eq!(of("a\n\tb\n"), Indentation::Tab);
        assert_eq!(of("a\n   \nb\n"), Indentation::Spaces(4));
    }

    #[test]
    fn blocks_open_after_a_colon_and_close_after_return() {
        assert_eq!(after_python("if x: "), NextLine::Deeper);
        assert_eq!(after_python("  return x"), NextLine::Shallower);
        assert_eq!(after_python("returned = x"), NextLine::Same);
        assert_eq!(after_python("return f("), NextLine::Deeper);
    }
}
