//! The starter apps, with a preview of their code.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout as Split, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use fp_contract::app::Framework;
use fp_contract::template::{Complexity, Template};

use super::widgets::{bar, cut, fill, title_row, wrap};
use super::{status, widgets};
use crate::editor::view::CodePane;
use crate::model::Model;
use crate::sanitise;
use crate::theme::Role;

/// Rows of a template in the list.
pub const ROW_HEIGHT: usize = 1;

/// Where everything is.
pub struct Layout {
    /// The bar at the top.
    pub header: Rect,
    /// The list, its title row first.
    pub list: Rect,
    /// What the selected template is about.
    pub description: Rect,
    /// The names of its files.
    pub tabs: Rect,
    /// The code.
    pub preview: Rect,
    /// The bar at the bottom.
    pub status: Rect,
}

/// Where everything is in the present terminal.
pub fn layout(model: &Model) -> Layout {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    let [header, middle, status] =
        Split::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)]).areas(area);
    let list_width = (area.width / 3).clamp(28, 48);
    let [list, _, right] = Split::horizontal([
        Constraint::Length(list_width),
        Constraint::Length(1),
        Constraint::Min(20),
    ])
    .areas(middle);
    let rows = [Constraint::Length(5), Constraint::Length(1), Constraint::Min(1)];
    let [description, tabs, preview] = Split::vertical(rows).areas(right);
    Layout {
        header,
        list,
        description,
        tabs,
        preview,
        status,
    }
}

/// The first template shown.
pub fn first_row(model: &Model) -> usize {
    let height = usize::from(layout(model).list.height.saturating_sub(1));
    widgets::first_row(model.gallery.selected, model.gallery.visible().len(), height)
}

/// Draws the screen.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let layout = layout(model);
    let left = Line::from(vec![
        Span::styled(" fp ", model.theme.style(Role::Heading)),
        Span::raw(" templates"),
    ]);
    let right = Line::from("one key from live: D ");
    bar(frame, layout.header, model.theme.style(Role::Header), left, right);
    draw_list(model, frame, layout.list);
    if let Some(template) = model.gallery.current() {
        draw_description(model, template, frame, layout.description);
        draw_tabs(model, frame, layout.tabs);
    }
    if let Some(preview) = &model.gallery.preview {
        frame.render_widget(
            CodePane::new(preview, &*model.theme).mark_cursor_line(false),
            layout.preview,
        );
    }
    let keys = [
        ("enter", "create and edit"),
        ("D", "create and deploy"),
        ("tab", "next file"),
        ("/", "search"),
        ("esc", "back"),
    ];
    status::draw(model, frame, layout.status, None, &keys, "");
}

fn draw_list(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let gallery = &model.gallery;
    let title = match (gallery.filtering, gallery.filter.text()) {
        (true, _) => "search:".to_owned(),
        (false, "") => "templates".to_owned(),
        (false, filter) => format!("“{filter}”"),
    };
    title_row(frame, area, &model.theme, &title, true);
    if gallery.filtering {
        let input = Rect {
            x: area.x + 11,
            width: area.width.saturating_sub(11),
            height: 1,
            ..area
        };
        gallery
            .filter
            .draw(input, frame.buffer_mut(), model.theme.style(Role::Input), true);
    }
    let inside = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    let visible = gallery.visible();
    if visible.is_empty() {
        let text = match (&gallery.trouble, gallery.loaded) {
            (Some(trouble), _) => format!("no templates: {}", sanitise::one_line(trouble)),
            (None, true) => "no template matches; esc shows all".to_owned(),
            (None, false) => "asking the server for its templates".to_owned(),
        };
        let lines: Vec<_> = wrap(&text, usize::from(inside.width))
            .into_iter()
            .map(Line::from)
            .collect();
        frame.render_widget(
            Paragraph::new(lines).style(model.theme.style(Role::Muted)),
            inside,
        );
        return;
    }
    let first = first_row(model);
    for (row, template) in visible
        .iter()
        .enumerate()
        .skip(first)
        .take(usize::from(inside.height))
    {
        let y = inside.y + u16::try_from(row - first).unwrap_or(0);
        let line = row_line(
            model,
            template,
            row == gallery.selected,
            usize::from(inside.width),
        );
        frame.render_widget(
            line,
            Rect {
                y,
                height: 1,
                ..inside
            },
        );
    }
}

fn row_line(model: &Model, template: &Template, selected: bool, width: usize) -> Line<'static> {
    let style = if selected {
        model.theme.style(Role::Selected)
    } else {
        Style::default()
    };
    let framework = framework_word(template.framework);
    let name = fill(
        &sanitise::one_line(&template.name),
        width.saturating_sub(framework.len() + 3),
    );
    Line::from(vec![
        Span::styled(if selected { "▸ " } else { "  " }, style),
        Span::styled(name, style),
        Span::styled(
            format!(" {framework}"),
            if selected {
                style
            } else {
                model.theme.style(Role::Muted)
            },
        ),
    ])
}

fn framework_word(framework: Option<Framework>) -> &'static str {
    match framework {
        Some(Framework::Fastapi) => "FastAPI",
        Some(Framework::Fasthtml) => "FastHTML",
        None => "",
    }
}

fn draw_description(model: &Model, template: &Template, frame: &mut Frame<'_>, area: Rect) {
    title_row(
        frame,
        area,
        &model.theme,
        &sanitise::one_line(&template.name),
        false,
    );
    let width = usize::from(area.width);
    let complexity = match template.complexity {
        Complexity::Simple => "a first app",
        Complexity::Medium => "several parts",
        Complexity::Complex => "several parts that work together",
    };
    let database = if template.requires_database {
        " · needs a database"
    } else {
        ""
    };
    let tags = sanitise::one_line(&template.tags.join(" "));
    let mut lines: Vec<Line<'static>> = wrap(&sanitise::one_line(&template.description), width)
        .into_iter()
        .take(2)
        .map(Line::from)
        .collect();
    let facts = cut(&format!("{complexity}{database} · {tags}"), width);
    lines.push(Line::from(Span::styled(facts, model.theme.style(Role::Muted))));
    if let Some(first_edit) = &template.first_edit {
        let text = cut(
            &format!("change first: {} in {}", first_edit.find, first_edit.file),
            width,
        );
        lines.push(Line::from(Span::styled(
            sanitise::one_line(&text),
            model.theme.style(Role::Muted),
        )));
    }
    frame.render_widget(
        Paragraph::new(lines),
        Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        },
    );
}

fn draw_tabs(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let paths = model.gallery.paths();
    frame.render_widget(tabs_line(model, &paths, model.gallery.file), area);
}

/// Names of files, the shown one in brackets.
pub(super) fn tabs_line(model: &Model, paths: &[String], shown: usize) -> Line<'static> {
    let spans = paths.iter().enumerate().map(|(place, path)| {
        let path = sanitise::one_line(path);
        if place == shown {
            Span::styled(format!("[{path}]"), model.theme.style(Role::Accent))
        } else {
            Span::styled(format!(" {path} "), model.theme.style(Role::Muted))
        }
    });
    Line::from(spans.collect::<Vec<_>>())
}
