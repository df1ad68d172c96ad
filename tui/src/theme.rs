//! The workstation's colours: themes as TOML files, one style per role.
//!
//! A role says what something means, a theme how that looks. Colour is never the only sign: every screen also says it
//! in words or marks, so the theme without colours loses nothing.

mod file;
mod role;

use std::sync::Arc;

use include_dir::{Dir, include_dir};
use ratatui::style::Style;

use crate::editor::highlight::TokenKind;
use crate::editor::palette::{Palette, PaneRole};

pub use file::ThemeError;
pub use role::Role;

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../themes");

/// The theme a first start uses.
pub const DEFAULT: &str = "lantern";
/// The theme used when `NO_COLOR` is set.
pub const WITHOUT_COLOURS: &str = "plain";

/// Styles by role.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The name typed after `:theme`.
    pub name: String,
    /// One line about it.
    pub description: String,
    interface: Vec<Style>,
    code: Vec<Style>,
    pane: Vec<Style>,
}

impl Theme {
    /// The style of a part of the interface.
    pub fn style(&self, role: Role) -> Style {
        self.interface.get(role as usize).copied().unwrap_or_default()
    }
}

impl Palette for Theme {
    fn token(&self, kind: TokenKind) -> Style {
        role::place(&role::TOKENS, &kind)
            .and_then(|place| self.code.get(place).copied())
            .unwrap_or_default()
    }

    fn role(&self, role: PaneRole) -> Style {
        role::place(&role::PANE, &role)
            .and_then(|place| self.pane.get(place).copied())
            .unwrap_or_default()
    }
}

/// The names of the built-in themes, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = THEMES
        .files()
        .filter_map(|file| file.path().file_stem()?.to_str())
        .collect();
    names.sort_unstable();
    names
}

/// The built-in theme of that name.
pub fn load(name: &str) -> Result<Arc<Theme>, ThemeError> {
    let text = THEMES
        .get_file(format!("{name}.toml"))
        .and_then(|file| file.contents_utf8())
        .ok_or_else(|| ThemeError::Unknown {
            name: name.to_owned(),
            known: names().join(", "),
        })?;
    file::parse(name, text).map(Arc::new)
}

/// The theme to start with: none of the colours when `no_color`, else the one asked for, else the default.
/// A theme that cannot be loaded falls back to the terminal's own colours, with the reason.
pub fn initial(asked: Option<&str>, no_color: bool) -> (Arc<Theme>, Option<ThemeError>) {
    let name = if no_color {
        WITHOUT_COLOURS
    } else {
        asked.unwrap_or(DEFAULT)
    };
    match load(name) {
        Ok(theme) => (theme, None),
        Err(error) => (
            load(DEFAULT).unwrap_or_else(|_| Arc::new(file::empty())),
            Some(error),
        ),
    }
}

#[cfg(test)]
mod tests;
