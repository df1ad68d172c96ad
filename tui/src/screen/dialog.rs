//! A question.

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::{popup, wrap};
use crate::model::Model;
use crate::model::dialog::Dialog;
use crate::sanitise;
use crate::theme::Role;

/// Columns of a question.
const WIDTH: u16 = 64;

/// Draws the question and its answers.
pub fn draw(model: &Model, dialog: &Dialog, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let mut lines: Vec<Line<'static>> = dialog
        .body
        .iter()
        .flat_map(|text| wrap(&sanitise::one_line(text), usize::from(WIDTH) - 4))
        .map(Line::from)
        .collect();
    lines.push(Line::default());
    for (row, choice) in dialog.choices.iter().enumerate() {
        let chosen = row == dialog.selected;
        let style = if chosen {
            theme.style(Role::Selected)
        } else {
            theme.style(Role::Overlay)
        };
        lines.push(Line::from(vec![
            Span::styled(if chosen { "▸ " } else { "  " }, style),
            Span::styled(choice.key.to_string(), theme.style(Role::Key)),
            Span::styled(format!("  {}", choice.label), style),
        ]));
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inside = popup(frame, theme, &sanitise::one_line(&dialog.title), WIDTH, height);
    frame.render_widget(Paragraph::new(lines), inside);
}
