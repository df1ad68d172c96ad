//! Draws the model. Cannot change it: what a frame needs is already there.

use ratatui::Frame;
use ratatui::widgets::Block;

use crate::model::{Model, Overlay, Screen};
use crate::screen;
use crate::theme::Role;

/// Draws a frame.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    frame.render_widget(Block::new().style(model.theme.style(Role::Text)), area);
    if model.is_too_small() {
        screen::too_small::draw(model, frame);
        return;
    }
    match model.screen {
        Screen::Apps => screen::apps::draw(model, frame),
        Screen::Gallery => screen::gallery::draw(model, frame),
        Screen::Workspace => screen::workspace::draw(model, frame),
        Screen::SignIn => screen::sign_in::draw(model, frame),
    }
    match &model.overlay {
        None => {}
        Some(Overlay::Help(scroll)) => screen::help::draw(model, *scroll, frame),
        Some(Overlay::Command(line)) => screen::command_line::draw(model, line, frame),
        Some(Overlay::Themes(picker)) => screen::themes::draw(model, picker, frame),
        Some(Overlay::Dialog(dialog)) => screen::dialog::draw(model, dialog, frame),
        Some(Overlay::Prompt(prompt)) => screen::prompt::draw(model, prompt, frame),
        Some(Overlay::Reader(reader)) => screen::reader::draw(model, reader, frame),
    }
}

#[cfg(test)]
mod picture;
#[cfg(test)]
mod tests;
