//! Watches of every kind of object that is applied.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::StreamExt as _;
use kube::api::{Api, DynamicObject};
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{self, Event, watcher};
use tokio_util::sync::CancellationToken;

use super::super::names::OURS;
use super::super::objects::Kind;
use super::super::patience::patience;
use super::super::watched::{LONGEST, PAGE};
use super::seen::Seen;
use super::{Drift, Key};

/// Follows one kind until the engine stops.
pub(in super::super) async fn follow(
    kind: Kind,
    api: Api<DynamicObject>,
    drift: Arc<Drift>,
    stopping: CancellationToken,
) {
    let parameters = watcher::Config::default()
        .labels(OURS)
        .timeout(LONGEST)
        .page_size(PAGE);
    let events = watcher(api, parameters)
        .backoff(patience())
        .modify(|object| object.metadata.managed_fields = None);
    let mut events = std::pin::pin!(events);
    let mut listed = HashSet::new();
    let mut was_told = false;
    while let Some(Some(event)) = stopping.run_until_cancelled(events.next()).await {
        match event {
            Ok(event) => {
                was_told = false;
                hear(kind, &drift, event, &mut listed);
            }
            Err(error) if was_told => tracing::debug!(?kind, %error, "objects cannot be watched"),
            Err(error) => {
                was_told = true;
                tracing::warn!(?kind, %error, "objects cannot be watched; trying again");
            }
        }
    }
}

fn hear(kind: Kind, drift: &Drift, event: Event<DynamicObject>, listed: &mut HashSet<Key>) {
    match event {
        Event::Init => listed.clear(),
        Event::InitApply(object) => {
            listed.insert(Seen::of(kind, &object).key);
            saw(kind, drift, &object);
        }
        Event::InitDone => drift.listed(kind, &std::mem::take(listed)),
        Event::Apply(object) => saw(kind, drift, &object),
        Event::Delete(object) => drift.lost(&Seen::of(kind, &object).key),
    }
}

/// What is on its way out counts when it is gone.
fn saw(kind: Kind, drift: &Drift, object: &DynamicObject) {
    if object.metadata.deletion_timestamp.is_none() {
        drift.saw(Seen::of(kind, object));
    }
}
