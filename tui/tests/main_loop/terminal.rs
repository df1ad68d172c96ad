//! The real `fp` in a pseudo-terminal, with a screen to look at.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for anything on the screen.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a condition that is not about the screen is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

struct Output {
    parser: vt100::Parser,
    /// Every byte `fp` wrote.
    raw: Vec<u8>,
    /// Nothing more will come.
    ended: bool,
}

struct Shown {
    output: Mutex<Output>,
    changed: Condvar,
}

/// A workstation and its screen; killed when dropped.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    shown: Arc<Shown>,
}

impl Terminal {
    /// Starts `fp` with these arguments in a terminal of this size; its home and its data are in `home`.
    pub(crate) fn start(home: &Path, arguments: &[&str], rows: u16, columns: u16) -> Self {
        Self::start_with(home, arguments, &[], rows, columns)
    }

    /// As [`Terminal::start`], with more environment variables.
    pub(crate) fn start_with(
        home: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
        rows: u16,
        columns: u16,
    ) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fp"));
        command.args(arguments);
        command.cwd(home);
        for (name, value) in environment(home) {
            command.env(name, value);
        }
        command.env_remove("NO_COLOR");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let shown = Arc::new(Shown {
            output: Mutex::new(Output {
                parser: vt100::Parser::new(cells(rows), cells(columns), 0),
                raw: Vec::new(),
                ended: false,
            }),
            changed: Condvar::new(),
        });
        read_into(pair.master.try_clone_reader().unwrap(), shown.clone());
        let keyboard = pair.master.take_writer().unwrap();
        Self {
            child,
            master: pair.master,
            keyboard,
            shown,
        }
    }

    /// Types these bytes.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until `condition` holds for the text on screen, and returns the text.
    pub(crate) fn wait_for(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut output = self.shown.output.lock().unwrap();
        loop {
            let text = output.parser.screen().contents();
            if condition(&text) {
                return text;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited {PATIENCE:?} for {what}; on screen:\n{text}"
            );
            let pause = left.min(LOOK_EVERY);
            output = self.shown.changed.wait_timeout(output, pause).unwrap().0;
        }
    }

    /// Pastes text as a terminal does: bracketed.
    pub(crate) fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Every byte written to the terminal so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.shown.output.lock().unwrap().raw.clone()
    }

    /// Waits until these words are on screen.
    pub(crate) fn wait_for_words(&self, words: &str) -> String {
        self.wait_for(words, |text| text.contains(words))
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        self.shown
            .output
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master
            .resize(PtySize {
                rows,
                cols: columns,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
    }

    /// Ends `fp` as a lost connection would at its worst: without a word.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks `fp` to end, as a closed session does, and returns every byte it wrote.
    pub(crate) fn terminate(mut self) -> Vec<u8> {
        let pid = self.child.process_id().unwrap().to_string();
        let asked = std::process::Command::new("kill").arg(pid).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap();
        let output = self.shown.output.lock().unwrap();
        let all = |output: &mut Output| !output.ended;
        let (output, late) = self
            .shown
            .changed
            .wait_timeout_while(output, PATIENCE, all)
            .unwrap();
        assert!(!late.timed_out(), "the terminal stays open");
        output.raw.clone()
    }

    /// Waits until `fp` has ended by itself; whether it ended well.
    pub(crate) fn ended(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _already_dead = self.child.kill();
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a terminal has rows and columns")
}

fn read_into(mut reader: Box<dyn Read + Send>, shown: Arc<Shown>) {
    std::thread::spawn(move || {
        let mut bytes = vec![0_u8; 64 * 1024];
        while let Ok(count) = reader.read(&mut bytes)
            && count > 0
        {
            let mut output = shown.output.lock().unwrap();
            output.parser.process(&bytes[..count]);
            output.raw.extend_from_slice(&bytes[..count]);
            shown.changed.notify_all();
        }
        shown.output.lock().unwrap().ended = true;
        shown.changed.notify_all();
    });
}

/// What `fp` and the server it starts need to keep to `home`.
pub(crate) fn environment(home: &Path) -> Vec<(&'static str, String)> {
    let text = |path: std::path::PathBuf| path.display().to_string();
    vec![
        ("HOME", text(home.to_owned())),
        ("XDG_CONFIG_HOME", text(home.join("config"))),
        ("XDG_DATA_HOME", text(home.join("share"))),
        ("XDG_STATE_HOME", text(home.join("state"))),
        ("XDG_CACHE_HOME", text(home.join("cache"))),
        ("FP_DATA_DIR", text(home.join("data"))),
        ("FP_LISTEN", "127.0.0.1:0".to_owned()),
        ("FP_RUNNER_PYTHON", runner_python()),
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
    ]
}

/// The Python that runs apps: the one named, or one that `fp-server prepare` makes once per machine.
fn runner_python() -> String {
    if let Ok(python) = std::env::var("FP_RUNNER_PYTHON") {
        return python;
    }
    let cache = std::env::var("FP_TEST_CACHE").unwrap_or_else(|_| {
        let home = std::env::var("HOME").unwrap();
        let cache = std::env::var("XDG_CACHE_HOME").unwrap_or_else(|_| format!("{home}/.cache"));
        format!("{cache}/fp/testbed")
    });
    let output = std::process::Command::new(server_binary())
        .arg("prepare")
        .env("FP_DATA_DIR", cache)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// `fp-server`, which the workspace builds beside `fp`.
fn server_binary() -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_fp")).with_file_name("fp-server");
    assert!(
        path.exists(),
        "build the workspace first: {} is missing",
        path.display()
    );
    path
}

/// A server's folder whose server is stopped when this is dropped.
pub(crate) struct Home(pub(crate) tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A file of the server's folder as JSON.
    pub(crate) fn server(&self) -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(self.path().join("data/server.json")).unwrap()).unwrap()
    }

    /// Ends the server without a word.
    pub(crate) fn kill_server(&self) {
        let pid = self.server()["pid"].as_u64().unwrap();
        let killed = std::process::Command::new("kill")
            .args(["-9", &pid.to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
    }

    /// Runs `fp` with these arguments.
    pub(crate) fn fp(&self, arguments: &[&str]) -> std::process::Output {
        std::process::Command::new(env!("CARGO_BIN_EXE_fp"))
            .args(arguments)
            .envs(environment(self.path()))
            .current_dir(self.path())
            .output()
            .unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _nothing_runs = self.fp(&["--local", "down"]);
    }
}
