//! What is wrong with the code, as a list and for the cursor's line.

use fp_contract::diagnostic::{Diagnostic, Severity};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;

use crate::keymap::{Action, Context, key_of};
use crate::model::Model;
use crate::model::workspace::{Focus, Workspace};
use crate::sanitise;
use crate::screen::widgets::{cut, first_row, title_row};
use crate::theme::Role;

/// Columns of the bottom line that stay for a message beside the fix offered for it, the words around the fix included.
const MESSAGE_ROOM: usize = 29;

/// Draws the list.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let count = workspace.findings.len();
    let title = match (count, workspace.error_count()) {
        (0, _) => "problems: none".to_owned(),
        (_, 0) => format!("problems: {count}, none stops a deploy"),
        (_, errors) => format!("problems: {count}, {errors} of them errors"),
    };
    let focused = workspace.focus == Focus::Diagnostics;
    title_row(frame, area, &model.theme, &title, focused);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = first_row(workspace.diagnostic_row, count, rows);
    for (row, finding) in workspace.findings.iter().enumerate().skip(first).take(rows) {
        let y = area.y + 1 + u16::try_from(row - first).unwrap_or(0);
        let selected = focused && row == workspace.diagnostic_row;
        let base = if selected {
            model.theme.style(Role::Selected)
        } else {
            Style::default()
        };
        let place = format!("{}:{}:{} ", finding.file, finding.line, finding.column);
        let text = cut(
            &sanitise::one_line(&format!("{place}{}{}", words(finding), offer(finding))),
            usize::from(area.width) - 4,
        );
        let line = Line::from(vec![
            Span::styled(if selected { "▸ " } else { "  " }, base),
            Span::styled(
                format!("{} ", mark(finding.severity)),
                model.theme.style(role(finding.severity)),
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
    let worst = *workspace.findings_here().first()?;
    let text = format!(" {} {}", mark(worst.severity), words(worst));
    let fix = workspace.fix_here().map(|fix| offered_with_key(&fix.title, room));
    let fix = fix.unwrap_or_default();
    let left = room.saturating_sub(fix.width());
    let mut line = styled(model, &text, role(worst.severity), left);
    line.push_span(Span::styled(fix, model.theme.style(Role::StatusBar)));
    Some(line)
}

/// The offer stays in sight, its key above all: the list has the rest of the words.
fn offered_with_key(title: &str, room: usize) -> String {
    let key = key_of(Context::Workspace, &Action::ApplyFix);
    let title = cut(
        &sanitise::one_line(title),
        room.saturating_sub(key.len() + MESSAGE_ROOM),
    );
    format!(" · fix: {title} ({key})")
}

fn styled(model: &Model, text: &str, role: Role, room: usize) -> Line<'static> {
    Line::from(Span::styled(
        cut(&sanitise::one_line(text), room),
        model.theme.style(role),
    ))
}

fn offer(finding: &Diagnostic) -> String {
    let fix = finding.fix.as_ref();
    fix.map(|fix| format!(" · fix: {}", fix.title))
        .unwrap_or_default()
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
