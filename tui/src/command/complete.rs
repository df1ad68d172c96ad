//! What a half-typed line could become.

use super::{Argument, COMMANDS, find};
use crate::model::Model;
use crate::theme;

/// Whole lines that begin with what was typed, best first.
pub fn complete(model: &Model, typed: &str) -> Vec<String> {
    let typed = typed.trim_start();
    if let Some((entry, argument)) = find(typed)
        && typed.contains(char::is_whitespace)
        && entry.argument != Argument::None
    {
        let wanted = argument.to_lowercase();
        let matching = arguments(model, entry.argument)
            .into_iter()
            .filter(|name| name.to_lowercase().contains(&wanted));
        return matching.map(|name| format!("{} {name}", entry.name)).collect();
    }
    let names = COMMANDS
        .iter()
        .map(|entry| entry.name)
        .filter(|name| name.starts_with(typed));
    names.map(str::to_owned).collect()
}

fn arguments(model: &Model, argument: Argument) -> Vec<String> {
    match argument {
        Argument::None | Argument::Text => Vec::new(),
        Argument::App => model.apps.list.iter().map(|app| app.name.clone()).collect(),
        Argument::Theme => theme::names().into_iter().map(str::to_owned).collect(),
        Argument::Template => model
            .gallery
            .templates
            .iter()
            .map(|template| template.name.clone())
            .collect(),
        Argument::File => model
            .workspace
            .iter()
            .flat_map(|workspace| workspace.files.keys().cloned())
            .collect(),
    }
}
