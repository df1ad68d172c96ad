//! Text to read: a difference, a traceback.

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::{cut, popup};
use crate::model::{Model, Reader};
use crate::theme::Role;

/// Draws the lines, scrolled.
pub fn draw(model: &Model, reader: &Reader, frame: &mut Frame<'_>) {
    let (width, height) = (model.size.0 - 4, model.size.1 - 2);
    let inside = popup(frame, &model.theme, &reader.title, width, height);
    let shown = reader
        .lines
        .iter()
        .skip(reader.scroll)
        .take(usize::from(inside.height));
    let lines: Vec<_> = shown
        .map(|line| draw_line(model, line, usize::from(inside.width)))
        .collect();
    frame.render_widget(Paragraph::new(lines), inside);
}

fn draw_line(model: &Model, line: &str, width: usize) -> Line<'static> {
    let role = match line.as_bytes().first() {
        Some(b'+') => Role::Success,
        Some(b'-') => Role::Error,
        _ => Role::Overlay,
    };
    Line::from(Span::styled(cut(line, width), model.theme.style(role)))
}
