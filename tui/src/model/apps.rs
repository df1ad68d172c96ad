//! The list of apps.

use fp_contract::app::{App, Condition};
use fp_contract::deployment::Deployment;

use super::Connection;
use crate::input::LineInput;

/// The list of apps, its filter and its selection.
#[derive(Debug, Clone, Default)]
pub struct Apps {
    /// The apps, by name.
    pub list: Vec<App>,
    /// Whether the server has said which apps there are.
    pub loaded: bool,
    /// The selected app; kept by identity, so that an app that comes or goes does not move the selection.
    pub selected: Option<String>,
    /// Only apps whose name, address or state contain this are shown.
    pub filter: LineInput,
    /// Whether the filter is being typed.
    pub filtering: bool,
}

impl Apps {
    /// Replaces all apps.
    pub fn replace(&mut self, apps: Vec<App>) {
        self.list = apps;
        self.loaded = true;
        self.sort();
    }

    /// Adds an app or replaces what was known of it.
    pub fn put(&mut self, app: App) {
        match self.list.iter_mut().find(|known| known.app_id == app.app_id) {
            Some(known) => *known = app,
            None => self.list.push(app),
        }
        self.sort();
    }

    /// Takes note of a deployment, unless a newer one is known.
    pub fn put_deployment(&mut self, deployment: Deployment) {
        if let Some(app) = self.get_mut(&deployment.app_id) {
            let known = app.latest_deployment.as_ref();
            let newer = known.is_none_or(|known| {
                deployment.id > known.id || (deployment.id == known.id && !known.status.is_final())
            });
            if newer {
                app.latest_deployment = Some(deployment);
            }
        }
    }

    /// Takes an app out.
    pub fn remove(&mut self, app_id: &str) {
        self.list.retain(|app| app.app_id != app_id);
        self.keep_selection();
    }

    /// The app of that identity.
    pub fn get(&self, app_id: &str) -> Option<&App> {
        self.list.iter().find(|app| app.app_id == app_id)
    }

    /// The app of that identity, to be changed.
    pub fn get_mut(&mut self, app_id: &str) -> Option<&mut App> {
        self.list.iter_mut().find(|app| app.app_id == app_id)
    }

    /// The app of that name or identity.
    pub fn named(&self, name: &str) -> Option<&App> {
        self.list
            .iter()
            .find(|app| app.name.eq_ignore_ascii_case(name) || app.app_id == name)
    }

    /// The apps the filter lets through.
    pub fn visible(&self) -> Vec<&App> {
        let wanted = self.filter.text().to_lowercase();
        let matches = |app: &&App| {
            [app.name.as_str(), &app.deployment_url, word(app.condition)]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        };
        self.list.iter().filter(matches).collect()
    }

    /// The row of the selection among the visible apps.
    pub fn row(&self) -> usize {
        let selected = self.selected.as_deref();
        self.visible()
            .iter()
            .position(|app| Some(app.app_id.as_str()) == selected)
            .unwrap_or(0)
    }

    /// The selected app.
    pub fn current(&self) -> Option<&App> {
        self.visible().get(self.row()).copied()
    }

    /// Moves the selection by rows, stopping at the ends.
    pub fn move_by(&mut self, rows: isize) {
        let target = self.row().saturating_add_signed(rows);
        self.select_row(target);
    }

    /// Selects a visible row; one past the end counts as the last.
    pub fn select_row(&mut self, row: usize) {
        let visible = self.visible();
        let chosen = visible.get(row.min(visible.len().saturating_sub(1)));
        self.selected = chosen.map(|app| app.app_id.clone());
    }

    /// A name like `wanted` that no app has yet.
    pub fn free_name(&self, wanted: &str) -> String {
        let taken = |name: &str| self.list.iter().any(|app| app.name.eq_ignore_ascii_case(name));
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    fn sort(&mut self) {
        self.list
            .sort_by_cached_key(|app| (app.name.to_lowercase(), app.app_id.clone()));
        self.keep_selection();
    }

    fn keep_selection(&mut self) {
        let gone = !self
            .list
            .iter()
            .any(|app| Some(&app.app_id) == self.selected.as_ref());
        if gone {
            self.selected = self.visible().first().map(|app| app.app_id.clone());
        }
    }
}

/// How an app stands, as far as is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// A shape, so that colour is not the only sign.
    pub mark: &'static str,
    /// In a word or two.
    pub word: String,
    /// The condition; none while the server is not reached, because what was true may not be true any more.
    pub known: Option<Condition>,
}

impl Standing {
    /// How `app` stands: while nobody can say, how it stood when the server was last heard.
    pub fn of(app: &App, connection: &Connection) -> Self {
        let word = word(app.condition);
        if matches!(connection, Connection::Lost { .. }) {
            return Self {
                mark: "?",
                word: format!("was {word}"),
                known: None,
            };
        }
        Self {
            mark: mark(app.condition),
            word: word.to_owned(),
            known: Some(app.condition),
        }
    }
}

/// The word for a condition.
pub fn word(condition: Condition) -> &'static str {
    match condition {
        Condition::Draft => "draft",
        Condition::Deploying => "deploying",
        Condition::Live => "live",
        Condition::Previous => "old code live",
        Condition::Failed => "failed",
        Condition::Crashed => "crashed",
        Condition::Starting => "starting",
        Condition::Stopped => "stopped",
        Condition::Asleep => "asleep",
        Condition::Waking => "waking",
        Condition::Deleted => "deleted",
    }
}

/// The mark for a condition: a shape, so that colour is not the only sign.
fn mark(condition: Condition) -> &'static str {
    match condition {
        Condition::Live => "●",
        Condition::Previous => "◐",
        Condition::Failed | Condition::Crashed => "✗",
        Condition::Deploying | Condition::Starting | Condition::Waking => "◌",
        Condition::Draft => "○",
        Condition::Asleep | Condition::Stopped | Condition::Deleted => "–",
    }
}
