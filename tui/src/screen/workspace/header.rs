//! The bar at the top: which app, how it stands, and whether the text is saved and deployed.

use fp_contract::revision;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::model::apps::{mark, word};
use crate::model::workspace::{SaveState, Workspace};
use crate::model::{Connection, Model};
use crate::sanitise;
use crate::screen::apps::condition_style;
use crate::screen::widgets::{bar, cut};
use crate::theme::Role;

/// Draws the bar.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let base = model.theme.style(Role::Header);
    let Some(app) = model.apps.get(&workspace.app_id) else {
        let left = Line::from(" this app was deleted on the server");
        bar(frame, area, base, left, Line::default());
        return;
    };
    let name = cut(&sanitise::one_line(&app.name), usize::from(area.width / 4));
    let mut left = vec![
        Span::styled(format!(" {name} "), model.theme.style(Role::Heading)),
        Span::styled(
            format!(" {} {} ", mark(app.condition), word(app.condition)),
            condition_style(&model.theme, app.condition),
        ),
    ];
    if let Some(live) = &app.live_revision {
        left.push(Span::raw(format!(" live {} ", revision::short(live))));
    }
    left.push(save_mark(model, workspace));
    let used: usize = left.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(used + 3);
    let url = cut(&sanitise::one_line(&app.deployment_url), room);
    bar(frame, area, base, Line::from(left), Line::from(format!("{url} ")));
}

fn save_mark(model: &Model, workspace: &Workspace) -> Span<'static> {
    let offline = model.connection != Connection::Online;
    let (text, role) = match workspace.save_state(model.apps.get(&workspace.app_id)) {
        SaveState::Unsaved if offline => ("● unsaved, kept locally", Role::Warning),
        SaveState::Unsaved => ("● unsaved", Role::Warning),
        SaveState::DraftSaved => ("◐ draft saved, not live", Role::Progress),
        SaveState::Live => ("✓ live as shown", Role::Success),
    };
    let style = Style::default().patch(model.theme.style(role));
    Span::styled(format!(" {text} "), style)
}
