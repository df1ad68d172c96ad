//! A text to be typed, in the bottom line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::input::LineInput;
use crate::model::{Model, Prompt};
use crate::theme::Role;

/// Draws the prompt.
pub fn draw(model: &Model, prompt: &Prompt, frame: &mut Frame<'_>) {
    let bottom = Rect::new(0, model.size.1 - 1, model.size.0, 1);
    labelled(
        model,
        frame,
        bottom,
        &format!(" {}: ", prompt.title),
        &prompt.input,
    );
}

/// An input with a label before it, over a whole row.
pub(super) fn labelled(model: &Model, frame: &mut Frame<'_>, area: Rect, label: &str, input: &LineInput) {
    frame.render_widget(Clear, area);
    let label = Line::from(Span::styled(label.to_owned(), model.theme.style(Role::Accent)));
    let width = u16::try_from(label.width()).unwrap_or(area.width).min(area.width);
    frame.render_widget(label, area);
    let room = Rect {
        x: area.x + width,
        width: area.width - width,
        ..area
    };
    input.draw(room, frame.buffer_mut(), model.theme.style(Role::Input), true);
}
