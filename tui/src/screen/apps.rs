//! The list of apps: home.

use fp_contract::app::{App, Condition};
use fp_contract::revision;
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout as Split, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::{bar, cut, fill, title_row, wrap};
use super::{status, widgets};
use crate::clock;
use crate::model::apps::{Standing, word};
use crate::model::{Connection, Model};
use crate::sanitise;
use crate::theme::{Role, Theme};

/// Rows of the part about the selected app.
const DETAIL_HEIGHT: u16 = 7;

/// Where everything is.
pub struct Layout {
    /// The bar at the top.
    pub header: Rect,
    /// The list, its title row first.
    pub list: Rect,
    /// The selected app in words.
    pub detail: Rect,
    /// The bar at the bottom.
    pub status: Rect,
}

/// Where everything is in the present terminal.
pub fn layout(model: &Model) -> Layout {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    let rows = [
        Constraint::Length(1),
        Constraint::Min(3),
        Constraint::Length(DETAIL_HEIGHT),
        Constraint::Length(1),
    ];
    let [header, list, detail, status] = Split::vertical(rows).areas(area);
    Layout {
        header,
        list,
        detail,
        status,
    }
}

/// The first app shown.
pub fn first_row(model: &Model) -> usize {
    let height = usize::from(layout(model).list.height.saturating_sub(1));
    widgets::first_row(model.apps.row(), model.apps.visible().len(), height)
}

/// Draws the screen.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let layout = layout(model);
    draw_header(model, frame, layout.header);
    draw_list(model, frame, layout.list);
    draw_detail(model, frame, layout.detail);
    let keys = [
        ("n", "new"),
        ("enter", "open"),
        ("l", "log"),
        ("o", "address"),
        ("d", "delete"),
        ("/", "filter"),
        ("?", "keys"),
    ];
    let count = model.apps.list.len();
    let right = if count == 1 {
        "1 app".to_owned()
    } else {
        format!("{count} apps")
    };
    status::draw(model, frame, layout.status, None, &keys, &right);
}

fn draw_header(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let style = model.theme.style(Role::Header);
    let left = Line::from(vec![
        Span::styled(" fp ", model.theme.style(Role::Heading)),
        Span::raw(" apps"),
    ]);
    let user = model
        .user
        .as_ref()
        .map(|user| format!("{} at ", sanitise::one_line(&user.username)))
        .unwrap_or_default();
    let state = match model.connection {
        Connection::Connecting => "connecting to ",
        Connection::Online => "",
        Connection::Lost { .. } => "NOT CONNECTED ",
    };
    bar(
        frame,
        area,
        style,
        left,
        Line::from(format!("{state}{user}{} ", sanitise::one_line(&model.server))),
    );
}

fn draw_list(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    title_row(frame, area, &model.theme, &title(model), true);
    let inside = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    if model.apps.filtering {
        let input = Rect {
            x: area.x + 12,
            width: area.width.saturating_sub(14),
            height: 1,
            ..area
        };
        model
            .apps
            .filter
            .draw(input, frame.buffer_mut(), model.theme.style(Role::Input), true);
    }
    let visible = model.apps.visible();
    if visible.is_empty() {
        return draw_empty(model, frame, inside);
    }
    let selected = model.apps.row();
    let first = first_row(model);
    for (row, app) in visible
        .iter()
        .enumerate()
        .skip(first)
        .take(usize::from(inside.height))
    {
        let y = inside.y + u16::try_from(row - first).unwrap_or(0);
        frame.render_widget(
            app_line(model, app, row == selected, inside.width),
            Rect {
                y,
                height: 1,
                ..inside
            },
        );
    }
}

fn title(model: &Model) -> String {
    if model.apps.filtering {
        return "filter:".to_owned();
    }
    match model.apps.filter.text() {
        "" => "apps".to_owned(),
        filter => format!("apps with “{filter}” (esc shows all)"),
    }
}

fn draw_empty(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let text = match (&model.connection, model.apps.loaded) {
        (_, true) if !model.apps.filter.is_empty() => "no app matches the filter; esc shows all",
        (_, true) => "no apps yet: press t (or n) for a template",
        (Connection::Lost { .. }, false) => "the apps will be here once the server answers",
        (_, false) => "asking the server for your apps",
    };
    let middle = Rect {
        y: area.y + area.height / 2,
        height: 1,
        ..area
    };
    let paragraph = Paragraph::new(text)
        .alignment(Alignment::Center)
        .style(model.theme.style(Role::Muted));
    frame.render_widget(paragraph, middle);
}

