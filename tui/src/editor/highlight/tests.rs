//! Tokens of each language, and the promise that incremental work equals work from scratch.

use proptest::prelude::*;

use super::*;
use crate::editor::transaction::{Change, Transaction};

fn highlighted(language: Language, text: &str) -> (Rope, Highlighter) {
    let rope = Rope::from_str(text);
    let mut highlighter = Highlighter::new(language, rope.len_lines());
    highlighter.work(&rope, usize::MAX);
    (rope, highlighter)
}

/// Each token with its kind, a line of code per line.
fn described(language: Language, text: &str) -> String {
    let (rope, highlighter) = highlighted(language, text);
    let describe = |(index, line): (usize, ropey::RopeSlice<'_>)| {
        let token = |span: &TokenSpan| {
            format!(
                "{}:{:?}",
                line.slice(span.start as usize..span.end as usize),
                span.kind
            )
        };
        highlighter
            .spans(index)
            .iter()
            .map(token)
            .collect::<Vec<_>>()
            .join("  ")
    };
    rope.lines()
        .enumerate()
        .map(describe)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn python_has_its_tokens() {
    insta::assert_snapshot!(described(
        Language::Python,
        "\
@app.get(\"/\", tags=[X])
async def read(a: int = 1) -> str:
    \"\"\"doc\"\"\"
    self.x = f\"a{b!r}\\n\" + len(MAX_SIZE)  # why
    return None if not a else Item(a)
class A(Base):
    pass
"
    ));
}

#[test]
fn soft_keywords_are_keywords_only_in_their_statements() {
    insta::assert_snapshot!(described(
        Language::Python,
        "\
match x:
    case [1, _]: pass
    case Point(x=0):
match (a, b):
type X = list[int]
match = 1
match.group(1)
case(1)
type(x)
match: int = 2
# match x:
"
    ));
}

#[test]
fn the_other_languages_have_tokens() {
    let all = [
        (
            Language::Html,
            "<a href=\"x\">&amp;</a><script>let y = 1</script>",
        ),
        (Language::Css, ".a { color: #fff } @media x {}"),
        (Language::JavaScript, "const f = (a) => `x${a}` // c"),
        (Language::Json, "{\"a\": [1, true]}"),
        (Language::Xml, "<svg width=\"1\"><!-- c --></svg>"),
        (Language::PlainText, "def x():"),
    ];
    insta::assert_snapshot!(all.map(|(language, text)| described(language, text)).join("\n"));
}

#[test]
fn opening_a_triple_quote_redoes_up_to_where_it_closes() {
    let text = format!(
        "x = 1\n{}'''\nend = 2\n{}",
        "a = 3\n".repeat(50),
        "b = 4\n".repeat(50)
    );
    let (mut rope, mut highlighter) = highlighted(Language::Python, &text);
    // The stray quotes at line 51 are closed by ones at the top, so that what follows becomes code.
    highlighter.edited(&Transaction::single(Change::insert(0, "'''")).apply(&mut rope));
    assert_eq!(
        highlighter.work(&rope, 1),
        Progress {
            more: true,
            changed: 0..1
        }
    );
    assert_eq!(highlighter.kind_at(30, 0), TokenKind::Plain);
    let progress = highlighter.work(&rope, usize::MAX);
    assert!(!progress.more);
    assert!(matches!(
        highlighter.kind_at(30, 0),
        TokenKind::String | TokenKind::Comment
    ));
    assert_eq!(highlighter.kind_at(60, 4), TokenKind::Number);
}

#[test]
fn an_edit_that_changes_no_state_redoes_one_line() {
    let (mut rope, mut highlighter) = highlighted(Language::Python, &"a = 1\n".repeat(1_000));
    highlighter.edited(&Transaction::single(Change::insert(604, "2")).apply(&mut rope));
    assert_eq!(
        highlighter.work(&rope, 1),
        Progress {
            more: false,
            changed: 100..101
        }
    );
}

#[test]
fn lines_on_screen_come_first() {
    let text = "x = 1\n".repeat(2_000);
    let rope = Rope::from_str(&text);
    let mut highlighter = Highlighter::new(Language::Python, rope.len_lines());
    highlighter.show(&rope, 1_500..1_540);
    assert_eq!(highlighter.kind_at(1_510, 4), TokenKind::Number);
    assert_eq!(highlighter.spans(100), []);
    assert!(highlighter.has_work());
}

#[test]
fn of_a_long_line_only_the_start_is_highlighted() {
    let text = format!("x = \"{}\ny = 1\n", "a".repeat(100_000));
    let (_, highlighter) = highlighted(Language::Python, &text);
    assert_eq!(highlighter.kind_at(0, 1_000), TokenKind::String);
    assert_eq!(highlighter.kind_at(0, 50_000), TokenKind::Plain);
    assert_eq!(highlighter.kind_at(1, 4), TokenKind::Number);
}

/// Pieces of Python that open and close things.
fn code() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "'''", "\"\"\"", "\"", "f'", "(", ")", "\n", "\n", "\r\n", "#", "x = 1", "def f():", "é", "\\",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn incremental_work_equals_work_from_scratch(
        text in code(),
        edits in prop::collection::vec((0_usize..120, 0_usize..8, code(), 0_usize..6), 1..6),
    ) {
        let mut rope = Rope::from_str(&text);
        let mut highlighter = Highlighter::new(Language::Python, rope.len_lines());
        for (start, length, inserted, budget) in edits {
            let length = length.min(inserted.len());
            let end = rope.len_chars();
            let changes = vec![
                Change::replace(start.min(end)..(start + length).min(end), inserted),
                Change::insert(end / 2, "'''"),
            ];
            highlighter.edited(&Transaction::new(changes).apply(&mut rope));
            highlighter.show(&rope, budget..budget + 4);
            highlighter.work(&rope, budget);
        }
        highlighter.work(&rope, usize::MAX);
        let (_, scratch) = highlighted(Language::Python, &rope.to_string());
        for line in 0..rope.len_lines() {
            prop_assert_eq!(highlighter.spans(line), scratch.spans(line), "line {}", line);
        }
    }
}
