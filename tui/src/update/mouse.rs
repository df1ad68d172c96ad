//! The mouse: clicks place the cursor and select rows, drags select text, the wheel scrolls.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position as Cell, Rect};

use super::{apps, dialogs, edit, files};
use crate::editor::command::EditorCommand;
use crate::effect::Effect;
use crate::model::workspace::Focus;
use crate::model::{Model, Screen};
use crate::screen;

/// Rows the wheel scrolls.
const WHEEL_ROWS: isize = 3;

/// The mouse did something.
pub(super) fn event(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let cell = Cell::new(event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollUp => wheel(model, cell, -WHEEL_ROWS),
        MouseEventKind::ScrollDown => wheel(model, cell, WHEEL_ROWS),
        MouseEventKind::Down(MouseButton::Left) => press(model, cell),
        MouseEventKind::Drag(MouseButton::Left) => drag(model, cell),
        _ => Vec::new(),
    }
}

fn wheel(model: &mut Model, cell: Cell, rows: isize) -> Vec<Effect> {
    if model.overlay.is_some() {
        return dialogs::move_by(model, rows);
    }
    match model.screen {
        Screen::Apps => model.apps.move_by(rows.signum()),
        Screen::Gallery => {
            if screen::gallery::layout(model).preview.contains(cell) {
                return super::gallery::scroll(model, rows);
            }
            let row = model.gallery.selected.saturating_add_signed(rows.signum());
            model.gallery.select(row);
            super::edit::fit(model);
        }
        Screen::Workspace => return wheel_in_workspace(model, cell, rows),
        Screen::SignIn => {}
    }
    Vec::new()
}

fn wheel_in_workspace(model: &mut Model, cell: Cell, rows: isize) -> Vec<Effect> {
    let layout = screen::workspace::layout(model);
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    if layout.log.is_some_and(|area| area.contains(cell)) {
        workspace.log.scroll(rows);
        return Vec::new();
    }
    edit::scroll(model, rows)
}

fn press(model: &mut Model, cell: Cell) -> Vec<Effect> {
    if model.overlay.is_some() {
        return Vec::new();
    }
    match model.screen {
        Screen::Apps => press_in_apps(model, cell),
        Screen::Gallery => {
            let area = screen::gallery::layout(model).list;
            if let Some(row) = row_at(area, cell) {
                model
                    .gallery
                    .select(screen::gallery::first_row(model) + row / screen::gallery::ROW_HEIGHT);
                edit::fit(model);
            }
            Vec::new()
        }
        Screen::Workspace => press_in_workspace(model, cell),
        Screen::SignIn => Vec::new(),
    }
}

/// A click on the selected app opens it.
fn press_in_apps(model: &mut Model, cell: Cell) -> Vec<Effect> {
    let Some(row) = row_at(screen::apps::layout(model).list, cell) else {
        return Vec::new();
    };
    let row = screen::apps::first_row(model) + row;
    if row >= model.apps.visible().len() {
        return Vec::new();
    }
    if row == model.apps.row() {
        return apps::open_selected(model);
    }
    model.apps.select_row(row);
    Vec::new()
}

fn press_in_workspace(model: &mut Model, cell: Cell) -> Vec<Effect> {
    let layout = screen::workspace::layout(model);
    if let Some(position) = screen::workspace::place_at(model, cell) {
        focus(model, Focus::Code);
        return edit::execute(model, EditorCommand::GoTo(position));
    }
    if let Some(row) = layout.files.and_then(|area| row_at(area, cell)) {
        focus(model, Focus::Code);
        files::show_row(model, row);
    } else if let Some(row) = screen::workspace::tab_at(model, cell) {
        files::show_row(model, row);
    } else if let Some(row) = layout.diagnostics.and_then(|area| row_at(area, cell)) {
        return super::diagnostics::go_to(model, row);
    } else if layout.log.is_some_and(|area| area.contains(cell)) {
        focus(model, Focus::Log);
    }
    Vec::new()
}

fn drag(model: &mut Model, cell: Cell) -> Vec<Effect> {
    let in_code = model.screen == Screen::Workspace && model.overlay.is_none();
    match screen::workspace::place_at(model, cell).filter(|_| in_code) {
        Some(position) => edit::execute(model, EditorCommand::SelectTo(position)),
        None => Vec::new(),
    }
}

fn focus(model: &mut Model, pane: Focus) {
    if let Some(workspace) = &mut model.workspace {
        workspace.focus = pane;
    }
    edit::fit(model);
}

/// The row of a list below its title that a cell is in.
fn row_at(area: Rect, cell: Cell) -> Option<usize> {
    area.contains(cell)
        .then(|| usize::from(cell.y - area.y).checked_sub(1))
        .flatten()
}
