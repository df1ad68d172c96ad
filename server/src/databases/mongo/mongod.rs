//! A `mongod` of this platform's own: started when something needs it, reached over a Unix socket in a folder that only this
//! user can enter, with access control, and ended with this server even when that is killed.

mod program;
mod root;

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::Mutex;

use super::clients::connect_once;
use super::error::unavailable;
use crate::databases::{Address, DatabaseError, Result};

pub use program::find_mongod;

/// How long a server may take to start: one that was killed reads its journal first.
const START: Duration = Duration::from_mins(1);
/// How long it may take to end.
const END: Duration = Duration::from_secs(20);
/// How often a starting or ending server is looked at: it has no other way to say so.
const LOOK: Duration = Duration::from_millis(25);
/// Runs the server until it ends or until standard input does, which the kernel closes with this platform's last breath.
const KEEPER: &str = r#"
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ cat <&3 >/dev/null; kill "$server"; } 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
"#;
/// What the server may see of the environment.
const ENVIRONMENT: [&str; 5] = ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"];

/// A private server.
#[derive(Debug)]
pub struct Mongod {
    /// The program, where the operator names it.
    program: Option<PathBuf>,
    /// Where the platform keeps its data.
    platform_dir: PathBuf,
    /// The server's folder: data, password, log and process id.
    folder: PathBuf,
    socket_dir: PathBuf,
    process: Mutex<Option<Process>>,
}

#[derive(Debug)]
struct Process {
    keeper: Child,
    /// Its end is the server's end.
    lifeline: Option<ChildStdin>,
}

impl Mongod {
    /// A server that keeps its data in `data_dir` and its socket in `socket_dir`. `program` is used where it is given, else
    /// what [`find_mongod`] finds when it is needed.
    pub fn new(program: Option<PathBuf>, data_dir: &Path, socket_dir: &Path) -> Self {
        Self {
            program,
            platform_dir: data_dir.to_owned(),
            folder: data_dir.join("mongo"),
            socket_dir: socket_dir.join("mongo"),
            process: Mutex::default(),
        }
    }

    /// The program, or how to get it.
    pub(super) fn program(&self) -> Result<PathBuf> {
        find_mongod(self.program.as_deref(), &self.platform_dir)
    }

    pub(super) fn address(&self) -> Address {
        Address::socket(&self.socket())
    }

    /// The connection string of the login that may make and remove others.
    pub(super) fn admin_uri(&self) -> Result<String> {
        let login = root::login(&self.folder).map_err(|error| self.unusable(&error))?;
        super::uri_of(&self.address(), &login)
    }

    /// Returns once the server runs and lets the platform's own login in.
    pub(super) async fn running(&self) -> Result<()> {
        let mut process = self.process.lock().await;
        if let Some(running) = process.as_mut()
            && running.keeper.try_wait().is_ok_and(|ended| ended.is_none())
        {
            return Ok(());
        }
        *process = Some(self.start().await?);
        Ok(())
    }

    /// Ends the server and returns when it has.
    pub(super) async fn shut_down(&self) {
        let Some(Process { mut keeper, lifeline }) = self.process.lock().await.take() else {
            return;
        };
        drop(lifeline);
        if tokio::time::timeout(END, keeper.wait()).await.is_err() {
            tracing::warn!("mongod does not end; it is killed");
            kill_group(&keeper);
            let _gone_already = keeper.kill().await;
        }
    }

    async fn start(&self) -> Result<Process> {
        let program = self.program()?;
        self.prepare().map_err(|error| self.unusable(&error))?;
        self.end_orphan().await;
        let mut process = self
            .spawn(&program)
            .map_err(|error| unavailable(&format!("{} cannot be started: {error}", program.display())))?;
        let ready = tokio::select! {
            ready = self.ready() => ready,
            _ended = process.keeper.wait() => Err(unavailable(&format!("mongod ended: {}", self.last_words()))),
        };
        if let Err(error) = ready {
            kill_group(&process.keeper);
            return Err(error);
        }
        tracing::info!(folder = %self.folder.display(), "started a private MongoDB server");
        Ok(process)
    }

