//! A one-line input: filters, the command line, names, passwords.
//!
//! A thin layer over the text-area widget that keeps it to one line and cleans what is pasted.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, TextArea};

use crate::sanitise;

/// The character shown for each character of a password.
const MASK: char = '•';

/// One line of text with a cursor.
#[derive(Clone, Debug)]
pub struct LineInput {
    area: TextArea<'static>,
}

impl Default for LineInput {
    fn default() -> Self {
        Self::new("")
    }
}

impl LineInput {
    /// An input that holds `text`, cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![sanitise::one_line(text)]);
        area.set_cursor_line_style(Style::default());
        area.set_cursor_style(Style::default().add_modifier(Modifier::REVERSED));
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// An empty input whose characters are not shown.
    pub fn password() -> Self {
        let mut input = Self::default();
        input.area.set_mask_char(MASK);
        input
    }

    /// What has been typed.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Replaces what has been typed.
    pub fn set(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(sanitise::one_line(text));
    }

    /// Puts pasted text in at the cursor, as one line.
    pub fn paste(&mut self, text: &str) {
        self.area
            .insert_str(sanitise::one_line(text.trim_end_matches(['\r', '\n'])));
    }

    /// Gives a key to the input and says whether the text changed. Keys that would open a second line are ignored.
    pub fn handle(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc => false,
            KeyCode::Char('m' | 'j') if control => false,
            KeyCode::Char('u') if control => self.area.delete_line_by_head(),
            _ => self.area.input(key),
        }
    }

    /// Draws the input; the cursor is shown only when it has the focus.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, style: Style, focused: bool) {
        let mut shown = self.area.clone();
        shown.set_style(style);
        if !focused {
            shown.set_cursor_style(style);
        }
        Widget::render(&shown, area, buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut LineInput, code: KeyCode) {
        input.handle(KeyEvent::new(code, KeyModifiers::NONE));
    }

    #[test]
    fn typing_and_erasing() {
        let mut input = LineInput::new("ab");
        press(&mut input, KeyCode::Char('c'));
        press(&mut input, KeyCode::Backspace);
        press(&mut input, KeyCode::Enter);
        assert_eq!(input.text(), "ab");
    }

    #[test]
    fn pasted_lines_and_escapes_stay_on_one_line() {
        let mut input = LineInput::default();
        input.paste("one\ntwo\u{1b}[31m\n");
        assert_eq!(input.text(), "one·two");
    }

    #[test]
    fn setting_replaces() {
        let mut input = LineInput::new("before");
        input.set("after");
        assert_eq!(input.text(), "after");
    }
}
