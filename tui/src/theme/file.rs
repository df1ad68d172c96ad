//! Reading a theme file.
//!
//! ```toml
//! description = "one line"
//! [palette]                      # optional names for colours
//! sea = "#5fb3b3"
//! [interface]                    # every role of the interface
//! text = { fg = "sea", bg = "default", add = ["bold"] }
//! [code]                         # every kind of token
//! [pane]                         # every part of the code pane
//! ```

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use super::Theme;
use super::role::{INTERFACE, PANE, TOKENS};

/// A theme cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// There is no theme of that name.
    #[error("there is no theme {name}; hint: choose one of {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The file is not TOML of the right shape.
    #[error("theme {name} cannot be read: {reason}")]
    Unreadable {
        /// The theme.
        name: String,
        /// Why.
        reason: String,
    },
    /// A role has no style, or a style has a name for no role.
    #[error("theme {name}: {reason}")]
    Incomplete {
        /// The theme.
        name: String,
        /// Which role, and what is wrong with it.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    description: String,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    interface: BTreeMap<String, StyleEntry>,
    code: BTreeMap<String, StyleEntry>,
    pane: BTreeMap<String, StyleEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct StyleEntry {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    add: Vec<String>,
}

/// The theme in `text`; every role must have a style.
pub(super) fn parse(name: &str, text: &str) -> Result<Theme, ThemeError> {
    let file: ThemeFile = toml::from_str(text).map_err(|error| ThemeError::Unreadable {
        name: name.to_owned(),
        reason: error.to_string(),
    })?;
    let section = |title: &str, entries, roles: &[&str]| {
        styles(entries, roles, &file.palette).map_err(|reason| ThemeError::Incomplete {
            name: name.to_owned(),
            reason: format!("[{title}] {reason}"),
        })
    };
    Ok(Theme {
        name: name.to_owned(),
        description: file.description.clone(),
        interface: section("interface", &file.interface, &INTERFACE)?,
        code: section("code", &file.code, &TOKENS.map(|(_, role)| role))?,
        pane: section("pane", &file.pane, &PANE.map(|(_, role)| role))?,
    })
}

/// The terminal's own colours for everything.
pub(super) fn empty() -> Theme {
    Theme {
        name: String::new(),
        description: String::new(),
        interface: vec![Style::default(); INTERFACE.len()],
        code: vec![Style::default(); TOKENS.len()],
        pane: vec![Style::default(); PANE.len()],
    }
}

fn styles(
    entries: &BTreeMap<String, StyleEntry>,
    roles: &[&str],
    palette: &BTreeMap<String, String>,
) -> Result<Vec<Style>, String> {
    if let Some(unknown) = entries.keys().find(|name| !roles.contains(&name.as_str())) {
        return Err(format!("{unknown} is not a role"));
    }
    roles
        .iter()
        .map(|role| {
            let entry = entries.get(*role).ok_or_else(|| format!("{role} has no style"))?;
            style(entry, palette).map_err(|reason| format!("{role}: {reason}"))
        })
        .collect()
}

fn style(entry: &StyleEntry, palette: &BTreeMap<String, String>) -> Result<Style, String> {
    let mut style = Style::default();
    if let Some(name) = &entry.fg {
        style = style.fg(colour(name, palette)?);
    }
    if let Some(name) = &entry.bg {
        style = style.bg(colour(name, palette)?);
    }
    for name in &entry.add {
        style = style.add_modifier(modifier(name)?);
    }
    Ok(style)
}

fn colour(name: &str, palette: &BTreeMap<String, String>) -> Result<Color, String> {
    let value = palette.get(name).map_or(name, String::as_str);
    if value == "default" {
        return Ok(Color::Reset);
    }
    value.parse().map_err(|_| format!("{value} is not a colour"))
}

fn modifier(name: &str) -> Result<Modifier, String> {
    match name {
        "bold" => Ok(Modifier::BOLD),
        "dim" => Ok(Modifier::DIM),
        "italic" => Ok(Modifier::ITALIC),
        "underline" => Ok(Modifier::UNDERLINED),
        "reverse" => Ok(Modifier::REVERSED),
        _ => Err(format!(
            "{name} is not one of bold, dim, italic, underline, reverse"
        )),
    }
}
