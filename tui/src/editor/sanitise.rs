//! Pasted text made safe: one line ending, no control characters.

use super::line_ending::LineEnding;

/// Text fit to be put into a buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanitised {
    /// The text, every line ending the buffer's own.
    pub text: String,
    /// How many control characters were taken out (line endings and tabs are kept and not counted).
    pub removed: usize,
}

/// Turns `\r\n`, `\r` and `\n` into `ending` and takes out every other control character except the tab: NUL and
/// ESC could reach the terminal of whoever prints the file, or end up in the app.
pub fn sanitise(text: &str, ending: LineEnding) -> Sanitised {
    let mut clean = String::with_capacity(text.len());
    let mut removed = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                clean.push_str(ending.as_str());
            }
            '\n' => clean.push_str(ending.as_str()),
            '\t' => clean.push('\t'),
            control if control.is_control() => removed += 1,
            other => clean.push(other),
        }
    }
    Sanitised { text: clean, removed }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_line_ending_becomes_the_buffers() {
        assert_eq!(sanitise("a\r\nb\rc\nd", LineEnding::Lf).text, "a\nb\nc\nd");
        assert_eq!(
            sanitise("a\r\nb\rc\nd", LineEnding::CrLf).text,
            "a\r\nb\r\nc\r\nd"
        );
    }

    #[test]
    fn control_characters_go_and_are_counted() {
        let pasted = "\u{1b}[31mred\u{0}\u{7f}\u{9b}\ttab";
        let expected = Sanitised {
            text: "[31mred\ttab".to_owned(),
            removed: 4,
        };
        assert_eq!(sanitise(pasted, LineEnding::Lf), expected);
    }

    proptest! {
        #[test]
        fn nothing_but_control_characters_is_lost(text in any::<String>()) {
            let clean = sanitise(&text, LineEnding::Lf);
            let kept = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
            prop_assert_eq!(kept(&clean.text), kept(&text));
            prop_assert!(clean.text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
            prop_assert_eq!(sanitise(&clean.text, LineEnding::Lf), Sanitised { removed: 0, ..clean.clone() });
        }
    }
}