    /// Makes the folders and the password, and puts the last log aside.
    fn prepare(&self) -> io::Result<()> {
        for folder in [&self.folder, &self.folder.join("data"), &self.socket_dir] {
            match DirBuilder::new().mode(0o700).create(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        root::login(&self.folder)?;
        let _there_was_none = fs::rename(self.log(), self.folder.join("mongod.log.1"));
        Ok(())
    }

    fn spawn(&self, program: &Path) -> io::Result<Process> {
        let environment = ENVIRONMENT
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut keeper = Command::new("/bin/sh")
            .args(["-c", KEEPER, "mongod-keeper"])
            .arg(program)
            .arg("--dbpath")
            .arg(self.folder.join("data"))
            .arg("--bind_ip")
            .arg(self.socket())
            .arg("--unixSocketPrefix")
            .arg(&self.socket_dir)
            .arg("--pidfilepath")
            .arg(self.pid_file())
            .arg("--logpath")
            .arg(self.log())
            .args(["--auth", "--quiet", "--wiredTigerCacheSizeGB", "0.25"])
            .args(["--setParameter", "diagnosticDataCollectionEnabled=false"])
            .env_clear()
            .envs(environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        Ok(Process {
            lifeline: keeper.stdin.take(),
            keeper,
        })
    }

    /// Waits until the server answers and has the platform's own login.
    async fn ready(&self) -> Result<()> {
        let ready = async {
            while tokio::net::UnixStream::connect(self.socket()).await.is_err() {
                tokio::time::sleep(LOOK).await;
            }
            let login = root::login(&self.folder).map_err(|error| self.unusable(&error))?;
            let stranger = connect_once(&self.address().anonymous_uri()).await?;
            root::make(&stranger, &login).await?;
            let known = connect_once(&self.admin_uri()?).await?;
            root::require(&known, &login, &self.folder).await
        };
        tokio::time::timeout(START, ready)
            .await
            .unwrap_or_else(|_| Err(super::unanswered(START)))
    }

    /// Ends a server that a killed platform left behind, if it did not end by itself.
    async fn end_orphan(&self) {
        let Some(pid) = self.orphan() else { return };
        let _gone_already = kill_process(pid, Signal::TERM);
        let gone = async {
            while self.orphan() == Some(pid) {
                tokio::time::sleep(LOOK).await;
            }
        };
        if tokio::time::timeout(END, gone).await.is_err() {
            tracing::warn!("a mongod left behind does not end; it is killed");
            let _gone_already = kill_process(pid, Signal::KILL);
        }
    }

    /// The process written down, if it still serves this folder.
    fn orphan(&self) -> Option<Pid> {
        let id: i32 = fs::read_to_string(self.pid_file()).ok()?.trim().parse().ok()?;
        let command = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let data = self.folder.join("data");
        let serves = command
            .split(|byte| *byte == 0)
            .any(|argument| argument == data.as_os_str().as_encoded_bytes());
        Pid::from_raw(id).filter(|_| serves)
    }

    fn socket(&self) -> PathBuf {
        self.socket_dir.join("mongod.sock")
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join("mongod.pid")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("mongod.log")
    }

    /// The end of the log, where the reason stands.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let error = log
            .lines()
            .rev()
            .find(|line| line.contains("\"s\":\"E\"") || line.contains("\"s\":\"F\""));
        let line = error
            .or_else(|| log.lines().next_back())
            .unwrap_or("it said nothing");
        format!("{line} (all of it is in {})", self.log().display())
    }

    fn unusable(&self, error: &io::Error) -> DatabaseError {
        unavailable(&format!("{} cannot be used: {error}", self.folder.display()))
    }
}

/// Kills the keeper's whole group: the server is part of it.
fn kill_group(keeper: &Child) {
    let id = keeper.id().and_then(|id| i32::try_from(id).ok());
    if let Some(group) = id.and_then(Pid::from_raw) {
        let _gone_already = kill_process_group(group, Signal::KILL);
    }
}
