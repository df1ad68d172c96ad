//! The log.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::Model;
use crate::model::log::{LineKind, LogLine, LogPane};
use crate::model::workspace::{Focus, Workspace};
use crate::screen::widgets::{cut, title_row};
use crate::theme::Role;

/// Draws the pane.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let log = &workspace.log;
    title_row(
        frame,
        area,
        &model.theme,
        &title(log),
        workspace.focus == Focus::Log,
    );
    if log.filtering {
        let input = Rect {
            x: area.x + 15,
            width: area.width.saturating_sub(17),
            height: 1,
            ..area
        };
        log.filter
            .draw(input, frame.buffer_mut(), model.theme.style(Role::Input), true);
    }
    let rows = usize::from(area.height.saturating_sub(1));
    let window = log.window(rows);
    if window.is_empty() && rows > 0 {
        let text = log.trouble.as_deref().unwrap_or("no lines yet");
        let line = Line::from(Span::styled(format!(" {text}"), model.theme.style(Role::Muted)));
        frame.render_widget(
            line,
            Rect {
                y: area.y + 1,
                height: 1,
                ..area
            },
        );
    }
    for (line, y) in window.into_iter().zip(area.y + 1..) {
        frame.render_widget(
            draw_line(model, line, usize::from(area.width)),
            Rect { y, height: 1, ..area },
        );
    }
}

fn title(log: &LogPane) -> String {
    if log.filtering {
        return "log, filter:".to_owned();
    }
    let mut title = "log".to_owned();
    if !log.filter.is_empty() {
        let _ = write!(title, " with “{}”", log.filter.text());
    }
    match (log.following, log.behind) {
        (true, _) => {}
        (false, 0) => title.push_str(", paused"),
        (false, behind) => {
            let _ = write!(title, ", paused {behind} lines back");
        }
    }
    if let Some(trouble) = log.trouble.as_ref().filter(|_| !log.lines.is_empty()) {
        let _ = write!(title, ": {trouble}");
    }
    title
}

fn draw_line(model: &Model, line: &LogLine, width: usize) -> Line<'static> {
    let (mark, role) = match line.kind {
        LineKind::Output => (" ", Role::Text),
        LineKind::Error => ("!", Role::LogError),
        LineKind::Request => (" ", Role::LogRequest),
        LineKind::FailedRequest => ("✗", Role::LogError),
        LineKind::Platform => ("·", Role::LogPlatform),
        LineKind::Gap => (" ", Role::Muted),
    };
    let time_width = line.time.len() + 1;
    Line::from(vec![
        Span::styled(format!("{} ", line.time), model.theme.style(Role::LogTime)),
        Span::styled(format!("{mark} "), model.theme.style(role)),
        Span::styled(
            cut(&line.text, width.saturating_sub(time_width + 2)),
            model.theme.style(role),
        ),
    ])
}
