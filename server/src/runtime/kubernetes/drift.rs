//! What others changed or deleted of the objects this platform applied.
//!
//! Every applied object carries a digest of what was applied (`stamp`). While the digest stays the same, no server of this
//! platform wrote the object: whatever differs from its first look is somebody else's doing. So several servers know each
//! other's writes from those of others without asking. `follow` feeds the state from watches; it is pure but for its lock.

pub(super) mod follow;
pub(super) mod report;
pub(super) mod seen;
pub(super) mod stamp;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::objects::{Kind, Template};
use crate::store::{AppId, UserId};
use seen::Seen;

/// Which object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) kind: Kind,
    /// Empty for a Namespace itself.
    pub(super) namespace: String,
    pub(super) name: String,
}

/// What somebody did to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Deleted,
    /// The parts that differ, such as `spec.replicas`.
    Changed(Vec<String>),
}

/// What an object belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    App(AppId),
    /// A tenant's namespace.
    Tenant(String),
}

/// What somebody did, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) key: Key,
    pub(super) what: What,
}

impl Change {
    /// In words, such as `somebody deleted the Service app-abc12345`.
    pub(super) fn words(&self) -> String {
        let (_, _, kind, _) = self.key.kind.resource();
        let name = &self.key.name;
        match &self.what {
            What::Deleted => format!("somebody deleted the {kind} {name}"),
            What::Changed(parts) => format!("somebody changed {} of the {kind} {name}", parts.join(", ")),
        }
    }
}

/// The state of all applied objects, as the watches tell it.
pub(super) struct Drift {
    state: Mutex<State>,
    suspects: mpsc::UnboundedSender<Scope>,
}

#[derive(Default)]
struct State {
    /// Each object as it was when its digest was first seen.
    known: HashMap<Key, Seen>,
    changes: HashMap<Scope, BTreeMap<Key, What>>,
}

impl Drift {
    /// Nothing known yet; `suspects` hears of everything that may have been changed by others.
    pub(super) fn new(suspects: mpsc::UnboundedSender<Scope>) -> Self {
        Self {
            state: Mutex::default(),
            suspects,
        }
    }

    /// An object is there, like this.
    pub(super) fn saw(&self, seen: Seen) {
        let mut state = self.lock();
        let Some(before) = state.known.get(&seen.key) else {
            if seen.digest.is_some() {
                state.accept(seen);
            }
            return;
        };
        let is_written_by_us = seen.digest.is_some() && seen.digest != before.digest;
        if is_written_by_us || seen.uid != before.uid {
            return state.accept(seen);
        }
        let parts = before.differences(&seen);
        let scope = before.scope.clone();
        if parts.is_empty() {
            state.clear(&scope, &seen.key);
        } else {
            state.note(scope.clone(), seen.key, What::Changed(parts));
            let _nobody_listens = self.suspects.send(scope);
        }
    }

    /// An object is gone.
    pub(super) fn lost(&self, key: &Key) {
        let mut state = self.lock();
        if let Some(seen) = state.known.remove(key) {
            state.note(seen.scope.clone(), key.clone(), What::Deleted);
            let _nobody_listens = self.suspects.send(seen.scope);
        }
    }

    /// All objects of a kind were listed, and these are all there are.
    pub(super) fn listed(&self, kind: Kind, keys: &HashSet<Key>) {
        let gone: Vec<Key> = {
            let state = self.lock();
            let of_kind = state.known.keys().filter(|key| key.kind == kind);
            of_kind.filter(|key| !keys.contains(*key)).cloned().collect()
        };
        for key in &gone {
            self.lost(key);
        }
    }

    /// An object was put back and is like this now: what still differs is taken as it is.
    pub(super) fn accept(&self, seen: Seen) {
        self.lock().accept(seen);
    }

    /// Whether `now` has the very change that was noticed: what was put back was not what differs.
    pub(super) fn is_still(&self, change: &Change, now: &Seen) -> bool {
        let What::Changed(parts) = &change.what else {
            return false;
        };
        let state = self.lock();
        let before = state.known.get(&change.key);
        before.is_some_and(|before| before.digest == now.digest && before.differences(now) == *parts)
    }

    /// What others did to this app and to the namespace it is in.
    pub(super) fn of(&self, app_id: &AppId) -> Vec<Change> {
        let state = self.lock();
        if state.changes.is_empty() {
            return Vec::new();
        }
        let of_app = Scope::App(app_id.clone());
        let mut namespaces = state.known.iter().filter(|(_, seen)| seen.scope == of_app);
        let namespace = namespaces
            .next()
            .map(|(key, _)| Scope::Tenant(key.namespace.clone()));
        let scopes = std::iter::once(of_app).chain(namespace);
        let changes = scopes.filter_map(|scope| state.changes.get(&scope)).flatten();
        changes
            .map(|(key, what)| Change {
                key: key.clone(),
                what: what.clone(),
            })
            .collect()
    }

    /// Everything that others changed.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        self.lock().changes.keys().cloned().collect()
    }

    /// Whether something of this scope was deleted: the platform itself may have done so.
    pub(super) fn is_missing_something(&self, scope: &Scope) -> bool {
        let state = self.lock();
        let mut changes = state.changes.get(scope).into_iter().flatten();
        changes.any(|(_, what)| *what == What::Deleted)
    }

    /// The app to be looked at for a scope of which something was changed.
    pub(super) fn app_of(&self, scope: &Scope) -> Option<AppId> {
        let state = self.lock();
        state.changes.get(scope)?;
        match scope {
            Scope::App(app_id) => Some(app_id.clone()),
            Scope::Tenant(namespace) => state.known.iter().find_map(|(key, seen)| match &seen.scope {
                Scope::App(app_id) if key.namespace == *namespace => Some(app_id.clone()),
                _ => None,
            }),
        }
    }

    /// Whose app it is and in which namespace, by any object of it that is or was there.
    pub(super) fn whereabouts(&self, app_id: &AppId) -> Option<(UserId, String)> {
        let state = self.lock();
        let scope = Scope::App(app_id.clone());
        let mut of_app = state.known.iter().filter(|(_, seen)| seen.scope == scope);
        of_app.find_map(|(key, seen)| Some((seen.owner.clone()?, key.namespace.clone())))
    }

    /// What the pods of a Deployment were started with when this platform last wrote it.
    pub(super) fn template(&self, deployment: &Key) -> Option<Template> {
        self.lock().known.get(deployment)?.template.clone()
    }

    /// This change needs no repair any more.
    pub(super) fn settle(&self, changes: &[Change]) {
        let mut state = self.lock();
        for change in changes {
            state.changes.retain(|_, of_scope| {
                of_scope.remove(&change.key);
                !of_scope.is_empty()
            });
        }
    }

    /// The app's objects are about to be removed.
    pub(super) fn forget(&self, app_id: &AppId) {
        let mut state = self.lock();
        let scope = Scope::App(app_id.clone());
        state.known.retain(|_, seen| seen.scope != scope);
        state.changes.remove(&scope);
    }

    /// Nothing panics while it holds this lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn accept(&mut self, seen: Seen) {
        self.clear(&seen.scope, &seen.key);
        self.known.insert(seen.key.clone(), seen);
    }

    fn note(&mut self, scope: Scope, key: Key, what: What) {
        self.changes.entry(scope).or_default().insert(key, what);
    }

    fn clear(&mut self, scope: &Scope, key: &Key) {
        if let Some(changes) = self.changes.get_mut(scope) {
            changes.remove(key);
            if changes.is_empty() {
                self.changes.remove(scope);
            }
        }
    }
}

#[cfg(test)]
mod tests;
