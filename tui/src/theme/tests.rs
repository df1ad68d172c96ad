use ratatui::style::{Color, Modifier};
use rstest::rstest;

use super::*;

#[test]
fn every_theme_loads_with_every_role() {
    assert!(names().len() >= 5, "{:?}", names());
    for name in names() {
        let theme = load(name).unwrap_or_else(|error| panic!("{error}"));
        assert!(!theme.description.is_empty(), "{name} has no description");
    }
}

fn all_styles(theme: &Theme) -> impl Iterator<Item = Style> {
    theme
        .interface
        .iter()
        .chain(&theme.code)
        .chain(&theme.pane)
        .copied()
}

#[test]
fn the_theme_without_colours_has_none() {
    let theme = load(WITHOUT_COLOURS).unwrap();
    assert!(all_styles(&theme).all(|style| style.fg.is_none() && style.bg.is_none()));
    assert!(theme.style(Role::Error).add_modifier.contains(Modifier::BOLD));
}

#[test]
fn the_sixteen_colour_theme_asks_for_no_others() {
    let theme = load("sixteen").unwrap();
    let exotic = |colour: Option<Color>| matches!(colour, Some(Color::Rgb(..) | Color::Indexed(_)));
    assert!(all_styles(&theme).all(|style| !exotic(style.fg) && !exotic(style.bg)));
}

#[rstest]
#[case(None, false, DEFAULT)]
#[case(Some("paper"), false, "paper")]
#[case(Some("paper"), true, WITHOUT_COLOURS)]
fn no_color_wins(#[case] asked: Option<&str>, #[case] no_color: bool, #[case] expected: &str) {
    let (theme, error) = initial(asked, no_color);
    assert_eq!((theme.name.as_str(), error), (expected, None));
}

#[test]
fn an_unknown_theme_is_named_and_the_default_used() {
    let (theme, error) = initial(Some("nonesuch"), false);
    assert_eq!(theme.name, DEFAULT);
    assert!(error.unwrap().to_string().contains("lantern"));
}

#[rstest]
#[case("description = 'x'\n[interface]\n[code]\n[pane]\n", "text has no style")]
#[case(
    "description = 'x'\n[interface]\nnonsense = {}\n[code]\n[pane]\n",
    "nonsense is not a role"
)]
fn an_incomplete_file_says_what_is_missing(#[case] text: &str, #[case] expected: &str) {
    let error = file::parse("broken", text).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}
