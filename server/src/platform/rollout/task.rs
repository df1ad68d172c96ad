//! The task of one app: look, act, wait for the next reason to look.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fp_contract::app::App;
use fp_contract::event::Event;
use tokio::sync::Notify;

use super::back_off::BackOff;
use super::exits::Exit;
use super::renew::Waiting;
use super::{Answering, Rollouts, WeakRollouts, lock};
use crate::platform::view;
use crate::store::{AppId, AppRecord, Desired, StoreError};

/// How a task is told to look again.
#[derive(Default)]
pub(super) struct Signal {
    notify: Notify,
    exits: Mutex<Vec<Exit>>,
    renewal: Mutex<Option<Waiting>>,
}

impl Signal {
    /// Look again; any number of calls before the task looks count as one.
    pub(super) fn wake(&self) {
        self.notify.notify_one();
    }

    /// An instance ended by itself: look again.
    pub(super) fn exited(&self, exit: Exit) {
        lock(&self.exits).push(exit);
        self.wake();
    }

    /// Renew the app in its turn; who waited before is told that it is left out.
    pub(super) fn renew(&self, waiting: Waiting) {
        *lock(&self.renewal) = Some(waiting);
        self.wake();
    }

    /// Waits until there is a reason to look.
    pub(super) async fn woken(&self) {
        self.notify.notified().await;
    }

    pub(super) fn take_exits(&self) -> Vec<Exit> {
        std::mem::take(&mut lock(&self.exits))
    }

    /// Who waits for a renewal, unless it was given up.
    pub(super) fn take_renewal(&self) -> Option<Waiting> {
        lock(&self.renewal).take().filter(|waiting| !waiting.is_closed())
    }
}

/// What to do after a look.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// All is as asked for: wait for a reason to look.
    Settled,
    /// Look again at once.
    Again,
    /// Look again after this time, or earlier for a reason.
    After(Duration),
    /// The app is gone.
    Gone,
}

/// What a task remembers between looks; losing it costs nothing but time.
pub(super) struct Memory {
    pub(super) app_id: AppId,
    pub(super) signal: Arc<Signal>,
    /// Waits between tries when the runtime or the record is at fault.
    pub(super) faults: BackOff,
    /// Waits between starts of a live revision that keeps ending.
    pub(super) crashes: BackOff,
    /// The app as clients were last told of it.
    pub(super) told: Option<App>,
    /// Whether this task has compared the record with the runtime before.
    pub(super) has_looked: bool,
}

impl Memory {
    /// Tells the owner's clients how the app is now, unless they know. Nobody else tells them.
    pub(super) fn tell(&mut self, rollouts: &Rollouts, app: &AppRecord) {
        let engine = rollouts.engine();
        let now = view::app(&engine.settings, app, rollouts.answering(&app.id));
        if self.told.as_ref() == Some(&now) {
            return;
        }
        self.told = Some(now.clone());
        rollouts.shared.presence.ring(&app.id);
        let event = match app.desired {
            Desired::Deleted => Event::AppDeleted {
                app_id: app.id.0.clone(),
            },
            _ => Event::App { app: Box::new(now) },
        };
        engine.events.publish(&app.user_id, event);
    }
}

/// Starts the task of one app.
pub(super) fn spawn(rollouts: WeakRollouts, app_id: AppId, signal: Arc<Signal>) {
    let memory = Memory {
        app_id,
        signal,
        faults: BackOff::default(),
        crashes: BackOff::default(),
        told: None,
        has_looked: false,
    };
    tokio::spawn(run(rollouts, memory));
}

async fn run(rollouts: WeakRollouts, mut memory: Memory) {
    let mut next = Next::Settled;
    loop {
        match next {
            Next::Again => {}
            Next::Settled => memory.signal.woken().await,
            Next::After(wait) => {
                // Either way it is time to look.
                let _ = tokio::time::timeout(wait, memory.signal.woken()).await;
            }
            Next::Gone => return,
        }
        let Some(rollouts) = rollouts.upgrade() else {
            return;
        };
        next = look(&rollouts, &mut memory).await.unwrap_or_else(|error| {
            tracing::warn!(app = %memory.app_id, %error, "the record did not answer; looking again later");
            Next::After(memory.faults.next())
        });
    }
}

