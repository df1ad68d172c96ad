//! How long a key takes in the code pane, from the command to the drawn cells, and how many bytes it sends.
//!
//! Budgets: 2 ms at p95 in a file of 500 KB; 200 bytes for a typed character at the median.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fp::editor::Editor;
use fp::editor::command::{EditorCommand, Motion};
use fp::editor::highlight::TokenKind;
use fp::editor::language::Language;
use fp::editor::palette::{Palette, PaneRole};
use fp::editor::position::Position;
use fp::editor::view::CodePane;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer as Cells;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;

const WIDTH: u16 = 120;
const HEIGHT: u16 = 40;
const FILE_BYTES: usize = 500_000;
const KEYS: usize = 1_000;

/// A palette in which every kind has a colour of its own, as in a real theme.
struct Colourful;

impl Palette for Colourful {
    fn token(&self, kind: TokenKind) -> Style {
        Style::new().fg(Color::Rgb(kind as u8 * 10, 100, 200))
    }

    fn role(&self, role: PaneRole) -> Style {
        match role {
            PaneRole::CursorLine => Style::new().bg(Color::Rgb(30, 30, 40)),
            PaneRole::LineNumber => Style::new().fg(Color::DarkGray),
            _ => Style::new(),
        }
    }
}

/// A screen that counts what it would send to a terminal.
struct Screen {
    shown: Cells,
    next: Cells,
}

impl Screen {
    fn new() -> Self {
        let area = Rect::new(0, 0, WIDTH, HEIGHT);
        Self {
            shown: Cells::empty(area),
            next: Cells::empty(area),
        }
    }

    /// Draws, and returns the bytes sent for it.
    #[expect(clippy::expect_used, reason = "a vector can always be written to")]
    fn draw(&mut self, editor: &Editor) -> usize {
        self.next.reset();
        CodePane::new(editor, &Colourful).render(self.next.area, &mut self.next);
        let mut sent = Vec::new();
        let mut backend = CrosstermBackend::new(&mut sent);
        backend
            .draw(self.shown.diff(&self.next).into_iter())
            .expect("writing to a vector");
        std::mem::swap(&mut self.shown, &mut self.next);
        sent.len()
    }
}

fn python() -> String {
    let function = "@app.get(\"/items/{item_id}\")\nasync def read_item(item_id: int, q: str | None = None) -> dict:\n    \
        \"\"\"Returns one item.\"\"\"\n    if q is not None:\n        return {\"item_id\": item_id, \"q\": f\"{q!r}\"}  # with q\n    \
        return {\"item_id\": item_id, \"sum\": sum([1, 2.5, 0x1f])}\n\n\n";
    function.repeat(FILE_BYTES / function.len() + 1)
}

fn opened(text: &str, language: Language) -> (Editor, Screen) {
    let mut editor = Editor::new(text, language);
    editor.resize(WIDTH, HEIGHT);
    let mut screen = Screen::new();
    screen.draw(&editor);
    (editor, screen)
}

fn percentile<T: Copy + Ord>(values: &mut [T], per_cent: usize) -> T {
    values.sort_unstable();
    values[(values.len() - 1) * per_cent / 100]
}

/// Runs `commands`, one key each, and prints the times and bytes.
fn measure(
    name: &str,
    editor: &mut Editor,
    screen: &mut Screen,
    commands: impl Iterator<Item = EditorCommand>,
) {
    let (mut times, mut bytes): (Vec<Duration>, Vec<usize>) = (Vec::new(), Vec::new());
    for (now_ms, command) in (0..).step_by(100).zip(commands) {
        let start = Instant::now();
        editor.execute(command, now_ms);
        let sent = screen.draw(black_box(editor));
        times.push(start.elapsed());
        bytes.push(sent);
    }
    println!(
        "{name:<44} p50 {:>9.3?}  p95 {:>9.3?}  max {:>9.3?}  bytes p50 {:>5}  p95 {:>5}",
        percentile(&mut times, 50),
        percentile(&mut times, 95),
        percentile(&mut times, 100),
        percentile(&mut bytes, 50),
        percentile(&mut bytes, 95),
    );
}

fn typed() -> impl Iterator<Item = EditorCommand> {
    "value = compute(item, 42)  # note "
        .chars()
        .cycle()
        .map(|letter| EditorCommand::Insert(letter.to_string()))
}

fn main() {
    let text = python();
    let start = Instant::now();
    let (mut editor, mut screen) = opened(&text, Language::Python);
    println!("open and draw {} KB: {:.3?}", text.len() / 1_000, start.elapsed());

    editor.execute(EditorCommand::GoTo(Position::new(3_000, 0)), 0);
    editor.execute(EditorCommand::Newline, 0);
    measure(
        "typing before all is highlighted",
        &mut editor,
        &mut screen,
        typed().take(100),
    );

    let start = Instant::now();
    while editor.highlight_more(100).more {}
    println!("highlight the rest: {:.3?}", start.elapsed());

    editor.execute(EditorCommand::GoTo(Position::new(2_000, 0)), 0);
    let lines = typed().enumerate().map(|(index, key)| {
        if index % 40 == 39 {
            EditorCommand::Newline
        } else {
            key
        }
    });
    measure(
        "typing, a new line every 40 keys",
        &mut editor,
        &mut screen,
        lines.take(KEYS),
    );

    editor.execute(EditorCommand::GoTo(Position::new(1_000, 10)), 0);
    measure(
        "typing in the middle of a line",
        &mut editor,
        &mut screen,
        typed().take(30),
    );

    editor.execute(EditorCommand::GoTo(Position::new(500, 0)), 0);
    let quotes = ["\"", "\"", "\""].map(|quote| EditorCommand::Insert(quote.to_owned()));
    let toggling = quotes.into_iter().chain([
        EditorCommand::Backspace,
        EditorCommand::Backspace,
        EditorCommand::Backspace,
    ]);
    measure(
        "opening and closing a triple quote",
        &mut editor,
        &mut screen,
        toggling.cycle().take(KEYS),
    );

    let down = std::iter::repeat_n(EditorCommand::Move(Motion::Down), KEYS);
    measure("moving down", &mut editor, &mut screen, down);

    let start = Instant::now();
    editor.execute(EditorCommand::Paste("x = 1\r\n".repeat(600_000 / 7)), 0);
    screen.draw(&editor);
    println!("pasting 600 KB: {:.3?}", start.elapsed());

    let (mut editor, mut screen) = opened(&"x".repeat(FILE_BYTES), Language::JavaScript);
    editor.execute(EditorCommand::GoTo(Position::new(0, FILE_BYTES / 2)), 0);
    measure(
        "typing in one line of 500 KB",
        &mut editor,
        &mut screen,
        typed().take(200),
    );
}
