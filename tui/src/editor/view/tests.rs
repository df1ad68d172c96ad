//! What the pane draws: content as snapshots, styles by assertion.

use ratatui::buffer::Buffer as Cells;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::editor::command::{EditorCommand, Motion};
use crate::editor::diagnostic::{Diagnostic, Severity};
use crate::editor::highlight::TokenKind;
use crate::editor::language::Language;
use crate::editor::position::Position;
use crate::editor::search::{CaseRule, Query, Syntax};
use crate::editor::selection::Selection;

/// Tells roles and kinds apart by colour.
struct TestPalette;

impl Palette for TestPalette {
    fn token(&self, kind: TokenKind) -> Style {
        match kind {
            TokenKind::Keyword => Style::new().fg(Color::Blue),
            TokenKind::Number => Style::new().fg(Color::Cyan),
            _ => Style::new(),
        }
    }

    fn role(&self, role: PaneRole) -> Style {
        match role {
            PaneRole::CursorLine => Style::new().bg(Color::Indexed(1)),
            PaneRole::Selection => Style::new().bg(Color::Indexed(2)),
            PaneRole::SearchMatch => Style::new().bg(Color::Indexed(3)),
            PaneRole::MatchingBracket => Style::new().bg(Color::Indexed(4)),
            PaneRole::Error => Style::new().fg(Color::Red),
            PaneRole::Placeholder => Style::new().add_modifier(Modifier::DIM),
            _ => Style::new(),
        }
    }
}

fn editor(text: &str, width: u16, height: u16) -> Editor {
    let mut editor = Editor::new(text, Language::Python);
    editor.resize(width, height);
    editor
}

fn drawn(editor: &Editor, width: u16, height: u16) -> Cells {
    let mut cells = Cells::empty(Rect::new(0, 0, width, height));
    CodePane::new(editor, &TestPalette).render(cells.area, &mut cells);
    cells
}

/// The rows as text, wide characters once; a `|` shows where each ends.
fn rows(cells: &Cells) -> String {
    let is_covered = |x: u16, y| x > 0 && cells[(x - 1, y)].symbol().width() > 1;
    let row = |y| {
        let seen = (0..cells.area.width).filter(|x| !is_covered(*x, y));
        seen.map(|x| cells[(x, y)].symbol()).collect::<String>()
    };
    (0..cells.area.height).map(|y| row(y) + "|\n").collect()
}

fn backgrounds(cells: &Cells, y: u16) -> Vec<(u16, Color)> {
    let painted = (0..cells.area.width).map(|x| (x, cells[(x, y)].bg));
    painted
        .filter(|(_, colour)| !matches!(colour, Color::Reset | Color::Indexed(1)))
        .collect()
}

#[test]
fn a_small_file_with_its_gutter() {
    let mut editor = editor("import os\n\ndef f(x):\n\treturn x\n", 20, 6);
    editor.execute(EditorCommand::Insert("# ".into()), 0);
    editor.set_diagnostics(vec![Diagnostic {
        start: Position::new(2, 4),
        end: Position::new(2, 5),
        severity: Severity::Error,
        message: "unused".into(),
    }]);
    let cells = drawn(&editor, 20, 6);
    insta::assert_snapshot!(rows(&cells));
    assert_eq!(cells[(5, 2)].fg, Color::Blue);
    assert!(cells[(9, 2)].modifier.contains(Modifier::UNDERLINED));
    assert!(!cells[(10, 2)].modifier.contains(Modifier::UNDERLINED));
    assert_eq!((cells[(0, 2)].symbol(), cells[(0, 2)].fg), ("E", Color::Red));
    assert_eq!(
        cells[(19, 0)].bg,
        Color::Indexed(1),
        "the cursor's line is marked to the edge"
    );
    assert!(editor.diagnostic_at_cursor().is_none());
    editor.select(Selection::cursor(14));
    assert_eq!(
        editor.diagnostic_at_cursor().map(|found| found.message.as_str()),
        Some("unused")
    );
}

#[test]
fn wide_and_control_characters_and_scrolling_sideways() {
    let mut editor = editor("世界世界世界世界abc\u{1b}[31m\u{202e}\tend\nx\n", 30, 3);
    insta::assert_snapshot!("from_the_start", rows(&drawn(&editor, 30, 3)));
    editor.execute(EditorCommand::Move(Motion::LineEnd), 0);
    let cells = drawn(&editor, 30, 3);
    insta::assert_snapshot!("scrolled_sideways", rows(&cells));
    assert!((0..30).any(|x| cells[(x, 0)].symbol() == "␛" && cells[(x, 0)].modifier.contains(Modifier::DIM)));
}

