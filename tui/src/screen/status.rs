//! The bottom line: what was just said, what is wrong, or which keys there are.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::widgets::{bar, cut, hints};
use crate::model::{Connection, Model, Tone};
use crate::theme::Role;

/// Draws the line: a notice, a lost connection, `left`, or the keys, whichever comes first.
pub fn draw(
    model: &Model,
    frame: &mut Frame<'_>,
    area: Rect,
    left: Option<Line<'static>>,
    keys: &[(&str, &str)],
    right: &str,
) {
    let style = model.theme.style(Role::StatusBar);
    let room = usize::from(area.width).saturating_sub(right.len() + 3);
    let line = notice(model, room)
        .or(left)
        .or_else(|| lost(model, room))
        .unwrap_or_else(|| hints(model, keys));
    bar(frame, area, style, line, Line::from(format!("{right} ")));
}

fn notice(model: &Model, room: usize) -> Option<Line<'static>> {
    let notice = model.notice.as_ref()?;
    let (mark, role) = match notice.tone {
        Tone::Good => ("✓", Role::Success),
        Tone::Neutral => ("·", Role::StatusBar),
        Tone::Bad => ("✗", Role::Error),
    };
    Some(Line::from(Span::styled(
        cut(&format!(" {mark} {}", notice.text), room),
        model.theme.style(role),
    )))
}

fn lost(model: &Model, room: usize) -> Option<Line<'static>> {
    let Connection::Lost { reason } = &model.connection else {
        return None;
    };
    let text = cut(&format!(" ! not connected, trying again: {reason}"), room);
    Some(Line::from(Span::styled(text, model.theme.style(Role::Warning))))
}
