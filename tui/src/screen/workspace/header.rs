//! The bar at the top: which app, how it stands, and whether the text is saved and deployed.

use fp_contract::app::{App, Condition};
use fp_contract::revision;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::model::apps::Standing;
use crate::model::workspace::{SaveState, Workspace};
use crate::model::{Connection, Model};
use crate::sanitise;
use crate::screen::apps::standing_style;
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
    let standing = Standing::of(app, &model.connection);
    let left = vec![
        Span::styled(format!(" {name} "), model.theme.style(Role::Heading)),
        Span::styled(
            condition(app, &standing),
            standing_style(&model.theme, standing.known),
        ),
        save_mark(model, workspace),
    ];
    let used: usize = left.iter().map(Span::width).sum();
    let url = address(app, usize::from(area.width).saturating_sub(used + 2));
    bar(frame, area, base, Line::from(left), Line::from(format!("{url} ")));
}

/// The condition in a word, and which revision answers.
fn condition(app: &App, standing: &Standing) -> String {
    let Standing { mark, word, .. } = standing;
    match app.live_revision.as_deref().map(revision::short) {
        Some(live) if app.condition == Condition::Live => format!(" {mark} {word} {live} "),
        Some(live) => format!(" {mark} {word}  live {live} "),
        None => format!(" {mark} {word} "),
    }
}

/// The address in so many columns; the scheme goes first when there is too little room.
fn address(app: &App, room: usize) -> String {
    let whole = sanitise::one_line(&app.deployment_url);
    if whole.chars().count() <= room {
        return whole;
    }
    let host = whole.split_once("://").map_or(whole.as_str(), |(_, host)| host);
    cut(host, room)
}

fn save_mark(model: &Model, workspace: &Workspace) -> Span<'static> {
    let is_lost = model.connection != Connection::Online;
    let kept_here = is_lost && workspace.journal_trouble.is_none();
    let (text, role) = match workspace.save_state(model.apps.get(&workspace.app_id)) {
        SaveState::Unsaved if kept_here => ("● unsaved, kept locally", Role::Warning),
        SaveState::Unsaved => ("● unsaved", Role::Warning),
        SaveState::DraftSaved => ("◐ draft saved, not live", Role::Progress),
        SaveState::Live if is_lost => ("as last deployed", Role::Muted),
        SaveState::Live => ("✓ live as shown", Role::Success),
    };
    let style = Style::default().patch(model.theme.style(role));
    Span::styled(format!(" {text} "), style)
}
