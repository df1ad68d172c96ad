//! Carries effects out. Everything that takes time is a task or a thread; its answer is a message.

use std::io;

use fp_contract::app::{AppCreate, AppUpdate, DeployRequest, DraftUpdate, Mode};
use fp_contract::template::Template;
use fp_contract::user::SignUp;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::background::Worker;
use super::journal::Order;
use super::terminal::Screen;
use super::{KeepToken, Outbox, Start, checker, journal, link, log};
use crate::client::{Client, ClientError};
use crate::config;
use crate::effect::{Effect, Snapshot, to_files};
use crate::message::{Message, Opened};
use crate::preferences::Preferences;

/// Threads of the asynchronous runtime: it only waits for the network.
const NETWORK_THREADS: usize = 2;

/// Carries effects out.
pub(super) struct Executor {
    runtime: Runtime,
    client: Client,
    outbox: Outbox,
    journal: Worker<Order>,
    checker: Worker<checker::Order>,
    following_events: Option<AbortHandle>,
    following_log: Option<AbortHandle>,
    keep_token: KeepToken,
    preferences: Preferences,
}

impl Executor {
    /// Starts the threads.
    pub(super) fn new(start: &Start, outbox: Outbox) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(NETWORK_THREADS)
            .enable_all()
            .build()?;
        let client = Client::new(&start.server, start.token.clone()).map_err(io::Error::other)?;
        runtime.spawn(report_signals(outbox.clone()));
        Ok(Self {
            runtime,
            client,
            journal: journal::spawn(start.journal.clone(), outbox.clone())?,
            checker: checker::spawn(outbox.clone())?,
            outbox,
            following_events: None,
            following_log: None,
            keep_token: start.keep_token.clone(),
            preferences: start.preferences.clone(),
        })
    }

    /// Carries effects out, in order.
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::CaptureMouse(ours) => screen.capture_mouse(ours)?,
                Effect::Suspend => screen.suspend()?,
                Effect::Redraw => screen.forget()?,
                other => self.carry_out_one(other),
            }
        }
        Ok(())
    }

    /// Waits until the journal is written.
    pub(super) fn finish(self) {
        self.journal.finish();
        self.runtime.shutdown_background();
    }

    fn carry_out_one(&mut self, effect: Effect) {
        match effect {
            Effect::Wake { timer, after } => self.spawn(move |_| async move {
                tokio::time::sleep(after).await;
                Message::Timer(timer)
            }),
            Effect::Check { snapshot, policy } => self.checker.push((snapshot, policy)),
            Effect::WriteJournal {
                snapshot,
                unsaved_changes,
            } => {
                self.journal.push(Order::Write(snapshot, unsaved_changes));
            }
            Effect::ClearJournal { app_id, version } => self.journal.push(Order::Clear { app_id, version }),
            Effect::SetAside(snapshot) => self.journal.push(Order::SetAside(snapshot)),
            Effect::Connect => self.connect(),
            Effect::SignIn { username, password } => self.sign_in(username, password, None),
            Effect::SignUp {
                username,
                email,
                password,
            } => self.sign_in(username, password, Some(email)),
            Effect::FollowLog { app_id, after } => {
                let task = log::follow(self.client.clone(), app_id, after, self.outbox.clone());
                replace(
                    &mut self.following_log,
                    Some(self.runtime.spawn(task).abort_handle()),
                );
            }
            Effect::StopLog => replace(&mut self.following_log, None),
            Effect::KeepTheme(name) => {
                let preferences = self.preferences.clone();
                self.runtime.spawn_blocking(move || preferences.keep_theme(&name));
            }
            other => self.request(other),
        }
    }

    /// Effects that are one request each.
    fn request(&mut self, effect: Effect) {
        match effect {
            Effect::LoadTemplates => {
                self.spawn(|client| async move { Message::Templates(client.templates().await) });
            }
            Effect::LoadPolicy => {
                self.spawn(|client| async move { Message::Policy(client.policy().await) });
            }
            Effect::Open { app_id } => self.open(app_id),
            Effect::Create {
                name,
                template,
                deploy,
            } => self.spawn(move |client| async move {
                let result = client.create_app(&creation(name, &template, deploy)).await;
                Message::Created {
                    template,
                    result: Box::new(result),
                }
            }),
            Effect::Rename { app_id, name } => self.spawn(move |client| async move {
                let request = AppUpdate {
                    name: Some(name.clone()),
                    ..AppUpdate::default()
                };
                let result = client.update_app(&app_id, &request).await.map(|_| ());
                Message::Done {
                    what: format!("renamed to {name}"),
                    result,
                }
            }),
            Effect::Delete { app_id, name } => self.spawn(move |client| async move {
                let result = client.delete_app(&app_id).await.map(|_| ());
                Message::Done {
                    what: format!("deleted {name}"),
                    result,
                }
            }),
            Effect::Redeploy { app_id, name } => self.spawn(move |client| async move {
                let result = client
                    .deploy(&app_id, &DeployRequest::default())
                    .await
                    .map(|_| ());
                Message::Done {
                    what: format!("deploying {name}"),
                    result,
                }
            }),
            Effect::SaveDraft { snapshot, validate } => self.spawn(move |client| async move {
                let result = client
                    .save_draft(&snapshot.app_id, &draft(&snapshot, validate))
                    .await;
                Message::DraftSaved {
                    app_id: snapshot.app_id,
                    version: snapshot.version,
                    result: Box::new(result),
                }
            }),
            Effect::Deploy(snapshot) => self.spawn(move |client| async move {
                let result = client.deploy(&snapshot.app_id, &deployment(&snapshot)).await;
                Message::Deployed {
                    app_id: snapshot.app_id,
                    version: snapshot.version,
                    result: Box::new(result),
                }
            }),
            Effect::FetchTheirs { app_id } => self.spawn(move |client| async move {
                let result = client.app(&app_id).await;
                Message::Theirs {
                    app_id,
                    result: Box::new(result),
                }
            }),
            // The rest is carried out before it comes here.
            _ => {}
        }
    }

    /// Runs a task whose result is a message.
    fn spawn<F, T>(&self, task: F)
    where
        F: FnOnce(Client) -> T,
        T: Future<Output = Message> + Send + 'static,
    {
        let task = task(self.client.clone());
        let outbox = self.outbox.clone();
        self.runtime.spawn(async move {
            let _ = outbox.send(task.await);
        });
    }

    fn connect(&mut self) {
        let task = link::follow(self.client.clone(), self.outbox.clone());
        replace(
            &mut self.following_events,
            Some(self.runtime.spawn(task).abort_handle()),
        );
    }

    fn open(&self, app_id: String) {
        let (reply, kept) = oneshot::channel();
        if let Some(queue) = self.journal.queue() {
            let _ = queue.send(Order::Read(app_id.clone(), reply));
        }
        self.spawn(move |client| async move {
            let journal = kept.await.unwrap_or_default();
            let result = client.app(&app_id).await.map(|detail| Opened { detail, journal });
            Message::Opened {
                app_id,
                result: Box::new(result),
            }
        });
    }

    fn sign_in(&self, username: String, password: String, email: Option<String>) {
        let keep = self.keep_token.clone();
        self.spawn(move |client| async move {
            let result = signed_in(&client, username, password, email, keep).await;
            Message::TokenAccepted(result)
        });
    }
}

