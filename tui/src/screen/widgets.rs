//! Small pieces several screens are drawn with.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear};
use unicode_width::UnicodeWidthStr as _;

use crate::model::Model;
use crate::theme::{Role, Theme};

/// A line across the screen: `left` from the left, `right` at the right end, cut when there is no room.
pub fn bar(frame: &mut Frame<'_>, area: Rect, style: Style, left: Line<'_>, right: Line<'_>) {
    frame.render_widget(Block::new().style(style), area);
    let right_width = u16::try_from(right.width()).unwrap_or(u16::MAX).min(area.width);
    let left_area = Rect {
        width: area.width.saturating_sub(right_width + 1),
        ..area
    };
    let right_area = Rect {
        x: area.right() - right_width,
        width: right_width,
        ..area
    };
    frame.render_widget(left.style(style), left_area);
    frame.render_widget(right.style(style), right_area);
}

/// The title row of a pane: a rule with the title in it, marked when the pane has the focus.
pub fn title_row(frame: &mut Frame<'_>, area: Rect, theme: &Theme, title: &str, focused: bool) {
    let (style, lead) = if focused {
        (theme.style(Role::BorderFocused), "━━ ")
    } else {
        (theme.style(Role::Border), "── ")
    };
    let used = lead.width() + title.width() + 1;
    let rule = if focused { "━" } else { "─" }.repeat(usize::from(area.width).saturating_sub(used));
    let line = Line::from(vec![
        Span::styled(lead, style),
        Span::styled(
            title.to_owned(),
            theme.style(if focused { Role::Accent } else { Role::Muted }),
        ),
        Span::styled(format!(" {rule}"), style),
    ]);
    frame.render_widget(line, Rect { height: 1, ..area });
}

/// A box in the middle of the screen, emptied, with a title; answers with the room inside.
pub fn popup(frame: &mut Frame<'_>, theme: &Theme, title: &str, width: u16, height: u16) -> Rect {
    let screen = frame.area();
    let [row] = Layout::vertical([Constraint::Length(height.min(screen.height))])
        .flex(Flex::Center)
        .areas(screen);
    let [area] = Layout::horizontal([Constraint::Length(width.min(screen.width))])
        .flex(Flex::Center)
        .areas(row);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.style(Role::BorderFocused))
        .title(Span::styled(format!(" {title} "), theme.style(Role::Heading)))
        .style(theme.style(Role::Overlay));
    let inside = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    inside
}

/// `text` cut to `width` columns, with `…` where something is missing.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for character in text.chars() {
        let columns = unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
        if used + columns + 1 > width {
            break;
        }
        used += columns;
        kept.push(character);
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// `text` cut or filled with blanks to exactly `width` columns.
pub fn fill(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let blanks = width.saturating_sub(cut.width());
    cut + &" ".repeat(blanks)
}

/// Breaks text into lines of at most `width` columns, at blanks where there are some.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let room = width.saturating_sub(line.width());
        if !line.is_empty() && word.width() + 1 > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&cut(word, width));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Keys and what they do, as the bottom line shows them.
pub fn hints(model: &Model, pairs: &[(&str, &str)]) -> Line<'static> {
    let mut spans = Vec::new();
    for (key, does) in pairs {
        spans.push(Span::styled(format!(" {key}"), model.theme.style(Role::Key)));
        spans.push(Span::raw(format!(" {does} ")));
    }
    Line::from(spans)
}

/// The first row shown of a list of `count` rows, of which `height` fit, so that `selected` is among them.
pub fn first_row(selected: usize, count: usize, height: usize) -> usize {
    let most = count.saturating_sub(height);
    selected.saturating_sub(height.saturating_sub(1) / 2).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(fill("ab", 4), "ab  ");
    }

    #[test]
    fn wrapping_breaks_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("overlong", 4), ["ove…"]);
    }

    #[test]
    fn the_selected_row_is_always_shown() {
        for selected in 0..30 {
            let first = first_row(selected, 30, 7);
            assert!((first..first + 7).contains(&selected), "{selected}");
        }
    }
}
