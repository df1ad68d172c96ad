//! Where the panes of the workspace are.

use ratatui::layout::{Constraint, Layout as Split, Rect};

use crate::model::Model;
use crate::model::workspace::{Focus, Workspace};

/// From this width on, the file list stands beside the code.
const WIDE: u16 = 110;
/// Columns of the file list.
const FILES_WIDTH: u16 = 26;
/// From this height on, diagnostics are listed without being asked for, and keep their rows when there are none: the
/// code must not jump while somebody types.
const TALL: u16 = 36;
/// Rows of that list, its title row included.
const STANDING_HEIGHT: u16 = 5;
/// Most rows of the list of diagnostics, its title row included.
const DIAGNOSTICS_HEIGHT: u16 = 7;
/// Rows the code keeps whatever else is shown.
const CODE_HEIGHT: u16 = 5;

/// Where everything is; panes that are not shown have no place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layout {
    /// The bar at the top.
    pub header: Rect,
    /// The newest deployment.
    pub banner: Option<Rect>,
    /// The names of the files, where there is no room for a list.
    pub tabs: Option<Rect>,
    /// The list of files, its title row first.
    pub files: Option<Rect>,
    /// The code.
    pub code: Rect,
    /// The list of diagnostics, its title row first.
    pub diagnostics: Option<Rect>,
    /// The log, its title row first.
    pub log: Option<Rect>,
    /// The bar at the bottom.
    pub status: Rect,
}

/// Where everything is in the present terminal.
pub fn layout(model: &Model) -> Layout {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    let Some(workspace) = &model.workspace else {
        return Layout {
            code: area,
            ..Layout::default()
        };
    };
    let has_deployment = model
        .apps
        .get(&workspace.app_id)
        .is_some_and(|app| app.latest_deployment.is_some());
    let rows = [
        Constraint::Length(1),
        Constraint::Length(u16::from(has_deployment)),
        Constraint::Min(1),
        Constraint::Length(1),
    ];
    let [header, banner, middle, status] = Split::vertical(rows).areas(area);
    let banner = has_deployment.then_some(banner);
    let panes = if workspace.log.zoomed {
        Layout {
            log: Some(middle),
            ..Layout::default()
        }
    } else {
        panes(workspace, middle)
    };
    Layout {
        header,
        banner,
        status,
        ..panes
    }
}

fn panes(workspace: &Workspace, area: Rect) -> Layout {
    let listed = listed_files(workspace, area.width);
    let tabs_height = u16::from(!listed && workspace.files.len() > 1);
    let log_height = workspace.log.height.min(area.height.saturating_sub(CODE_HEIGHT));
    let diagnostics_height = diagnostics_height(workspace, area.height)
        .min(area.height.saturating_sub(CODE_HEIGHT + log_height + tabs_height));
    let rows = [
        Constraint::Length(tabs_height),
        Constraint::Min(1),
        Constraint::Length(diagnostics_height),
        Constraint::Length(log_height),
    ];
    let [tabs, upper, diagnostics, log] = Split::vertical(rows).areas(area);
    let columns = [
        Constraint::Length(if listed { FILES_WIDTH } else { 0 }),
        Constraint::Min(1),
    ];
    let [files, code] = Split::horizontal(columns).areas(upper);
    Layout {
        tabs: (tabs_height > 0).then_some(tabs),
        files: listed.then_some(files),
        code,
        diagnostics: (diagnostics_height > 0).then_some(diagnostics),
        log: (log_height > 0).then_some(log),
        ..Layout::default()
    }
}

fn listed_files(workspace: &Workspace, width: u16) -> bool {
    workspace.focus == Focus::Files || (width >= WIDE && workspace.files.len() > 1)
}

fn diagnostics_height(workspace: &Workspace, height: u16) -> u16 {
    let standing = if height >= TALL { STANDING_HEIGHT } else { 0 };
    if workspace.focus != Focus::Diagnostics {
        return standing;
    }
    let rows = u16::try_from(workspace.findings.len().max(1)).unwrap_or(u16::MAX);
    rows.saturating_add(1).clamp(standing, DIAGNOSTICS_HEIGHT)
}
