//! Said when the terminal is too small; the state is kept.

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::model::{MIN_HEIGHT, MIN_WIDTH, Model};

/// Draws the needed size and the present one.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let (width, height) = model.size;
    let lines = vec![
        Line::from(format!("fp needs {MIN_WIDTH}x{MIN_HEIGHT}")),
        Line::from(format!("this is {width}x{height}")),
        Line::from("nothing is lost"),
    ];
    frame.render_widget(Paragraph::new(lines).alignment(Alignment::Center), frame.area());
}