/// `▸ ● name   live   3f2a1c9e   http://…   Nov 21 12:03`.
fn app_line(model: &Model, app: &App, selected: bool, width: u16) -> Line<'static> {
    let theme = &model.theme;
    let name_width = usize::from(width / 4).clamp(18, 40);
    let revision = app.live_revision.as_deref().map_or("", revision::short);
    let activity = app.last_activity.map(clock::date_and_time).unwrap_or_default();
    let url_width = usize::from(width).saturating_sub(name_width + 46);
    let base = if selected {
        theme.style(Role::Selected)
    } else {
        Style::default()
    };
    let faint = if selected { base } else { theme.style(Role::Muted) };
    let standing = Standing::of(app, &model.connection);
    let how = base.patch(standing_style(theme, standing.known));
    Line::from(vec![
        Span::styled(if selected { "▸ " } else { "  " }, base),
        Span::styled(format!("{} ", standing.mark), how),
        Span::styled(
            format!("{} ", fill(&sanitise::one_line(&app.name), name_width)),
            base,
        ),
        Span::styled(fill(&standing.word, 14) + " ", how),
        Span::styled(fill(revision, 10), faint),
        Span::styled(fill(&sanitise::one_line(&app.deployment_url), url_width), faint),
        Span::styled(format!(" {}", fill(&activity, 13)), faint),
    ])
    .style(base)
}

/// How a condition is coloured, if it is known; its mark and its word say the same.
pub fn standing_style(theme: &Theme, known: Option<Condition>) -> Style {
    let Some(condition) = known else {
        return theme.style(Role::Muted);
    };
    theme.style(match condition {
        Condition::Live => Role::Success,
        Condition::Deploying | Condition::Starting | Condition::Waking => Role::Progress,
        Condition::Previous => Role::Warning,
        Condition::Failed | Condition::Crashed => Role::Error,
        Condition::Draft | Condition::Stopped | Condition::Asleep | Condition::Deleted => Role::Muted,
    })
}

fn draw_detail(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(app) = model.apps.current() else {
        return;
    };
    title_row(frame, area, &model.theme, &sanitise::one_line(&app.name), false);
    let inside = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width - 4,
        height: area.height - 1,
    };
    let lines = detail_lines(model, app, usize::from(inside.width));
    frame.render_widget(Paragraph::new(lines), inside);
}

fn detail_lines(model: &Model, app: &App, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = vec![
        Line::from(Span::styled(
            cut(&sanitise::one_line(&app.deployment_url), width),
            theme.style(Role::Accent),
        )),
        Line::from(cut(&summary(app, &model.connection), width)),
    ];
    let failure = app
        .failure
        .as_ref()
        .or_else(|| app.latest_deployment.as_ref()?.failure.as_ref());
    if let Some(failure) = failure {
        let place = match (&failure.file, failure.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (Some(file), None) => format!("{file}: "),
            _ => String::new(),
        };
        let text = sanitise::one_line(&format!("{place}{}", failure.message));
        let style = theme.style(Role::Error);
        lines.extend(
            wrap(&text, width)
                .into_iter()
                .take(3)
                .map(|line| Line::from(Span::styled(line, style))),
        );
    }
    lines
}

/// What is true of the app, in a sentence.
fn summary(app: &App, connection: &Connection) -> String {
    if let Connection::Lost { .. } = connection {
        return "how it is now is not known: the server is not reached".to_owned();
    }
    let live = app.live_revision.as_deref().map(revision::short);
    let state = match (app.condition, live) {
        (Condition::Draft, _) => "never deployed: only a draft exists".to_owned(),
        (Condition::Deploying, Some(live)) => format!("deploying; revision {live} still answers"),
        (Condition::Deploying, None) => "deploying; nothing answers yet".to_owned(),
        (Condition::Live, Some(live)) => format!("revision {live} answers"),
        (Condition::Previous, Some(live)) => {
            format!("the newest deployment failed; revision {live} still answers")
        }
        (Condition::Failed, _) => "the newest deployment failed and nothing answers".to_owned(),
        (Condition::Crashed, _) => "it ended by itself and is being started again".to_owned(),
        (other, _) => word(other).to_owned(),
    };
    let draft = if app.has_unpublished_changes {
        " · the draft is not deployed yet"
    } else {
        ""
    };
    format!("{state}{draft}")
}