#[test]
fn selection_reaches_over_line_endings() {
    let mut editor = editor("ab\n\ncd\n", 12, 4);
    editor.select(Selection::new(1, 5));
    let cells = drawn(&editor, 12, 4);
    let selected = Color::Indexed(2);
    assert_eq!(backgrounds(&cells, 0), [(6, selected), (7, selected)]);
    assert_eq!(backgrounds(&cells, 1), [(5, selected)]);
    assert_eq!(backgrounds(&cells, 2), [(5, selected)]);
}

#[test]
fn matches_and_brackets_are_marked() {
    let mut editor = editor("f(ab, [ab])\n", 20, 2);
    let query = Query::new("ab", Syntax::Literal, CaseRule::Smart).unwrap();
    editor.execute(EditorCommand::Find(query), 0);
    editor.execute(EditorCommand::GoTo(Position::new(0, 6)), 0);
    let (found, bracket) = (Color::Indexed(3), Color::Indexed(4));
    let expected = [
        (7, found),
        (8, found),
        (11, bracket),
        (12, found),
        (13, found),
        (14, bracket),
    ];
    assert_eq!(backgrounds(&drawn(&editor, 20, 2), 0), expected);
}

#[test]
fn a_finding_at_the_end_of_a_line_is_seen() {
    let mut editor = editor("x = (\n", 14, 2);
    let end = Position::new(0, 5);
    editor.set_diagnostics(vec![Diagnostic {
        start: end,
        end,
        severity: Severity::Error,
        message: String::new(),
    }]);
    assert!(
        drawn(&editor, 14, 2)[(10, 0)]
            .modifier
            .contains(Modifier::UNDERLINED)
    );
}

#[test]
fn the_cursor_and_clicks_agree() {
    let mut editor = editor("a\t世b\nc\n", 30, 5);
    let area = Rect::new(3, 2, 30, 5);
    for offset in 0..=editor.buffer().rope().len_chars() {
        editor.select(Selection::cursor(offset));
        let cell = CodePane::new(&editor, &TestPalette)
            .cursor_position(area)
            .unwrap();
        assert_eq!(
            editor.position_at(area, cell.x, cell.y),
            editor.buffer().position_of(offset)
        );
    }
    assert_eq!(editor.position_at(area, 0, 0), Position::new(0, 0));
    assert_eq!(editor.position_at(area, 99, 2), Position::new(0, 4));
    assert_eq!(editor.position_at(area, 0, 99), Position::new(2, 0));
}

#[test]
fn the_wheel_leaves_the_cursor_behind() {
    let mut editor = editor(&"x\n".repeat(50), 20, 5);
    editor.scroll_by(10);
    assert_eq!(editor.first_line(), 10);
    assert_eq!(
        CodePane::new(&editor, &TestPalette).cursor_position(Rect::new(0, 0, 20, 5)),
        None
    );
    editor.scroll_by(-99);
    assert_eq!(editor.first_line(), 0);
}

#[test]
fn any_size_can_be_drawn() {
    let text = "世\u{1b}\t".repeat(20) + "\n(\n";
    for (width, height) in [(0, 0), (1, 1), (2, 1), (4, 2), (5, 1), (6, 3), (7, 3)] {
        let mut editor = editor(&text, width, height);
        for column in 0..60 {
            editor.select(Selection::cursor(column));
            drawn(&editor, width, height);
        }
    }
}

#[test]
fn a_typed_character_changes_few_cells() {
    let text = "def f(x):\n    return g(x) + 1\n".repeat(200);
    let mut editor = editor(&text, 100, 30);
    editor.execute(EditorCommand::GoTo(Position::new(101, 18)), 0);
    let before = drawn(&editor, 100, 30);
    editor.execute(EditorCommand::Insert("a".into()), 0);
    let after = drawn(&editor, 100, 30);
    let changed = before.diff(&after).len();
    assert!(changed <= 3, "{changed} cells: the letter, the changed mark");
}

#[test]
fn no_control_character_reaches_a_cell() {
    let every_control: String = (0..=0x9f)
        .filter_map(char::from_u32)
        .filter(|c| *c != '\n')
        .collect();
    let cells = drawn(&editor(&every_control, 400, 4), 400, 4);
    assert!(
        cells
            .content
            .iter()
            .all(|cell| !cell.symbol().chars().any(char::is_control))
    );
}
