//! The preloaded Python parent: started, started again when it dies, ended with this server.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::processes::Processes;
use crate::runtime::runner::control::Control;
use crate::runtime::runner::message::Event;

/// How long the parent may take to import its libraries: a cold disk and a busy machine included.
const READY: Duration = Duration::from_mins(1);
/// How often its control socket is tried until it is there: it has no other way to say so.
const LOOK: Duration = Duration::from_millis(5);
/// How long it may take to end, with everything below it, once its standard input ended.
const END: Duration = Duration::from_secs(8);
/// The first and the longest wait before it is started again.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Lines of its output kept to explain why it ended.
const TAIL_LINES: usize = 20;
/// What the parent may see of this server's environment: none of its secrets, which apps could read from `/proc`.
const ENVIRONMENT: [&str; 7] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
];

/// How to start the parent.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) python: PathBuf,
    pub(super) runner_dir: PathBuf,
    pub(super) control: PathBuf,
}

/// How the parent is.
#[derive(Clone, Debug)]
enum State {
    Starting,
    Ready(Arc<Control>),
    /// It ended or did not start; it is tried again.
    Down(String),
}

/// Handle to the parent.
#[derive(Debug)]
pub(super) struct Parent {
    state: watch::Receiver<State>,
    stop: CancellationToken,
    ended: CancellationToken,
}

impl Parent {
    /// Starts the parent and keeps it running; returns at once.
    pub(super) fn start(program: Program, processes: Processes) -> Self {
        let (state, receiver) = watch::channel(State::Starting);
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let keeper = Keeper {
            program,
            processes,
            state,
            stop: stop.clone(),
        };
        let guard = ended.clone().drop_guard();
        tokio::spawn(async move {
            keeper.keep_running().await;
            drop(guard);
        });
        Self {
            state: receiver,
            stop,
            ended,
        }
    }

    /// The connection to the parent, once it is ready; why there is none otherwise.
    pub(super) async fn control(&self) -> Result<Arc<Control>, String> {
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| !matches!(state, State::Starting)).await;
        match settled.as_deref() {
            Ok(State::Ready(control)) => Ok(Arc::clone(control)),
            Ok(State::Down(reason)) => Err(reason.clone()),
            Ok(State::Starting) | Err(_) => Err("the runner has been ended".to_owned()),
        }
    }

    /// Cancelled when the parent is to end, and everything below it.
    pub(super) fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Ends the parent and everything below it, and returns when they are gone.
    pub(super) async fn end(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }
}

impl Drop for Parent {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Keeper {
    program: Program,
    processes: Processes,
    state: watch::Sender<State>,
    stop: CancellationToken,
}

impl Keeper {
    async fn keep_running(self) {
        let mut wait = FIRST_WAIT;
        while !self.stop.is_cancelled() {
            self.state.send_replace(State::Starting);
            let (was_ready, reason) = self.run_once().await;
            if self.stop.is_cancelled() {
                break;
            }
            tracing::error!(%reason, "the runner ended; it is started again");
            self.state.send_replace(State::Down(reason));
            wait = if was_ready {
                FIRST_WAIT
            } else {
                (wait * 2).min(LONGEST_WAIT)
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    /// Runs the parent until it ends or is to stop: whether it was ready, and why it ended.
    async fn run_once(&self) -> (bool, String) {
        let mut child = match self.spawn() {
            Ok(child) => child,
            Err(error) => {
                let python = self.program.python.display();
                return (false, format!("{python} cannot be started: {error}"));
            }
        };
        let id = child.id();
        if let Some(id) = id {
            self.processes.note(id).await;
        }
        // Taken out, because waiting for a child closes its standard input, which would end it.
        let lifeline = child.stdin.take();
        let tail = Tail::default();
        tail.collect(child.stdout.take());
        tail.collect(child.stderr.take());
        let connected = tokio::select! {
            control = self.connect() => control,
            status = child.wait() => Err(ended(status, &tail)),
            () = self.stop.cancelled() => Err(String::new()),
        };
        let was_ready = connected.is_ok();
        let reason = match connected {
            Ok(control) => self.serve(&mut child, control, &tail).await,
            Err(reason) => reason,
        };
        drop(lifeline);
        end(&mut child).await;
        if let Some(id) = id {
            self.processes.kill(id).await;
        }
        (was_ready, reason)
    }

    async fn serve(&self, child: &mut Child, control: Control, tail: &Tail) -> String {
        let control = Arc::new(control);
        self.state.send_replace(State::Ready(Arc::clone(&control)));
        tokio::select! {
            status = child.wait() => ended(status, tail),
            () = control.closed() => "it closed its control connection".to_owned(),
            () = self.stop.cancelled() => String::new(),
        }
    }

    fn spawn(&self) -> std::io::Result<Child> {
        let _there_was_none = std::fs::remove_file(&self.program.control);
        let environment = ENVIRONMENT
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        Command::new(&self.program.python)
            .args(["-m", "fp_runner", "parent", "--control"])
            .arg(&self.program.control)
            .env_clear()
            .envs(environment)
            .env("PYTHONPATH", &self.program.runner_dir)
            // Its end is the parent's end: the kernel closes it even when this server is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
    }

    async fn connect(&self) -> Result<Control, String> {
        let connect = async {
            loop {
                match UnixStream::connect(&self.program.control).await {
                    Ok(stream) => return Control::over(stream, hear),
                    Err(_) => tokio::time::sleep(LOOK).await,
                }
            }
        };
        tokio::time::timeout(READY, connect)
            .await
            .map_err(|_| format!("it was not ready after {} s", READY.as_secs()))
    }
}

fn hear(event: Event) {
    if let Event::SupervisorExited(exited) = event {
        tracing::info!(
            app = exited.app_id,
            process = exited.pid,
            exit_code = exited.exit_code,
            signal = exited.signal,
            "a supervisor ended"
        );
    }
}

/// Waits for the end of a parent whose standard input was closed, for so long.
async fn end(child: &mut Child) {
    if tokio::time::timeout(END, child.wait()).await.is_err() {
        tracing::warn!("the runner does not end; it is killed");
        let _gone_already = child.kill().await;
    }
}

fn ended(status: std::io::Result<ExitStatus>, tail: &Tail) -> String {
    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    let said = tail.text();
    if said.is_empty() {
        format!("it ended ({status})")
    } else {
        format!("it ended ({status}) and said: {said}")
    }
}

/// The last lines of the parent's own output.
#[derive(Clone, Debug, Default)]
struct Tail(Arc<Mutex<VecDeque<String>>>);

impl Tail {
    /// Reads `output` to its end, in the background.
    fn collect(&self, output: Option<impl AsyncRead + Send + Unpin + 'static>) {
        let Some(output) = output else { return };
        let lines = Arc::clone(&self.0);
        tokio::spawn(async move {
            let mut reader = BufReader::new(output);
            let mut line = Vec::new();
            while reader
                .read_until(b'\n', &mut line)
                .await
                .is_ok_and(|read| read > 0)
            {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                tracing::debug!(target: "fp_server::runner", "{text}");
                let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                lines.push_back(text);
                if lines.len() > TAIL_LINES {
                    lines.pop_front();
                }
                line.clear();
            }
        });
    }

    fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}
