//! The keys of the screen underneath, from the keymap.

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::{fill, popup};
use crate::keymap::{Context, bindings_of, why_disabled};
use crate::model::Model;
use crate::theme::Role;

/// Columns of the keys.
const KEYS_WIDTH: usize = 26;

/// Draws the overlay, scrolled by `scroll` rows.
pub fn draw(model: &Model, scroll: u16, frame: &mut Frame<'_>) {
    let lines = lines(model);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2)
        .min(model.size.1 - 2);
    let most = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(height - 2);
    let inside = popup(frame, &model.theme, "keys here (esc closes)", 78, height);
    frame.render_widget(Paragraph::new(lines).scroll((scroll.min(most), 0)), inside);
}

/// The contexts that apply, innermost first, with the long group of the code at the end: what a screen is for comes first.
fn groups(model: &Model) -> Vec<Context> {
    let mut groups = Context::under_overlays(model).to_vec();
    groups.sort_by_key(|context| *context == Context::Code);
    groups
}

fn lines(model: &Model) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for context in groups(model) {
        lines.push(Line::from(Span::styled(
            context.title(),
            model.theme.style(Role::Heading),
        )));
        for binding in bindings_of(context) {
            let keys = binding.keys.join("  ");
            let mut spans = vec![
                Span::styled(
                    fill(&format!("  {keys}"), KEYS_WIDTH),
                    model.theme.style(Role::Key),
                ),
                Span::raw(binding.description),
            ];
            if let Some(reason) = why_disabled(model, &binding.action) {
                spans.push(Span::styled(
                    format!("  (off: {reason})"),
                    model.theme.style(Role::Muted),
                ));
            }
            lines.push(Line::from(spans));
        }
        lines.push(Line::default());
    }
    lines
}