async fn signed_in(
    client: &Client,
    username: String,
    password: String,
    email: Option<String>,
    keep: KeepToken,
) -> Result<(), ClientError> {
    if let Some(email) = email {
        let request = SignUp {
            username: username.clone(),
            email,
            password: password.clone(),
            operator_code: None,
        };
        client.sign_up(&request).await?;
    }
    let token = client.log_in(&username, &password).await?;
    if let KeepToken::Config { path, platform } = keep {
        let server = client.server().to_owned();
        let kept =
            tokio::task::spawn_blocking(move || config::keep(&path, &platform, &server, &token, &username));
        // A token that cannot be kept still works until the program ends.
        let _ = kept.await;
    }
    Ok(())
}

fn replace(slot: &mut Option<AbortHandle>, next: Option<AbortHandle>) {
    if let Some(before) = std::mem::replace(slot, next) {
        before.abort();
    }
}

fn creation(name: String, template: &Template, deploy: bool) -> AppCreate {
    AppCreate {
        name,
        code: template.code.clone(),
        mode: template.mode,
        framework: template.framework,
        files: template.files.clone().filter(|_| template.mode == Mode::Multi),
        entrypoint: template.entrypoint.clone(),
        env_vars: None,
        database_id: None,
        deploy,
    }
}

fn draft(snapshot: &Snapshot, validate: bool) -> DraftUpdate {
    let mut files = to_files(&snapshot.texts);
    let code = if snapshot.single {
        files.pop_first().map(|(_, code)| code)
    } else {
        None
    };
    DraftUpdate {
        files: code.is_none().then_some(files),
        code,
        entrypoint: Some(snapshot.entrypoint.clone()),
        base_draft_version: Some(snapshot.base_draft_version),
        validate,
    }
}

fn deployment(snapshot: &Snapshot) -> DeployRequest {
    DeployRequest {
        files: Some(to_files(&snapshot.texts)),
        entrypoint: Some(snapshot.entrypoint.clone()),
        base_draft_version: Some(snapshot.base_draft_version),
    }
}

/// SIGTERM and SIGHUP end the program in order: the journal is written, the terminal given back.
async fn report_signals(outbox: Outbox) {
    let (Ok(mut terminate), Ok(mut hang_up)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    let _ = outbox.send(Message::Terminated);
}