/// Compares what is asked for with what runs, and acts.
async fn look(rollouts: &Rollouts, memory: &mut Memory) -> Result<Next, StoreError> {
    let Some(app) = rollouts.engine().store.app(&memory.app_id).await? else {
        rollouts.forget(&memory.app_id);
        return Ok(Next::Gone);
    };
    memory.tell(rollouts, &app);
    let next = match app.desired {
        Desired::Deleted => remove(rollouts, memory, &app).await,
        Desired::Asleep | Desired::Stopped => stop(rollouts, memory, &app).await,
        Desired::Running => run_as_asked(rollouts, memory, app).await,
    };
    super::renew::settle(rollouts, memory, next?).await
}

async fn run_as_asked(rollouts: &Rollouts, memory: &mut Memory, app: AppRecord) -> Result<Next, StoreError> {
    let (app, wait) = super::exits::settle(rollouts, memory, app).await?;
    match &app.latest_deployment {
        Some(latest) if !latest.status.is_final() => {
            let deployment = latest.clone();
            restore_first(rollouts, memory, &app).await?;
            super::attempt::carry_out(rollouts, memory, app, deployment).await
        }
        _ if wait.is_some() => Ok(wait.map_or(Next::Settled, Next::After)),
        _ if app.live_revision.is_some() => super::keep::keep_answering(rollouts, memory, app).await,
        _ => stop_leftover(rollouts, memory, &app).await,
    }
}

/// Nothing is live: a first deployment that was given up at the last moment must not go on answering.
async fn stop_leftover(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
) -> Result<Next, StoreError> {
    match rollouts.engine().runtime.observe(&app.id).await {
        Ok(seen) if seen.revision_id.is_some() => stop(rollouts, memory, app).await,
        _ => Ok(Next::Settled),
    }
}

/// After a restart of the server, what answered before answers again before anything new is tried.
async fn restore_first(rollouts: &Rollouts, memory: &mut Memory, app: &AppRecord) -> Result<(), StoreError> {
    if !std::mem::replace(&mut memory.has_looked, true) && app.live_revision.is_some() {
        super::keep::keep_answering(rollouts, memory, app.clone()).await?;
    }
    Ok(())
}

async fn stop(rollouts: &Rollouts, memory: &mut Memory, app: &AppRecord) -> Result<Next, StoreError> {
    rollouts.set_answering(&app.id, Answering::No);
    match rollouts.engine().runtime.stop(&app.id).await {
        Ok(()) => Ok(Next::Settled),
        Err(error) => {
            tracing::warn!(app = %app.id, %error, "the app could not be stopped; trying again");
            Ok(Next::After(memory.faults.next()))
        }
    }
}

/// Ends what runs for an app in the trash; its data stays until it is purged.
async fn remove(rollouts: &Rollouts, memory: &mut Memory, app: &AppRecord) -> Result<Next, StoreError> {
    rollouts.set_answering(&app.id, Answering::No);
    let engine = rollouts.engine();
    let removed = if app.is_purged() {
        engine.runtime.remove(&app.id).await
    } else {
        engine.runtime.stop(&app.id).await
    };
    if let Err(error) = removed {
        tracing::warn!(app = %app.id, %error, "the app could not be removed; trying again");
        return Ok(Next::After(memory.faults.next()));
    }
    engine.store.finish_removal(&app.id).await?;
    if app.is_purged() {
        engine.logs.remove(&app.id);
        engine.store.purge_app(&app.id).await?;
    }
    rollouts.forget(&app.id);
    // Restored or purged between the look and now: whoever did it may have told the task that ends here.
    if engine
        .store
        .app(&app.id)
        .await?
        .is_some_and(|now| now.deleted_at != app.deleted_at)
    {
        rollouts.wake(&app.id);
    }
    Ok(Next::Gone)
}
