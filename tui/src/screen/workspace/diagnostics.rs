//! What is wrong with the code, as a list and for the cursor's line.

use fp_contract::diagnostic::{Diagnostic, Severity};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::model::Model;
use crate::model::workspace::{Focus, Workspace};
use crate::sanitise;
use crate::screen::widgets::{cut, first_row, title_row};
use crate::theme::Role;

/// Draws the list.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let count = workspace.diagnostics.len();
    let title = match (count, workspace.error_count()) {
        (0, _) => "problems: none".to_owned(),
        (_, 0) => format!("problems: {count}, none stops a deploy"),
        (_, errors) => format!("problems: {count}, {errors} of them errors"),
    };
    let focused = workspace.focus == Focus::Diagnostics;
    title_row(frame, area, &model.theme, &title, focused);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = first_row(workspace.diagnostic_row, count, rows);
    for (row, diagnostic) in workspace.diagnostics.iter().enumerate().skip(first).take(rows) {
        let y = area.y + 1 + u16::try_from(row - first).unwrap_or(0);
        let selected = focused && row == workspace.diagnostic_row;
        let base = if selected {
            model.theme.style(Role::Selected)
        } else {
            Style::default()
        };
        let place = format!("{}:{}:{} ", diagnostic.file, diagnostic.line, diagnostic.column);
        let text = cut(
            &sanitise::one_line(&format!("{place}{}", words(diagnostic))),
            usize::from(area.width) - 4,
        );
        let line = Line::from(vec![
            Span::styled(if selected { "▸ " } else { "  " }, base),
            Span::styled(
                format!("{} ", mark(diagnostic.severity)),
                model.theme.style(role(diagnostic.severity)),
            ),
            Span::styled(text, base),
        ]);
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}

/// What is said about the cursor's line, or why the text is not safe; for the bottom line.
pub(super) fn of_cursor_line(model: &Model, workspace: &Workspace) -> Option<Line<'static>> {
    let room = usize::from(model.size.0).saturating_sub(20);
    let trouble = workspace
        .journal_trouble
        .as_ref()
        .or(workspace.save_trouble.as_ref());
    if let Some(trouble) = trouble {
        return Some(styled(model, &format!(" ! {trouble}"), Role::Warning, room));
    }
    let line = workspace.editor()?.buffer().cursor().line + 1;
    let here = workspace.diagnostics.iter().filter(|diagnostic| {
        diagnostic.file == workspace.shown
            && (diagnostic.line as usize..=diagnostic.end_line as usize).contains(&line)
    });
    let worst = here.min_by_key(|diagnostic| diagnostic.severity)?;
    let text = format!(" {} {}", mark(worst.severity), words(worst));
    Some(styled(model, &text, role(worst.severity), room))
}

fn styled(model: &Model, text: &str, role: Role, room: usize) -> Line<'static> {
    Line::from(Span::styled(
        cut(&sanitise::one_line(text), room),
        model.theme.style(role),
    ))
}

fn words(diagnostic: &Diagnostic) -> String {
    let help = diagnostic
        .help
        .as_ref()
        .map(|help| format!(" ({help})"))
        .unwrap_or_default();
    format!("{} {}{help}", diagnostic.code, diagnostic.message)
}

fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Hint => "·",
    }
}

fn role(severity: Severity) -> Role {
    match severity {
        Severity::Error => Role::Error,
        Severity::Warning => Role::Warning,
        Severity::Hint => Role::Muted,
    }
}
