//! Text from elsewhere made fit for a terminal: no control sequence of an app, a name or a server reaches it.
//!
//! Knows nothing of screens. The code pane has its own stand-ins, because there a control character must stay visible.

/// Columns a tab stands for.
const TAB: &str = "    ";
/// What is drawn where a control character was.
const STAND_IN: char = '·';

/// One line fit for the terminal: escape sequences are taken out, tabs become blanks, and every other control
/// character, line breaks and direction overrides included, becomes `·`.
pub fn one_line(text: &str) -> String {
    if !text.chars().any(needs_work) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_until_final(&mut rest),
            '\t' => clean.push_str(TAB),
            other if needs_work(other) => clean.push(STAND_IN),
            other => clean.push(other),
        }
    }
    clean
}

/// As [`one_line`] for every line of `text`.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(one_line).collect()
}

fn needs_work(character: char) -> bool {
    character.is_control() || is_direction_override(character)
}

/// Characters that reorder what stands around them, and so can make a line read as something it is not
/// (Unicode Technical Standard 39, section 5.3).
fn is_direction_override(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// ECMA-48: `ESC [` … final byte, `ESC ]` and its kin … BEL or `ESC \`, `ESC` intermediate* final.
fn skip_escape(rest: &mut Rest<'_>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_until_final(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(rest),
        Some(' '..='/') => {
            while rest.next_if(|next| (' '..='/').contains(next)).is_some() {}
            rest.next_if(|next| ('0'..='~').contains(next));
        }
        Some('0'..='~') => {
            rest.next();
        }
        _ => {}
    }
}

fn skip_until_final(rest: &mut Rest<'_>) {
    while rest.next_if(|next| (' '..='?').contains(next)).is_some() {}
    rest.next_if(|next| ('@'..='~').contains(next));
}

/// A string that is never closed ends with the line.
fn skip_string(rest: &mut Rest<'_>) {
    while let Some(character) = rest.next() {
        match character {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                rest.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_and_titles_are_taken_out() {
        assert_eq!(one_line("\u{1b}[1;31mred\u{1b}[0m plain"), "red plain");
        assert_eq!(one_line("\u{1b}]0;title\u{7}text"), "text");
        assert_eq!(one_line("\u{1b}]52;c;AAAA\u{1b}\\text"), "text");
        assert_eq!(one_line("\u{1b}(Btext"), "text");
        assert_eq!(one_line("\u{9b}31mred"), "red");
    }

    #[test]
    fn what_is_left_of_control_characters_is_seen() {
        assert_eq!(one_line("a\rb\u{0}c\td"), "a·b·c    d");
        assert_eq!(one_line("user\u{202e}txt.exe"), "user·txt.exe");
    }

    proptest! {
        #[test]
        fn no_control_character_is_left(text in any::<String>()) {
            prop_assert!(!one_line(&text).chars().any(needs_work));
        }

        #[test]
        fn escape_sequences_never_survive(text in "[\u{1b}\u{9b}\u{7}\\[\\]0-9;mHJa-z\u{9c}\\\\]{0,40}") {
            prop_assert!(!one_line(&text).chars().any(needs_work));
        }

        #[test]
        fn plain_text_is_kept(text in "[ -~äöü€漢]{0,60}") {
            prop_assert_eq!(one_line(&text), text);
        }
    }
}
