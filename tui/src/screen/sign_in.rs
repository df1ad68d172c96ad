//! Name and password.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::status;
use super::widgets::{popup, wrap};
use crate::input::LineInput;
use crate::model::Model;
use crate::model::sign_in::Field;
use crate::sanitise;
use crate::theme::Role;

/// Columns of the form.
const WIDTH: u16 = 60;
/// Where the inputs begin, counted from the left of the form.
const LABEL_WIDTH: u16 = 11;

/// Draws the screen.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let form = &model.sign_in;
    let title = if form.creating {
        "create an account"
    } else {
        "sign in"
    };
    let inside = popup(frame, &model.theme, title, WIDTH, 12);
    let mut y = inside.y;
    let server = format!("server     {}", sanitise::one_line(&model.server));
    frame.render_widget(
        Line::from(server),
        Rect {
            y,
            height: 1,
            ..inside
        },
    );
    y += 2;
    for field in form.fields() {
        let (label, input) = match field {
            Field::Username => ("name", &form.username),
            Field::Email => ("e-mail", &form.email),
            Field::Password => ("password", &form.password),
        };
        draw_field(
            model,
            frame,
            Rect {
                y,
                height: 1,
                ..inside
            },
            label,
            input,
            *field == form.field,
        );
        y += 1;
    }
    let (text, role) = match (&form.reason, form.busy) {
        (_, true) => ("signing in".to_owned(), Role::Progress),
        (Some(reason), false) => (format!("! {reason}"), Role::Warning),
        (None, false) => (String::new(), Role::Text),
    };
    for (line, row) in wrap(&text, usize::from(inside.width))
        .into_iter()
        .take(3)
        .zip(1..)
    {
        let place = Rect {
            y: y + row,
            height: 1,
            ..inside
        };
        frame.render_widget(Line::from(Span::styled(line, model.theme.style(role))), place);
    }
    let other = if form.creating {
        "sign in instead"
    } else {
        "create an account"
    };
    let keys = [
        ("enter", "go on"),
        ("tab", "next field"),
        ("ctrl-n", other),
        ("esc", "quit"),
    ];
    let bottom = Rect::new(0, model.size.1 - 1, model.size.0, 1);
    status::draw(model, frame, bottom, None, &keys, "");
}

fn draw_field(
    model: &Model,
    frame: &mut Frame<'_>,
    area: Rect,
    label: &str,
    input: &LineInput,
    focused: bool,
) {
    let mark = if focused { "▸ " } else { "  " };
    frame.render_widget(Line::from(format!("{mark}{label}")), area);
    let room = Rect {
        x: area.x + LABEL_WIDTH,
        width: area.width - LABEL_WIDTH,
        ..area
    };
    input.draw(room, frame.buffer_mut(), model.theme.style(Role::Input), focused);
}
