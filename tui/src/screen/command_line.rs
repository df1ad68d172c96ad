//! The `:` line with its completions above it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::prompt::labelled;
use super::widgets::{cut, fill, first_row};
use crate::command::{COMMANDS, CommandLine};
use crate::model::Model;
use crate::sanitise;
use crate::theme::Role;

/// Most completions shown.
const ROWS: usize = 8;
/// Columns of a completion.
const NAME_WIDTH: usize = 24;

/// Draws the line.
pub fn draw(model: &Model, line: &CommandLine, frame: &mut Frame<'_>) {
    let bottom = Rect::new(0, model.size.1 - 1, model.size.0, 1);
    labelled(model, frame, bottom, ":", &line.input);
    let lines = above(model, line);
    let height = u16::try_from(lines.len()).unwrap_or(0).min(bottom.y);
    let area = Rect {
        y: bottom.y - height,
        height,
        ..bottom
    };
    frame.render_widget(Clear, area);
    for (line, y) in lines.into_iter().zip(area.y..) {
        frame.render_widget(
            line.style(model.theme.style(Role::Overlay)),
            Rect { y, height: 1, ..area },
        );
    }
}

fn above(model: &Model, line: &CommandLine) -> Vec<Line<'static>> {
    if let Some(error) = &line.error {
        let text = cut(
            &format!("✗ {}", sanitise::one_line(error)),
            usize::from(model.size.0),
        );
        return vec![Line::from(Span::styled(text, model.theme.style(Role::Error)))];
    }
    let first = first_row(line.chosen.unwrap_or(0), line.completions.len(), ROWS);
    let shown = line.completions.iter().enumerate().skip(first).take(ROWS);
    shown
        .map(|(row, text)| {
            let chosen = line.chosen == Some(row);
            let style = if chosen {
                model.theme.style(Role::Selected)
            } else {
                model.theme.style(Role::Overlay)
            };
            let entry = COMMANDS.iter().find(|entry| entry.name == text);
            let (usage, does) = entry
                .map(|entry| (entry.usage, entry.description))
                .unwrap_or_default();
            let name = fill(&format!(" {} {usage}", sanitise::one_line(text)), NAME_WIDTH);
            let does = fill(
                &format!(" {does}"),
                usize::from(model.size.0).saturating_sub(NAME_WIDTH),
            );
            Line::from(vec![
                Span::styled(name, style),
                Span::styled(does, model.theme.style(Role::Muted)),
            ])
        })
        .collect()
}
