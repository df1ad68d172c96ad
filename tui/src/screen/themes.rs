//! The choice of a theme.

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::popup;
use crate::model::{Model, ThemePicker};
use crate::theme::{self, Role};

/// Draws the names; the selected one is already in use.
pub fn draw(model: &Model, picker: &ThemePicker, frame: &mut Frame<'_>) {
    let names = theme::names();
    let height = u16::try_from(names.len()).unwrap_or(u16::MAX).saturating_add(4);
    let inside = popup(
        frame,
        &model.theme,
        "theme (enter keeps it, esc goes back)",
        76,
        height,
    );
    let mut lines: Vec<Line<'_>> = names
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let (mark, role) = if row == picker.selected {
                ("▸ ", Role::Selected)
            } else {
                ("  ", Role::Overlay)
            };
            Line::from(Span::styled(format!("{mark}{name}"), model.theme.style(role)))
        })
        .collect();
    lines.extend([Line::default(), Line::from(model.theme.description.clone())]);
    frame.render_widget(Paragraph::new(lines), inside);
}
